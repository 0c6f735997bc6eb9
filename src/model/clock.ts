import * as v from 'valibot'
import type { Immutable } from './immutable.ts'

/**
 * A tenant's own time: so many seconds ahead of the emulator's (behind, when negative), or standing still
 * at a NumericDate.
 */
export const ClockSchema = v.strictObject({
  offset: v.optional(v.pipe(v.number(), v.integer('must be a whole number of seconds')), 0),
  frozenAt: v.optional(v.pipe(v.number(), v.integer('must be a whole number of seconds'))),
})

export type TenantClock = Immutable<v.InferOutput<typeof ClockSchema>>

/** How to set a tenant's time: to a NumericDate or by an offset in seconds; and whether it stands still. */
export const ClockChange = v.pipe(
  v.strictObject({
    now: v.optional(v.pipe(v.number(), v.integer('must be a NumericDate: whole seconds'))),
    offset: v.optional(v.pipe(v.number(), v.integer('must be a whole number of seconds'))),
    frozen: v.optional(v.boolean()),
  }),
  v.check(
    ({ now, offset }) => now === undefined || offset === undefined,
    'give now or offset, not both',
  ),
)

/** How far to move a tenant's time, in seconds. */
export const ClockAdvance = v.strictObject({
  seconds: v.pipe(v.number(), v.integer('must be a whole number of seconds')),
})

/** The NumericDate that a clock shows when the emulator's own shows `real`. */
export function timeOf({ offset, frozenAt }: TenantClock, real: number): number {
  return frozenAt ?? real + offset
}

/** The clock after a change; what the change leaves out stays as it is. */
export function changedClock(
  clock: TenantClock,
  { now, offset, frozen = clock.frozenAt !== undefined }: v.InferOutput<typeof ClockChange>,
  real: number,
): TenantClock {
  const time = now ?? (offset === undefined ? timeOf(clock, real) : real + offset)
  return { offset: time - real, ...(frozen && { frozenAt: time }) }
}

/** The clock moved on, also when it stands still. */
export function advancedClock({ offset, frozenAt }: TenantClock, seconds: number): TenantClock {
  return {
    offset: offset + seconds,
    ...(frozenAt !== undefined && { frozenAt: frozenAt + seconds }),
  }
}
