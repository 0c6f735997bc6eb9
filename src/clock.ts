import { type TenantClock, timeOf } from './model/clock.ts'
import type { Tenant } from './model/tenant.ts'

/** The only place that knows the time. */
export interface Clock {
  /** Milliseconds since the epoch, as this tenant sees them; without one, as the emulator does. */
  ms(tenant?: Tenant): number
  /** NumericDate (RFC 7519 §2): whole seconds since the epoch, seen likewise. */
  seconds(tenant?: Tenant): number
  /** Starts measuring; the function it returns tells the milliseconds that have really passed. */
  stopwatch(): () => number
}

/** The clock of a tenant that goes with the emulator's. */
export const plainClock: TenantClock = { offset: 0 }

export function createClock(now: () => number = Date.now): Clock {
  const ms = ({ clock = plainClock }: Pick<Tenant, 'clock'> = {}) => timeOf(clock, now(), 1000)
  return {
    ms,
    seconds: (tenant) => Math.floor(ms(tenant) / 1000),
    stopwatch() {
      const start = performance.now()
      return () => performance.now() - start
    },
  }
}
