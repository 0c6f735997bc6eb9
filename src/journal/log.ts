import type { Log } from '../api.ts'
import type { RequestRecord } from '../model/journal.ts'

/** A request, with what became known of it. `ms` is how long the answer took. */
export type RequestEvent = {
  event: 'request'
  method: string
  path: string
  status: number
  ms: number
} & RequestRecord

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

export type { Log, LogEvent } from '../api.ts'
