import { useEffect, useState } from 'preact/hooks'
import type { JournalEntry } from '../../../api.ts'
import { control } from '../emulator.ts'

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

/** The shortest time between two looks at the journal, and the longest, in ms. Requests also vanish, unannounced. */
const shortest = 500
const longest = 10_000

/** The journal, as it changes while `live`. `look` looks at once. */
export function useJournal(filter: Filter, live: boolean) {
  const [journal, setJournal] = useState<Journal>()
  const [error, setError] = useState<Error>()
  const [round, setRound] = useState(0)
  useEffect(() => {
    const left = new AbortController()
    const see = (seen: Journal) => {
      setJournal(seen)
      setError(undefined)
    }
    follow(filter, live, left.signal, see, setError)
    return () => left.abort()
  }, [toQuery(filter), live, round])
  return { journal, error, look: () => setRound((last) => last + 1) }
}

/** The query of the control API that selects the same, with its question mark. */
export function toQuery(members: Readonly<Record<string, unknown>> | Filter): string {
  const given = Object.entries(members).filter(([, value]) => value !== undefined && value !== '')
  const query = new URLSearchParams(given.map(([name, value]) => [name, String(value)]))
  return given.length === 0 ? '' : `?${query}`
}

async function follow(
  filter: Filter,
  live: boolean,
  signal: AbortSignal,
  see: (journal: Journal) => void,
  fail: (error: Error) => void,
): Promise<void> {
  for (let failures = 0; !signal.aborted; )
    try {
      const journal = await load(filter, signal)
      see(journal)
      failures = 0
      if (!live) return
      await Promise.all([change(filter, journal, signal), pause(shortest, signal)])
      await visible(signal)
    } catch (error) {
      if (signal.aborted) return
      fail(error instanceof Error ? error : new Error(String(error)))
      failures += 1
      await pause(Math.min(shortest * 2 ** failures, longest), signal)
    }
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

/** Waits until a request matches that came after these, but no longer than until the next look is due. */
async function change(filter: Filter, { requests }: Journal, signal: AbortSignal): Promise<void> {
  const query = toQuery({ ...filter, since: requests[0]?.id, timeout: 2 * longest })
  const due = AbortSignal.timeout(longest)
  try {
    await control('GET', `/requests/wait${query}`, undefined, AbortSignal.any([signal, due]))
  } catch (error) {
    if (!due.aborted) throw error
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal.addEventListener('abort', end)
  })
}

/** Waits until the page is visible: browsers have only six connections for all its tabs. */
async function visible(signal: AbortSignal): Promise<void> {
  while (document.hidden && !signal.aborted) await pause(shortest, signal)
}
