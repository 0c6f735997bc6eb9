/** The formats of environment variables. Without other imports: the page in the browser uses it, too. */

export type Variables = Readonly<Record<string, string>>

/** A format of variables: how to write one, and which values it cannot hold. */
interface Format {
  readonly line: (name: string, value: string) => string
  readonly cannotHold: RegExp
}

// No format but JSON can hold what a variable cannot: NUL and unpaired surrogates.
const formats = {
  environment: { line: (name, value) => `${name}=${value}`, cannotHold: /\0|\p{Cs}/u },
  shell: {
    line: (name, value) => `export ${name}=${inQuotes(value)}`,
    cannotHold: /\0|\p{Cs}/u,
  },
  // Readers of .env files disagree about everything but a value in single quotes without these.
  dotenv: {
    line: (name, value) => `${name}='${value}'`,
    cannotHold: /['$\0\r]|\\\\|\\$|\p{Cs}/u,
  },
} as const satisfies Readonly<Record<string, Format>>

/** A text in single quotes, for sh. */
export function inQuotes(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}

export type EnvFormat = keyof typeof formats

/** The variables, one a line. @throws {Error} the format cannot hold one of them */
export function written(format: EnvFormat, variables: Variables): string {
  const { line } = formats[format]
  return Object.entries(heldBy(format, variables))
    .map(([name, value]) => line(name, value))
    .join('\n')
}

/** Returns the variables. @throws {Error} the format cannot hold one of them */
export function heldBy(format: EnvFormat, variables: Variables): Variables {
  for (const [name, value] of Object.entries(variables))
    if (formats[format].cannotHold.test(value))
      throw new Error(`the value of ${name} contains a character that ${format} cannot hold`)
  return variables
}
