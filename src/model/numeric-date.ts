import * as v from 'valibot'
import { InvalidInput } from './parse.ts'

/** The last second of the year 9999: what comes later fits no calendar, and is mostly meant in milliseconds. */
export const latest = 253_402_300_799

const tooEarly = 'must not go back before 0 (the start of 1970)'
const tooLate = `must not go beyond ${latest} (the end of 9999): in milliseconds? a NumericDate counts seconds`

/** NumericDate (RFC 7519 §2): whole seconds since the epoch. */
export const NumericDate = v.pipe(
  v.number(),
  v.integer('must be a NumericDate: whole seconds'),
  v.minValue(0, tooEarly),
  v.maxValue(latest, tooLate),
)

/** So many seconds ahead, or behind, as lead from one NumericDate to another. */
export const Seconds = v.pipe(
  v.number(),
  v.integer('must be a whole number of seconds'),
  v.minValue(-latest, tooEarly),
  v.maxValue(latest, tooLate),
)

/** A NumericDate that something leads to. `path` names what. @throws {InvalidInput} there is no such time */
export function reachable(time: number, path: string): number {
  if (time < 0) throw new InvalidInput([{ path, message: tooEarly }])
  if (time > latest) throw new InvalidInput([{ path, message: tooLate }])
  return time
}
