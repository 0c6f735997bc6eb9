import { useEffect } from 'preact/hooks'

/** Calls `act` when somebody comes back to the page: much may have changed meanwhile. */
export function useShownAgain(act: () => void): void {
  useEffect(() => {
    const come = () => {
      if (document.visibilityState === 'visible') act()
    }
    document.addEventListener('visibilitychange', come)
    addEventListener('focus', come)
    return () => {
      document.removeEventListener('visibilitychange', come)
      removeEventListener('focus', come)
    }
  }, [act])
}
