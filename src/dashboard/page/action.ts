import { useRef, useState } from 'preact/hooks'

export interface Action {
  /** The error of the last run. */
  readonly error: Error | undefined
  /** Runs, unless the last run has not ended yet. */
  run(act: () => Promise<void>): Promise<void>
}

/** What a button or a form does, and whether it failed. */
export function useAction(): Action {
  const [error, setError] = useState<Error>()
  const busy = useRef(false)
  const run = async (act: () => Promise<void>) => {
    if (busy.current) return
    busy.current = true
    // A message that comes again is announced again.
    setError(undefined)
    try {
      await act()
    } catch (thrown) {
      setError(thrown instanceof Error ? thrown : new Error(String(thrown)))
    } finally {
      busy.current = false
    }
  }
  return { error, run }
}
