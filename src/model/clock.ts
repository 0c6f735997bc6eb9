import * as v from 'valibot'
import type { Immutable } from './immutable.ts'
import { latest, NumericDate, reachable, Seconds } from './numeric-date.ts'

/**
 * A tenant's own time: so many seconds ahead of the emulator's (behind, when negative), or standing still
 * at a NumericDate.
 */
export const ClockSchema = v.strictObject({
  offset: v.optional(Seconds, 0),
  frozenAt: v.optional(NumericDate),
})

export type TenantClock = Immutable<v.InferOutput<typeof ClockSchema>>

/** What a tenant's clock shows. */
export const ClockReadingSchema = v.object({
  now: v.pipe(v.number(), v.description('NumericDate')),
  offset: v.pipe(v.number(), v.description("Seconds ahead of the emulator's clock")),
  frozen: v.boolean(),
})

export type ClockReading = Immutable<v.InferOutput<typeof ClockReadingSchema>>

/** How to set a tenant's time: to a NumericDate or by an offset in seconds; and whether it stands still. */
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

/** How far to move a tenant's time, in seconds. */
export const ClockAdvanceSchema = v.strictObject({ seconds: Seconds })

/**
 * What a clock shows when the emulator's own shows `real`: a NumericDate, or with `perSecond` in smaller units. It
 * stops at either end of the calendar.
 */
export function timeOf({ offset, frozenAt }: TenantClock, real: number, perSecond = 1): number {
  if (frozenAt !== undefined) return frozenAt * perSecond
  return Math.min(Math.max(real + offset * perSecond, 0), latest * perSecond)
}

/** The clock after a change; what the change leaves out stays as it is. @throws {InvalidInput} */
export function changedClock(
  clock: TenantClock,
  { now, offset, frozen = clock.frozenAt !== undefined }: ClockChange,
  real: number,
): TenantClock {
  const time =
    now ?? (offset === undefined ? timeOf(clock, real) : reachable(real + offset, 'offset'))
  return { offset: time - real, ...(frozen && { frozenAt: time }) }
}

/** The clock moved on, also when it stands still. @throws {InvalidInput} */
export function advancedClock(clock: TenantClock, seconds: number, real: number): TenantClock {
  return changedClock(clock, { now: reachable(timeOf(clock, real) + seconds, 'seconds') }, real)
}
