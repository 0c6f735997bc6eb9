import { useEffect, useRef } from 'preact/hooks'
import { type Loaded, useLoaded } from './loaded.ts'

/** How often to load again, in ms. */
const interval = 3000

/** Loads a value, and again every few seconds while the page is visible: others may change it, too. */
export function useRefreshed<T>(load: () => Promise<T>): Loaded<T> {
  // The next look would discard an answer that takes longer than the interval, again and again.
  const loading = useRef(0)
  const loaded = useLoaded(async () => {
    loading.current += 1
    try {
      return await load()
    } finally {
      loading.current -= 1
    }
  }, [])
  const { reload } = loaded
  useEffect(() => {
    const timer = setInterval(() => document.hidden || loading.current > 0 || reload(), interval)
    return () => clearInterval(timer)
  }, [reload])
  return loaded
}
