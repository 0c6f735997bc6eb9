/** Follows what changes in the emulator, by long polls. */
import { useEffect, useState } from 'preact/hooks'
import { control } from './emulator.ts'

/** The shortest time between two looks, and the longest, in ms. Things also vanish, unannounced. */
const shortest = 500
const longest = 10_000

export interface Followed<T> {
  /** The last value; undefined until the first arrives. */
  readonly value: T | undefined
  readonly error: Error | undefined
  /** Looks at once. */
  look(): void
}

export interface Subject<T> {
  load(signal: AbortSignal): Promise<T>
  /** Resolves when the value may have changed. */
  change(seen: T, signal: AbortSignal): Promise<void>
}

/** A value, as it changes while `live`. Starts anew when one of `inputs` changes. */
export function useFollowed<T>(
  subject: Subject<T>,
  live: boolean,
  inputs: readonly unknown[],
): Followed<T> {
  const [value, setValue] = useState<T>()
  const [error, setError] = useState<Error>()
  const [round, setRound] = useState(0)
  useEffect(() => {
    const left = new AbortController()
    const see = (seen: T) => {
      setValue(() => seen)
      setError(undefined)
    }
    follow(subject, live, left.signal, see, setError)
    return () => left.abort()
  }, [live, round, ...inputs])
  return { value, error, look: () => setRound((last) => last + 1) }
}

async function follow<T>(
  { load, change }: Subject<T>,
  live: boolean,
  signal: AbortSignal,
  see: (value: T) => void,
  fail: (error: Error) => void,
): Promise<void> {
  for (let failures = 0; !signal.aborted; )
    try {
      const value = await load(signal)
      see(value)
      failures = 0
      if (!live) return
      await Promise.all([change(value, signal), pause(shortest, signal)])
      await visible(signal)
    } catch (error) {
      if (signal.aborted) return
      fail(error instanceof Error ? error : new Error(String(error)))
      failures += 1
      await pause(Math.min(shortest * 2 ** failures, longest), signal)
    }
}

/** Waits for the next thing, which the control API gives at this path, but no longer than until the next look is due. */
export async function untilNext(path: string, query: object, signal: AbortSignal): Promise<void> {
  const due = AbortSignal.timeout(longest)
  const whole = path + toQuery({ ...query, timeout: 2 * longest })
  try {
    await control('GET', whole, undefined, AbortSignal.any([signal, due]))
  } catch (error) {
    if (!due.aborted) throw error
  }
}

/** The query of the control API that selects the same, with its question mark. */
export function toQuery(members: object): string {
  const given = Object.entries(members).filter(([, value]) => value !== undefined && value !== '')
  const query = new URLSearchParams(given.map(([name, value]) => [name, String(value)]))
  return given.length === 0 ? '' : `?${query}`
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
