import yargs, { type Options } from 'yargs'
import { suggestion } from '../model/parsing/suggestion.ts'
import type { Command, Surroundings } from './command.ts'
import { commands } from './commands.ts'
import { readGiven, UsageError } from './given.ts'
import { misspelt } from './misspelt.ts'
import { type OptionTable, twinOf } from './options.ts'

const tables = Object.values(commands).map((command) => command.options)

/** All options by name. Where two commands have an option of the same name, it is of the last one. */
const options: OptionTable = Object.fromEntries(tables.flatMap((table) => Object.entries(table)))

/** The command that runs when none is named. */
const standard = 'start'

/** The flags of all commands. The general help, which is that of the standard command, shows only its own. */
const flags: Record<string, Options> = Object.fromEntries(
  Object.entries(options).flatMap(([name, { kind }]) => {
    const hidden = !Object.hasOwn(commands[standard]?.options ?? {}, name)
    return kind === 'flag' ? [[name, { type: 'boolean', global: false, hidden } as const]] : []
  }),
)

/** Runs the command line and returns the exit code: 0, 1 for a failed start, 2 for a usage error. */
export async function main(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  const { environment } = surroundings
  let code = 0
  // yargs sees nothing after --, which belongs to another command.
  const end = argv.includes('--') ? argv.indexOf('--') : argv.length
  const own = argv.slice(0, end)
  const parser = yargs([...own])
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
    // yargs must know the flags before it finds the command: otherwise it takes the word after a flag as its value.
    .options(flags)
    .strictOptions()
    .help()
    .alias('help', 'h')
    .version(surroundings.version)
    .alias('version', 'v')
    .exitProcess(false)
    .fail((message, error) => {
      // yargs reports a missing value with an error of its own.
      throw error === undefined || error.name === 'YError' ? new UsageError(message) : error
    })
  for (const [name, { describe, options, operands, run }] of Object.entries(commands))
    parser.command(
      name === standard ? [name, '$0'] : name,
      describe,
      (command) => {
        if (operands !== undefined) command.usage(`$0 ${name} [options] ${operands}\n\n${describe}`)
        return command.options(toYargs(options))
      },
      async (flags) => {
        const words = flags._.map(String)
        if (words[0] === name) words.shift()
        const behind = argv.slice(end + 1)
        const foreign = operands?.startsWith('--')
        const taken = foreign ? behind : [...words, ...behind]
        const [unknown] = foreign ? words : operands === undefined ? taken : []
        if (unknown !== undefined)
          throw new UsageError(
            `Unknown argument: ${unknown}${foreign ? ': put -- before the command' : ''}`,
          )
        const given = readGiven(options, flags, environment)
        const warnings = misspelt(tables, environment)
        code = await run({ ...surroundings, given, operands: taken, warnings })
      },
    )
  try {
    refuseFlagValues(own, options)
    await parser.parseAsync()
    return code
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    const [first = ''] = argv
    const named = Object.hasOwn(commands, first) && first !== standard
    surroundings.err(withSuggestion(error.message, named ? commands[first] : undefined))
    surroundings.err(`See appid-emulator ${named ? `${first} ` : ''}--help`)
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

function withSuggestion(message: string, command: Command | undefined): string {
  const [, unknown = ''] = /^Unknown arguments?: ([\w-]+)/.exec(message) ?? []
  const reason = command?.lacks?.[unknown]
  if (reason !== undefined) return `${message}: ${reason}`
  const meant =
    unknown &&
    suggestion(unknown, [...Object.keys(options), ...Object.keys(commands), 'help', 'version'])
  if (!meant || meant === unknown) return message
  return `${message}. Did you mean ${Object.hasOwn(commands, meant) ? meant : `--${meant}`}?`
}
