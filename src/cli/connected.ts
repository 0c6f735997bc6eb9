import type { Emulator, Tenant } from '../index.ts'
import type { Invocation } from './command.ts'
import { type Given, isUsage, textOf, UsageError, urlOf, wordOf } from './given.ts'
import type { OptionTable } from './options.ts'

/**
 * Prints what `use` returns for the emulator at `--url`, and nothing else. Returns the exit code: 1 if no emulator responds,
 * it refuses, the output cannot be written, or the command is interrupted.
 * @throws {UsageError} an option is invalid, or names a tenant or application that does not exist
 */
export async function printFrom(
  { given, warnings, print, err, untilInterrupted }: Invocation,
  options: OptionTable,
  use: (emulator: Emulator) => Promise<string>,
): Promise<number> {
  for (const message of warnings) err(`warning: ${message}`)
  const { connect, EmulatorError } = await import('../index.ts')
  const url = urlOf(given)
  const word = (what: string) => wordOf(what, options, given)
  try {
    const text = await Promise.race([connect(url).then(use), untilInterrupted()])
    if (text === undefined) throw new Error(`stopped before ${url} responded`)
    await Promise.race([print(`${text}\n`), untilInterrupted()])
    return 0
  } catch (error) {
    if (error instanceof UsageError || !(error instanceof Error)) throw error
    const code = error instanceof EmulatorError ? error.code : 'INTERNAL'
    if (isUsage(code, given)) throw new UsageError(inWords(error.message, word))
    const remedy = code === 'UNREACHABLE' ? `: start it, or set its URL with ${word('url')}` : ''
    err(`error: ${error.message}${remedy}`)
    return 1
  }
}

/** The tenant that `--tenant` names, by default the first. @throws {EmulatorError} */
export function tenantOf(emulator: Emulator, given: Given): Tenant {
  const nameOrId = textOf(given, 'tenant')
  return nameOrId === undefined ? emulator.defaultTenant : emulator.tenant(nameOrId)
}

// The emulator's message begins with the member of the request, such as `clientId: …`: use the option instead.
function inWords(message: string, word: (what: string) => string): string {
  const [, member = '', rest = ''] = /^(\w+)(?:\.[^:]*)?(: .*)$/s.exec(message) ?? []
  return member === '' ? message : word(member) + rest
}
