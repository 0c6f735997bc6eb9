import { useEffect, useState } from 'preact/hooks'

/** Makes a hook like useState whose values outlive the view: they are there when it is shown again. Each has a key. */
export function keeping<T>() {
  const kept = new Map<string, T>()
  const watchers = new Set<(key: string) => void>()
  return function useKept(key: string) {
    const [, render] = useState({})
    useEffect(() => {
      const watch = (changed: string) => changed === key && render({})
      watchers.add(watch)
      return () => void watchers.delete(watch)
    }, [key])
    const keep = (next: T | undefined) => {
      if (next === undefined) kept.delete(key)
      else kept.set(key, next)
      // The view may have gone and come back since.
      for (const watch of watchers) watch(key)
    }
    return [kept.get(key), keep] as const
  }
}
