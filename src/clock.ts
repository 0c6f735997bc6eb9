import { type TenantClock, timeOf } from './model/clock.ts'
import { latest } from './model/numeric-date.ts'
import { InvalidInput } from './model/parse.ts'
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

// Taken at load: a test that fakes the time of its process leaves ours to us.
const performanceNow = performance.now.bind(performance)

/**
 * `now` tells milliseconds since the epoch. Without it that is `Date.now`, looked up at every call: who fakes it for its
 * process is followed.
 * @throws {InvalidInput} `now` tells no such time
 */
export function createClock(now: () => number = () => Date.now()): Clock {
  const real = () => {
    const ms = now()
    if (isTime(ms)) return ms
    throw new Error(`now ${whatItMust} not ${ms}`)
  }
  const first = now()
  if (!isTime(first))
    throw new InvalidInput([{ path: 'now', message: `${whatItMust} not ${first}` }])
  const ms = ({ clock = plainClock }: Pick<Tenant, 'clock'> = {}) => timeOf(clock, real(), 1000)
  return {
    ms,
    seconds: (tenant) => Math.floor(ms(tenant) / 1000),
    stopwatch() {
      const start = performanceNow()
      return () => performanceNow() - start
    },
  }
}

const whatItMust = `must return milliseconds since the epoch, from 0 to ${latest * 1000},`

function isTime(ms: number): boolean {
  return Number.isFinite(ms) && ms >= 0 && ms <= latest * 1000
}
