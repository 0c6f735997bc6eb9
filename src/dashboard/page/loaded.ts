import { useCallback, useEffect, useState } from 'preact/hooks'

export interface Loaded<T> {
  /** The last value; undefined until the first arrives. */
  readonly value: T | undefined
  readonly error: Error | undefined
  /** Loads again. */
  reload(): void
}

/** Loads a value, and again when one of `inputs` changes. */
export function useLoaded<T>(load: () => Promise<T>, inputs: readonly unknown[]): Loaded<T> {
  const [state, setState] = useState<{ value?: T | undefined; error?: Error | undefined }>({})
  const [round, setRound] = useState(0)
  const reload = useCallback(() => setRound((last) => last + 1), [])
  useEffect(() => {
    let current = true
    load().then(
      (value) => current && setState({ value }),
      (error) => current && setState((last) => ({ value: last.value, error })),
    )
    return () => {
      current = false
    }
  }, [...inputs, round])
  return { value: state.value, error: state.error, reload }
}
