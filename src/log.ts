/** What becomes known of a request on its way. Never a secret. */
export interface RequestRecord {
  /** The operation's name, as in the table of operations. */
  endpoint?: string
  tenant?: string
  clientId?: string
  grantType?: string
  scope?: string
  audience?: string
  /** Why it was refused, as the log tells it: more than the client is told. */
  error?: string
}

/** One line of the log. `ms` is how long the answer took. */
export type LogEvent =
  | ({
      event: 'request'
      method: string
      path: string
      status: number
      ms: number
    } & RequestRecord)
  /** Tenants of the seed that the data file had already and that were left as they were there. */
  | { event: 'kept'; data: string | undefined; tenants: readonly string[] }
  | { event: 'warning'; message: string }
  | { event: 'error'; message: string }

export type Log = (event: LogEvent) => void

/** A request as the journal keeps it: no headers, no bodies, no query. `at` is ISO 8601, `ms` how long it took. */
export interface JournalEntry extends RequestRecord {
  readonly id: number
  readonly at: string
  readonly method: string
  readonly path: string
  readonly status: number
  readonly ms: number
}

/** Which entries are wanted: those that agree in every member that is given. */
export interface JournalFilter {
  readonly tenant?: string | undefined
  readonly endpoint?: string | undefined
  readonly clientId?: string | undefined
  readonly grantType?: string | undefined
  readonly status?: number | undefined
}
