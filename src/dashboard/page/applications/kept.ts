import { useState } from 'preact/hooks'

/** Makes a hook like useState whose values outlive the view: they are there when it is shown again. Each has a key. */
export function keeping<T>() {
  const kept = new Map<string, T>()
  return function useKept(key: string) {
    const [value, setValue] = useState(() => kept.get(key))
    const keep = (next: T | undefined) => {
      if (next === undefined) kept.delete(key)
      else kept.set(key, next)
      setValue(() => next)
    }
    return [value, keep] as const
  }
}
