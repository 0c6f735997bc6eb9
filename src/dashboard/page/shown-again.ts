import { useEffect } from 'preact/hooks'

/** How long to wait for another event of the same return, in ms. */
const pause = 100

/** Calls `act` when somebody comes back to the page: much may have changed meanwhile. */
export function useShownAgain(act: () => void): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    // Another tab makes both events, another window only focus, the browser's own tools only the other.
    const come = () => {
      clearTimeout(timer)
      if (document.visibilityState === 'visible') timer = setTimeout(act, pause)
    }
    document.addEventListener('visibilitychange', come)
    addEventListener('focus', come)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', come)
      removeEventListener('focus', come)
    }
  }, [act])
}
