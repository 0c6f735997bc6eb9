import { useEffect, useState } from 'preact/hooks'
import { control } from '../emulator.ts'

export interface Time {
  /** A NumericDate. */
  readonly now: number
  readonly frozen: boolean
}

/** How often to read the clock, in seconds: a test may move it at any time. */
const interval = 2

/** The time on a tenant's clock, every second. Undefined until it is known, and without a control API. */
export function useTenantClock(tenantId: string, hasControl: boolean): Time | undefined {
  const [reading, setReading] = useState<Time & { readonly readAt: number }>()
  const second = useSeconds()
  useEffect(() => {
    if (!hasControl || second % interval !== 0) return
    control<Time>('GET', `/tenants/${tenantId}/clock`).then(
      ({ now, frozen }) => setReading({ now, frozen, readAt: performance.now() }),
      // That the emulator does not respond, the frame of the page says.
      () => undefined,
    )
  }, [tenantId, hasControl, second])
  if (reading === undefined) return undefined
  const { now, frozen, readAt } = reading
  const passed = frozen ? 0 : Math.floor((performance.now() - readAt) / 1000)
  return { now: now + passed, frozen }
}

/** Renders every second; returns how many have passed. */
function useSeconds(): number {
  const [second, setSecond] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => setSecond((last) => last + 1), 1000)
    return () => clearInterval(timer)
  }, [])
  return second
}
