import yargs, { type Options } from 'yargs'
import { suggestion } from '../model/suggestion.ts'
import { readGiven, UsageError } from './given.ts'
import { misspelt } from './misspelt.ts'
import { type OptionTable, startOptions, tokenOptions, twinOf } from './options.ts'
import { type Surroundings, start } from './start.ts'
import { token } from './token.ts'

const options: OptionTable = { ...startOptions, ...tokenOptions }

const commands = ['start', 'token']

const flags: Record<string, Options> = Object.fromEntries(
  Object.entries(options).flatMap(([name, { kind }]) =>
    kind === 'flag' ? [[name, { type: 'boolean', global: false } as const]] : [],
  ),
)

/** Runs the command line and returns the exit code: 0, 1 for a failed start, 2 for a usage error. */
export async function main(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  surroundings: Surroundings,
): Promise<number> {
  let code = 0
  const parser = yargs([...argv])
    .scriptName('appid-emulator')
    .usage('$0 [start]\n\nIBM Cloud App ID on http://localhost:6002')
    .parserConfiguration({
      // Our own option table parses the values: yargs must return them as strings.
      'boolean-negation': false,
      'camel-case-expansion': false,
      'dot-notation': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
    })
    .command(
      ['start', '$0'],
      'start the emulator',
      (command) =>
        command
          .options(toYargs(startOptions))
          .epilogue(
            'Every option can also be set by an environment variable, such as APPID_EMULATOR_PORT for --port.',
          ),
      async (flags) => {
        const [rest] = flags._.filter((word) => word !== 'start')
        if (rest !== undefined) throw new UsageError(`Unknown argument: ${rest}`)
        code = await start(
          readGiven(startOptions, flags, environment),
          misspelt(environment),
          surroundings,
        )
      },
    )
    .command(
      'token',
      'print an access token from a running emulator, valid or flawed',
      (command) => command.options(toYargs(tokenOptions)),
      async (flags) => {
        code = await token(
          readGiven(tokenOptions, flags, environment),
          misspelt(environment),
          surroundings,
        )
      },
    )
    // yargs must know the flags before it finds the command: otherwise it takes the word after a flag as its value.
    .options(flags)
    .strict()
    .help()
    .alias('help', 'h')
    .version(surroundings.version)
    .alias('version', 'v')
    .exitProcess(false)
    .fail((message, error) => {
      // yargs reports a missing value with an error of its own.
      throw error === undefined || error.name === 'YError' ? new UsageError(message) : error
    })
  try {
    refuseFlagValues(argv, options)
    await parser.parseAsync()
    return code
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    surroundings.err(withSuggestion(error.message))
    surroundings.err(`See appid-emulator ${argv[0] === 'token' ? 'token ' : ''}--help`)
    return 2
  }
}

// yargs treats every value of a flag except true as false.
function refuseFlagValues(argv: readonly string[], table: OptionTable): void {
  for (const argument of argv) {
    const [, name = '', value = ''] = /^--([\w-]+)=(.*)$/.exec(argument) ?? []
    if (table[name]?.kind === 'flag' && !['true', 'false'].includes(value))
      throw new UsageError(`--${name} does not take a value: remove =${value}`)
  }
}

function toYargs(table: OptionTable): Record<string, Options> {
  return Object.fromEntries(
    Object.entries(table).map(([name, option]) => {
      const { kind, alias, describe } = option
      const twin = twinOf(name, option)
      return [
        name,
        {
          describe: twin === undefined ? describe : `${describe} [${twin}]`,
          ...(alias !== undefined && { alias }),
          ...(kind === 'flag'
            ? { type: 'boolean' as const }
            : { type: 'string' as const, requiresArg: true }),
        },
      ]
    }),
  )
}

function withSuggestion(message: string): string {
  const [, unknown] = /^Unknown arguments?: ([\w-]+)/.exec(message) ?? []
  const meant =
    unknown && suggestion(unknown, [...Object.keys(options), ...commands, 'help', 'version'])
  if (!meant || meant === unknown) return message
  return `${message}. Did you mean ${commands.includes(meant) ? meant : `--${meant}`}?`
}
