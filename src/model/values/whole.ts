import * as v from 'valibot'

/** A whole number in a range. */
export function whole(least: number, most = Number.MAX_SAFE_INTEGER) {
  const message =
    most === Number.MAX_SAFE_INTEGER
      ? `must be a whole number of at least ${least}`
      : `must be a whole number from ${least} to ${most}`
  return v.pipe(
    v.number(),
    v.integer(message),
    v.minValue(least, message),
    v.maxValue(most, message),
  )
}
