import { useRef, useState } from 'preact/hooks'
import type { HttpRequest } from './curl.ts'
import { send } from './emulator.ts'
import { Problem } from './problem.tsx'

/** After how long a run says that it is under way, in ms. */
const patience = 400

export interface Outcome {
  /** What has happened. */
  readonly said?: string | undefined
  readonly error?: Error | undefined
  /** The run takes a while, and has not ended. */
  readonly busy?: boolean | undefined
}

export interface Action {
  /** What became of the last run. */
  readonly outcome: Outcome
  /** Runs, unless the last run has not ended yet. `said` words what has happened. */
  run(act: () => Promise<void>, said?: string): Promise<void>
  /** Sends a request, unless the last run has not ended yet. `say` words what has happened. */
  send<T>(request: HttpRequest, say: (answer: T) => string): Promise<void>
}

/** What buttons or a form do, and what became of the last run. Calls `then` at the end of each. */
export function useAction(then?: () => void): Action {
  const [outcome, setOutcome] = useState<Outcome>({})
  const busy = useRef(false)
  const attempt = async (act: () => Promise<string | undefined>) => {
    if (busy.current) return
    busy.current = true
    // A message that comes again is announced again.
    setOutcome({})
    const timer = setTimeout(() => setOutcome({ busy: true }), patience)
    try {
      setOutcome({ said: await act() })
    } catch (thrown) {
      setOutcome({ error: thrown instanceof Error ? thrown : new Error(String(thrown)) })
    } finally {
      clearTimeout(timer)
      busy.current = false
    }
    then?.()
  }
  return {
    outcome,
    run: (act, said) =>
      attempt(async () => {
        await act()
        return said
      }),
    send: <T,>(request: HttpRequest, say: (answer: T) => string) =>
      attempt(async () => say(await send<T>(request))),
  }
}

/** What became of the last run: nothing yet, what it did, or why it failed. */
export function Said({ said, error, busy = false }: Outcome) {
  return (
    <>
      <p class={busy ? 'busy' : 'said'} role="status">
        {busy ? 'Waiting for the answer…' : said}
      </p>
      <Problem error={error} />
    </>
  )
}
