import type { Invocation } from './command.ts'
import { printFrom, tenantOf } from './connected.ts'
import { textOf, UsageError } from './given.ts'
import { envOptions } from './options.ts'

type Variables = Readonly<Record<string, string>>

/** A format of variables: how to write one, and which values it cannot hold. */
interface Format {
  readonly line: (name: string, value: string) => string
  readonly cannotHold: RegExp
}

// No format but JSON can hold what a variable cannot: NUL and unpaired surrogates.
const formats = {
  environment: { line: (name, value) => `${name}=${value}`, cannotHold: /\0|\p{Cs}/u },
  shell: {
    line: (name, value) => `export ${name}='${value.replaceAll("'", "'\\''")}'`,
    cannotHold: /\0|\p{Cs}/u,
  },
  // Readers of .env files disagree about everything but a value in single quotes without these.
  dotenv: {
    line: (name, value) => `${name}='${value}'`,
    cannotHold: /['$\0\r]|\\\\|\\$|\p{Cs}/u,
  },
} as const satisfies Readonly<Record<string, Format>>

/** `appid-emulator env`: prints the settings of an application of a running emulator. @throws {UsageError} */
export function env(invocation: Invocation): Promise<number> {
  const { given } = invocation
  const format = textOf(given, 'format') ?? 'shell'
  if (format !== 'shell' && format !== 'dotenv' && format !== 'json')
    throw new UsageError(`--format: must be shell, dotenv or json, not ${format}`)
  return printFrom(invocation, envOptions, async (emulator) => {
    const variables = tenantOf(emulator, given).env({ client: textOf(given, 'client') })
    if (format === 'json') return JSON.stringify(variables, null, 2)
    const { line } = formats[format]
    return Object.entries(heldBy(format, variables))
      .map(([name, value]) => line(name, value))
      .join('\n')
  })
}

/** Returns the variables. @throws {Error} the format cannot hold one of them */
export function heldBy(format: keyof typeof formats, variables: Variables): Variables {
  for (const [name, value] of Object.entries(variables))
    if (formats[format].cannotHold.test(value))
      throw new Error(`the value of ${name} contains a character that ${format} cannot hold`)
  return variables
}
