import * as v from 'valibot'
import type { Immutable } from './immutable.ts'
import { latest, NumericDate, reachable, Seconds } from './values/numeric-date.ts'

/**
 * A tenant's own clock: `offset` is in seconds ahead of the emulator's clock (negative: behind it); `frozenAt` is
 * the NumericDate at which the clock is frozen.
 */
export const ClockSchema = v.strictObject({
  offset: v.optional(Seconds, 0),
  frozenAt: v.optional(NumericDate),
})

export type TenantClock = Immutable<v.InferOutput<typeof ClockSchema>>

/** The reading of a tenant's clock. */
export const ClockReadingSchema = v.object({
  now: v.pipe(v.number(), v.description('NumericDate')),
  offset: v.pipe(v.number(), v.description("Seconds ahead of the emulator's clock")),
  frozen: v.boolean(),
})

export type ClockReading = Immutable<v.InferOutput<typeof ClockReadingSchema>>

/** A new setting of a tenant's clock: a NumericDate or an offset in seconds, and whether it is frozen. */
export const ClockChangeSchema = v.pipe(
  v.strictObject({
    now: v.optional(NumericDate),
    offset: v.optional(Seconds),
    frozen: v.optional(v.boolean()),
  }),
  v.check(
    ({ now, offset }) => now === undefined || offset === undefined,
    'give now or offset, not both',
  ),
)

export type ClockChange = Immutable<v.InferOutput<typeof ClockChangeSchema>>

/** How far to move a tenant's clock, in seconds. */
export const ClockAdvanceSchema = v.strictObject({ seconds: Seconds })

/**
 * The time on a tenant's clock when the emulator's clock reads `real`: a NumericDate, or in smaller units, of
 * which `perSecond` make a second. It is limited to the years 1970 to 9999.
 */
export function timeOf({ offset, frozenAt }: TenantClock, real: number, perSecond = 1): number {
  if (frozenAt !== undefined) return frozenAt * perSecond
  return Math.min(Math.max(real + offset * perSecond, 0), latest * perSecond)
}

/** The clock after a change. Omitted members are not changed. @throws {InvalidInput} */
export function changedClock(
  clock: TenantClock,
  { now, offset, frozen = clock.frozenAt !== undefined }: ClockChange,
  real: number,
): TenantClock {
  const time =
    now ?? (offset === undefined ? timeOf(clock, real) : reachable(real + offset, 'offset'))
  return { offset: time - real, ...(frozen && { frozenAt: time }) }
}

/** The clock moved by some seconds, even when it is frozen. @throws {InvalidInput} */
export function advancedClock(clock: TenantClock, seconds: number, real: number): TenantClock {
  return changedClock(clock, { now: reachable(timeOf(clock, real) + seconds, 'seconds') }, real)
}
