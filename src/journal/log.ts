import type { Log } from '../api.ts'
import type { RequestRecord } from '../model/journal.ts'

/** A request with its outcome. `ms` is the time until the response, in milliseconds. */
export type RequestEvent = {
  event: 'request'
  method: string
  path: string
  status: number
  ms: number
} & RequestRecord

/** Wraps a log so that its errors are ignored. */
export function harmless(log: Log): Log {
  return (event) => {
    try {
      // It may be an async function, despite its type.
      const result: unknown = log(event)
      if (typeof result === 'object' && result !== null) Promise.resolve(result).catch(() => {})
    } catch {}
  }
}

/** Returns a function that logs a warning. */
export function warner(log: Log): (message: string) => void {
  return (message) => log({ event: 'warning', message })
}

export type { Log, LogEvent } from '../api.ts'
