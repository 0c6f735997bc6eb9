import { setTimeout as pause } from 'node:timers/promises'
import { reasonOf } from '../model/fetch-error.ts'
import type { Invocation } from './command.ts'
import { textOf, UsageError, urlOf } from './given.ts'

/** How often to poll, in ms. */
const interval = 100

const units: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
])

/** A day, in ms. */
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
  const url = urlOf(given)
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
      if (!signal.aborted) reason = `${url} cannot be reached: ${reasonOf(error)}`
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

function milliseconds(text: string): number {
  const [, amount = '', unit = 's'] = /^(\d+)(ms|s|m)?$/.exec(text) ?? []
  const total = Number(amount) * (units.get(unit) ?? 0)
  if (total > 0 && total <= longest) return total
  throw new UsageError(
    `--timeout: must be a duration of at most a day, such as 500ms, 30s or 5m, not ${text}`,
  )
}
