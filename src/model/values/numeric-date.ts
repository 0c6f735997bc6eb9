import * as v from 'valibot'
import { InvalidInput } from '../parsing/parse.ts'

/** The last second of the year 9999. Later times are usually milliseconds by mistake. */
export const latest = 253_402_300_799

const tooEarly = 'must not be before 0 (the start of 1970)'
const tooLate = `must not be after ${latest} (the end of 9999): use seconds, not milliseconds`

/** NumericDate (RFC 7519 §2): whole seconds since the epoch. */
export const NumericDate = v.pipe(
  v.number(),
  v.integer('must be a NumericDate: whole seconds'),
  v.minValue(0, tooEarly),
  v.maxValue(latest, tooLate),
)

/** A difference between two NumericDates, in seconds; may be negative. */
export const Seconds = v.pipe(
  v.number(),
  v.integer('must be a whole number of seconds'),
  v.minValue(-latest, tooEarly),
  v.maxValue(latest, tooLate),
)

/** Checks a computed NumericDate. `name` is the input's. @throws {InvalidInput} it is out of range */
export function reachable(time: number, name: string): number {
  if (time < 0) throw new InvalidInput([{ path: [name], message: tooEarly }])
  if (time > latest) throw new InvalidInput([{ path: [name], message: tooLate }])
  return time
}
