import type { Emulator, EmulatorOptions } from '../index.ts'
import type { Invocation } from './command.ts'
import { type Given, isUsage, numberOf, textOf, UsageError, wordOf } from './given.ts'
import type { OptionTable } from './options.ts'
import { jsonPrinter, type Printer, prettyPrinter, type Streams } from './print.ts'

/**
 * Starts an emulator, prints that it is ready, and returns the exit code that `use` returns; 1 if starting or `use` failed.
 * @throws {UsageError} an option is invalid
 */
export async function withEmulator(
  { given, warnings, version, untilInterrupted, ...streams }: Invocation,
  options: OptionTable,
  defaults: Pick<EmulatorOptions, 'port' | 'data'>,
  use: (emulator: Emulator) => Promise<number>,
): Promise<number> {
  const printer = printerOf(given, streams)
  for (const message of warnings) printer.event({ event: 'warning', message })
  const settings = { ...settingsOf(given, defaults), log: printer.event }
  const word = (what: string) => wordOf(what, options, given)
  // Imported here, so that --help and --version do not load the server.
  const { EmulatorError, startEmulator } = await import('../index.ts')
  try {
    // Starting can block: on a seed that is a pipe, or on another emulator that is stopping.
    const emulator = await Promise.race([startEmulator(settings, word), untilInterrupted()])
    if (emulator === undefined) throw new Error('stopped before the emulator was ready')
    await printer.ready(emulator, settings.data, version)
    return await use(emulator)
  } catch (error) {
    if (error instanceof UsageError) throw error
    if (error instanceof EmulatorError && isUsage(error.code, given))
      throw new UsageError(error.message)
    printer.event({
      event: 'error',
      message: error instanceof Error ? error.message : String(error),
    })
    return 1
  }
}

// Without the option, the emulator must know that no seed was named.
function seedOf(given: Given): Pick<EmulatorOptions, 'seed'> {
  if (given.has('no-seed')) return { seed: false }
  const named = given.get('seed')?.values
  return named === undefined ? {} : { seed: named }
}

function printerOf(given: Given, streams: Streams): Printer {
  const format = textOf(given, 'log-format') ?? 'pretty'
  if (format !== 'pretty' && format !== 'json')
    throw new UsageError(`${given.get('log-format')?.word} must be pretty or json, not ${format}`)
  return (format === 'json' ? jsonPrinter : prettyPrinter)(streams, { silent: given.has('silent') })
}

function settingsOf(
  given: Given,
  { port, data }: Pick<EmulatorOptions, 'port' | 'data'>,
): EmulatorOptions {
  const value = (name: string) => textOf(given, name)
  const [host, publicUrl, issuer] = [value('host'), value('public-url'), value('issuer')]
  return {
    port: numberOf(given, 'port') ?? port,
    journal: numberOf(given, 'journal') ?? 10_000,
    ...(host !== undefined && { host }),
    data: given.has('in-memory') ? undefined : (value('data') ?? data),
    ...seedOf(given),
    tenantIds: given.get('tenant')?.values ?? [],
    reset: given.has('reset'),
    ...(publicUrl !== undefined && { publicUrl }),
    ...(issuer !== undefined && { issuer }),
    trustProxy: given.has('trust-proxy'),
    strictIam: given.has('strict-iam'),
    autoLogin: given.has('auto-login'),
    userPicker: !given.has('no-user-picker'),
    control: !given.has('no-control'),
    allowedHosts: given.get('allowed-host')?.values ?? [],
  }
}
