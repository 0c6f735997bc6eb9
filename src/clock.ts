import { type TenantClock, timeOf } from './model/clock.ts'
import { InvalidInput } from './model/parsing/parse.ts'
import type { Tenant } from './model/tenant.ts'
import { latest } from './model/values/numeric-date.ts'

/** The only source of time. */
export interface Clock {
  /** Returns milliseconds since the epoch, by the tenant's clock, or by the emulator's without a tenant. */
  ms(tenant?: Tenant): number
  /** Returns the same time as a NumericDate (RFC 7519 §2): whole seconds since the epoch. */
  seconds(tenant?: Tenant): number
  /** Returns the same time in ISO 8601. */
  iso(tenant?: Tenant): string
  /** Starts measuring. The returned function returns the elapsed real time in milliseconds. */
  stopwatch(): () => number
}

/** The clock of a tenant that follows the emulator's clock. */
export const plainClock: TenantClock = { offset: 0 }

// Captured at load, so that a test that fakes the time does not affect the stopwatch.
const performanceNow = performance.now.bind(performance)

/**
 * `now` returns milliseconds since the epoch. The default looks up `Date.now` at every call, so that it follows a test
 * that fakes the time.
 * @throws {InvalidInput} `now` returns an invalid time
 */
export function createClock(now: () => number = () => Date.now()): Clock {
  const real = () => {
    const ms = now()
    if (isTime(ms)) return ms
    throw new Error(`now ${requirement} not ${ms}`)
  }
  const first = now()
  if (!isTime(first))
    throw new InvalidInput([{ path: ['now'], message: `${requirement} not ${first}` }])
  const ms = ({ clock = plainClock }: Pick<Tenant, 'clock'> = {}) => timeOf(clock, real(), 1000)
  return {
    ms,
    seconds: (tenant) => Math.floor(ms(tenant) / 1000),
    iso: (tenant) => new Date(ms(tenant)).toISOString(),
    stopwatch() {
      const start = performanceNow()
      return () => performanceNow() - start
    },
  }
}

const requirement = `must return milliseconds since the epoch, from 0 to ${latest * 1000},`

function isTime(ms: number): boolean {
  return Number.isFinite(ms) && ms >= 0 && ms <= latest * 1000
}
