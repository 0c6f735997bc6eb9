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
  /** Tenants of the seed that the data file had already and that were left as they were there. */
  | { event: 'kept'; data: string | undefined; tenants: readonly string[] }
  | { event: 'warning'; message: string }
  | { event: 'error'; message: string }

export type Log = (event: LogEvent) => void
