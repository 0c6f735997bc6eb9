import type { Tenant } from './model/tenant.ts'

/** The only place that knows the time. */
export interface Clock {
  /** Milliseconds since the epoch, as this tenant sees them. */
  ms(tenant?: Tenant): number
  /** NumericDate (RFC 7519 §2): whole seconds since the epoch, as this tenant sees them. */
  seconds(tenant?: Tenant): number
  /** Starts measuring; the function it returns tells the milliseconds that have really passed. */
  stopwatch(): () => number
}

export function createClock(now: () => number = Date.now): Clock {
  const ms = (_tenant?: Tenant) => now()
  return {
    ms,
    seconds: (tenant) => Math.floor(ms(tenant) / 1000),
    stopwatch() {
      const start = performance.now()
      return () => performance.now() - start
    },
  }
}
