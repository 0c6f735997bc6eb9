import type { EmulatorOptions } from '../index.ts'
import type { Invocation } from './command.ts'
import { type Given, numberOf, textOf, UsageError, wordOf } from './given.ts'
import { startOptions } from './options.ts'
import { jsonPrinter, type Printer, prettyPrinter, type Streams } from './print.ts'

/**
 * `appid-emulator start`: runs until it is interrupted. Returns the exit code: 0 after a clean stop, 1 if starting or
 * stopping failed; the caller then exits without waiting.
 * @throws {UsageError} an option is invalid
 */
export async function start({
  given,
  warnings,
  version,
  untilInterrupted,
  ...streams
}: Invocation): Promise<number> {
  const { printer, options } = settingsOf(given, streams)
  for (const message of warnings) printer.event({ event: 'warning', message })
  // Imported here, so that --help and --version do not load the server.
  const { EmulatorError, startEmulator } = await import('../index.ts')
  try {
    // Starting can block: on a seed that is a pipe, or on another emulator that is stopping.
    const emulator = await Promise.race([
      startEmulator(options, (what) => wordOf(what, startOptions, given)),
      untilInterrupted(),
    ])
    if (emulator === undefined) throw new Error('stopped before the emulator was ready')
    printer.ready(emulator, options.data, version)
    await untilInterrupted()
    await emulator.close()
    return 0
  } catch (error) {
    if (error instanceof EmulatorError && error.code === 'INVALID_INPUT')
      throw new UsageError(error.message)
    printer.event({
      event: 'error',
      message: error instanceof Error ? error.message : String(error),
    })
    return 1
  }
}

function settingsOf(
  given: Given,
  streams: Streams,
): { printer: Printer; options: EmulatorOptions } {
  const value = (name: string) => textOf(given, name)
  const format = value('log-format') ?? 'pretty'
  if (format !== 'pretty' && format !== 'json')
    throw new UsageError(`${given.get('log-format')?.word} must be pretty or json, not ${format}`)
  const printer = (format === 'json' ? jsonPrinter : prettyPrinter)(streams, {
    silent: given.has('silent'),
  })
  const [host, publicUrl, issuer] = [value('host'), value('public-url'), value('issuer')]
  return {
    printer,
    options: {
      port: numberOf(given, 'port') ?? 6002,
      journal: numberOf(given, 'journal') ?? 10_000,
      ...(host !== undefined && { host }),
      ...(!given.has('in-memory') && { data: value('data') ?? '.appid-emulator/db.json' }),
      seed: given.has('no-seed') ? false : (given.get('seed')?.values ?? 'demo'),
      tenantIds: given.get('tenant')?.values ?? [],
      reset: given.has('reset'),
      ...(publicUrl !== undefined && { publicUrl }),
      ...(issuer !== undefined && { issuer }),
      trustProxy: given.has('trust-proxy'),
      strictIam: given.has('strict-iam'),
      control: !given.has('no-control'),
      allowedHosts: given.get('allowed-host')?.values ?? [],
      log: printer.event,
    },
  }
}
