import type { JournalEntry } from '../../../api.ts'
import { control } from '../emulator.ts'
import { type Subject, toQuery, untilNext, useFollowed } from '../follow.ts'

/** Which requests to show. Members that are empty or undefined select all. */
export interface Filter {
  readonly tenantId?: string | undefined
  readonly operation?: string | undefined
  readonly clientId?: string | undefined
  readonly status?: string | undefined
}

export interface Journal {
  /** The newest that match, newest first. */
  readonly requests: readonly JournalEntry[]
  /** How many match. */
  readonly count: number
  /** How many are gone, because the journal was full. */
  readonly dropped: number
}

/** The most requests that the page shows. */
export const most = 200

/** The journal, as it changes while `live`. `look` looks at once. */
export function useJournal(filter: Filter, live: boolean) {
  const subject: Subject<Journal> = {
    load: (signal) => load(filter, signal),
    // Requests that match and came after these.
    change: ({ requests }, signal) =>
      untilNext('/requests/wait', { ...filter, since: requests[0]?.id }, signal),
  }
  const { value: journal, error, look } = useFollowed(subject, live, [toQuery(filter)])
  return { journal, error, look }
}

// Always the whole: ids start again when the emulator does, and entries vanish when somebody clears the journal.
async function load(filter: Filter, signal: AbortSignal): Promise<Journal> {
  const query = toQuery({ ...filter, limit: most })
  const { requests, dropped } = await control<{
    readonly requests: readonly JournalEntry[]
    readonly dropped: number
  }>('GET', `/requests${query}`, undefined, signal)
  const { count } =
    requests.length < most
      ? { count: requests.length }
      : await control<{ count: number }>(
          'GET',
          `/requests/count${toQuery(filter)}`,
          undefined,
          signal,
        )
  return { requests: requests.toReversed(), count, dropped }
}
