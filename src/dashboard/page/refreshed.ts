import { useEffect } from 'preact/hooks'
import { type Loaded, useLoaded } from './loaded.ts'

/** How often to load again, in ms. */
const interval = 3000

/** Loads a value, and again every few seconds while the page is visible: others may change it, too. */
export function useRefreshed<T>(load: () => Promise<T>): Loaded<T> {
  const loaded = useLoaded(load, [])
  const { reload } = loaded
  useEffect(() => {
    const timer = setInterval(() => document.hidden || reload(), interval)
    return () => clearInterval(timer)
  }, [reload])
  return loaded
}
