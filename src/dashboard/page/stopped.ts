import { useEffect, useState } from 'preact/hooks'
import { control, Refused, Unreachable } from './emulator.ts'

/** How often to ask whether the emulator still runs, in ms. */
const interval = 3000

/** How long it may take to answer, in ms: long polls of other tabs may take all connections for as long. */
const patience = 10_000

interface Health {
  /** Identifies a run of the emulator. */
  readonly instance: string
  readonly tenants: number
}

/** An error while the emulator does not respond. Calls `onChange` when another run responds, or there are more tenants or less. */
export function useStopped(onChange: (isAnotherRun: boolean) => void): Error | undefined {
  const [stopped, setStopped] = useState<Error>()
  useEffect(() => {
    let last: Health | undefined
    let looking = false
    const look = async () => {
      if (looking) return
      looking = true
      try {
        const signal = AbortSignal.timeout(patience)
        const health = await control<Health>('GET', '/health', undefined, signal)
        const isAnotherRun = last !== undefined && health.instance !== last.instance
        if (isAnotherRun || (last !== undefined && health.tenants !== last.tenants))
          onChange(isAnotherRun)
        last = health
        setStopped(undefined)
      } catch (error) {
        setStopped(error instanceof Refused ? undefined : new Unreachable())
      } finally {
        looking = false
      }
    }
    look()
    const timer = setInterval(look, interval)
    return () => clearInterval(timer)
  }, [onChange])
  return stopped
}
