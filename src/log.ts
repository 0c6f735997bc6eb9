import type { RequestRecord } from './model/journal.ts'

/** A request, with what became known of it. `ms` is how long the answer took. */
export type RequestEvent = {
  event: 'request'
  method: string
  path: string
  status: number
  ms: number
} & RequestRecord

/** One line of the log. */
export type LogEvent =
  | RequestEvent
  /**
   * What the data file had already and was left as it was there: tenants of the seed, and members of the document
   * (`iam.apiKeys`, `iam.signingKeys`, `faults`) that are not as the seed has them.
   */
  | {
      event: 'kept'
      data: string | undefined
      tenants: readonly string[]
      members?: readonly string[]
    }
  | { event: 'warning'; message: string }
  | { event: 'error'; message: string }

export type Log = (event: LogEvent) => void

/** The same log, but what it throws reaches nobody. */
export function harmless(log: Log): Log {
  return (event) => {
    try {
      // It may be an async function, whatever its type says.
      const result: unknown = log(event)
      if (typeof result === 'object' && result !== null) Promise.resolve(result).catch(() => {})
    } catch {}
  }
}
