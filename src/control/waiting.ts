/** The parameters of operations that wait for something. */
import * as v from 'valibot'

export const wholeNumber = (most: number) =>
  v.pipe(
    v.number(),
    v.integer('must be a whole number'),
    v.minValue(0, 'must be at least 0'),
    v.maxValue(most, `must be at most ${most}`),
  )

/** The id of what the caller has already seen. */
export const sinceEntry = (description: string) =>
  v.optional(v.pipe(wholeNumber(Number.MAX_SAFE_INTEGER), v.description(description)))

export const timeout = v.optional(
  v.pipe(wholeNumber(60_000), v.description('How long to wait, in milliseconds')),
  5_000,
)
