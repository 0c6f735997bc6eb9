import { setTimeout as pause } from 'node:timers/promises'
import type { Invocation } from './command.ts'
import { textOf, UsageError } from './given.ts'

/** How often to ask, in ms. */
const interval = 100

const units = { ms: 1, s: 1000, m: 60_000 }

const longest = 86_400_000

/**
 * `appid-emulator wait`: waits until an emulator is ready, and prints nothing. Returns the exit code: 1 if it is not ready
 * in time, or the command is interrupted.
 * @throws {UsageError} an option is invalid
 */
export async function wait({
  given,
  warnings,
  err,
  untilInterrupted,
}: Invocation): Promise<number> {
  for (const message of warnings) err(`warning: ${message}`)
  const url = textOf(given, 'url')?.replace(/\/+$/, '') ?? 'http://localhost:6002'
  if (!/^https?:\/\//.test(url) || !URL.canParse(url))
    throw new UsageError(
      `${given.get('url')?.word}: must be a URL such as http://localhost:6002, not ${url}`,
    )
  const timeout = textOf(given, 'timeout') ?? '30s'
  const deadline = AbortSignal.timeout(milliseconds(timeout))
  const interrupted = new AbortController()
  untilInterrupted().then(() => interrupted.abort())
  const signal = AbortSignal.any([deadline, interrupted.signal])

  let reason = `${url} does not respond`
  while (!signal.aborted) {
    try {
      const problem = await problemAt(url, signal)
      if (problem === undefined) return 0
      reason = problem
    } catch (error) {
      if (!signal.aborted) reason = `${url} cannot be reached: ${causeOf(error)}`
    }
    // Rejects when the time is up.
    await pause(interval, undefined, { signal }).catch(() => {})
  }
  err(
    interrupted.signal.aborted
      ? `error: stopped before the emulator was ready: ${reason}`
      : `error: the emulator was not ready after ${timeout}: ${reason}`,
  )
  return 1
}

async function problemAt(url: string, signal: AbortSignal): Promise<string | undefined> {
  const { status, headers, body } = await fetch(`${url}/_appid/ready`, { signal })
  // An unread response keeps its connection open.
  await body?.cancel()
  if (!headers.has('X-AppID-Emulator-Version')) return `${url} is not an App ID emulator`
  return status === 200 ? undefined : `${url} responded with status ${status}`
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { cause } = error
  if (!(cause instanceof Error)) return error.message
  // Node reports one error for each address of a name, without a message of its own.
  return cause instanceof AggregateError ? causeOf(cause.errors[0]) : cause.message
}

function milliseconds(text: string): number {
  const [, amount = '', unit = 's'] = /^(\d+)(ms|s|m)?$/.exec(text) ?? []
  const factor = unit === 'ms' || unit === 'm' ? units[unit] : units.s
  const total = amount === '' ? 0 : Number(amount) * factor
  if (total > 0 && total <= longest) return total
  throw new UsageError(
    `--timeout: must be a duration of at most a day, such as 500ms, 30s or 5m, not ${text}`,
  )
}
