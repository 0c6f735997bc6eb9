import type { ChildProcess } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { constants, platform } from 'node:os'
import type { Emulator } from '../index.ts'
import { heldBy } from '../model/env-format.ts'
import { variableNames } from '../model/environment.ts'
import type { Invocation } from './command.ts'
import { textOf, UsageError } from './given.ts'
import { withEmulator } from './launched.ts'
import { execOptions } from './options.ts'

/** The command does not get the settings of another service or emulator where its own has none. */
const notInherited = Object.fromEntries(variableNames.map((name) => [name, undefined]))

/**
 * `appid-emulator exec`: runs a command with an emulator of its own, in memory. Returns the command's exit code; 128 + n if
 * signal n ended it, 127 if there is no such command, 126 if it cannot be run. @throws {UsageError}
 */
export async function exec(invocation: Invocation): Promise<number> {
  const { operands, err } = invocation
  const [command = '', ...args] = operands
  if (command === '')
    throw new UsageError('The command is missing: appid-emulator exec [options] -- <command…>')
  const { default: spawn } = await import('cross-spawn')
  // The command's output is its own.
  const streams = { ...invocation, out: err }
  return withEmulator(streams, execOptions, { port: 0, data: undefined }, async (emulator) => {
    const env = {
      ...invocation.environment,
      ...notInherited,
      ...settingsFor(emulator, invocation),
    }
    try {
      const child = spawn(command, args, { stdio: 'inherit', env })
      invocation.passSignals((signal) => {
        if (!sentByTerminal(signal)) child.kill(signal)
      })
      return await exitCodeOf(child)
    } catch (error) {
      if (!(error instanceof Error)) throw error
      const missing = 'code' in error && error.code === 'ENOENT'
      err(
        missing
          ? `error: there is no command ${command}${remedy(command)}`
          : `error: ${command} cannot be run: ${error.message}`,
      )
      return missing ? 127 : 126
    }
  })
}

function remedy(command: string): string {
  return command.includes(' ')
    ? ": put its words outside the quotes, as in exec -- npm test, or run a shell, as in exec -- sh -c 'npm test'"
    : ''
}

/** Waits for the end of a process. Rejects if it could not be started. */
function exitCodeOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    // A process that may not be signalled, such as one of another user, emits an error too.
    child.on('error', (error) => {
      if (child.pid === undefined) reject(error)
    })
    child.once('exit', (code, signal) =>
      resolve(signal === null ? (code ?? 1) : 128 + constants.signals[signal]),
    )
  })
}

function settingsFor(emulator: Emulator, { given }: Invocation): Readonly<Record<string, string>> {
  const client = textOf(given, 'client')
  if (emulator.tenants.length === 0 && client === undefined)
    return { APPID_EMULATOR_URL: emulator.url }
  return heldBy('environment', emulator.defaultTenant.env({ client }))
}

/** Whether the command gets the signal anyway: a terminal sends these to all processes in its foreground. */
function sentByTerminal(signal: NodeJS.Signals): boolean {
  return (signal === 'SIGINT' || signal === 'SIGQUIT') && (platform() === 'win32' || hasTerminal())
}

function hasTerminal(): boolean {
  try {
    closeSync(openSync('/dev/tty', 'r'))
    return true
  } catch {
    return false
  }
}
