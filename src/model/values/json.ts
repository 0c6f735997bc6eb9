import * as v from 'valibot'

/** The maximum depth: more than real documents need, and safe for recursion. */
const deepest = 100

/** Any JSON value, as a deep copy. */
export const Json = v.pipe(
  v.unknown(),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    try {
      return copied(dataset.value, 1)
    } catch (error) {
      if (!(error instanceof NotJson)) throw error
      addIssue({ message: error.message })
      return NEVER
    }
  }),
)

class NotJson extends Error {}

function copied(value: unknown, depth: number): unknown {
  if (value === null || ['string', 'boolean'].includes(typeof value) || Number.isFinite(value))
    return value
  if (typeof value !== 'object')
    throw new NotJson(
      `must be JSON, which has no ${typeof value === 'number' ? value : typeof value}`,
    )
  if (depth > deepest) throw new NotJson(`must not be nested deeper than ${deepest} levels`)
  if (Array.isArray(value)) return Array.from(value, (item) => copied(item, depth + 1))
  const kind = Object.prototype.toString.call(value).slice(8, -1)
  if (kind !== 'Object') throw new NotJson(`must be JSON, which has no ${kind}`)
  // An undefined member stays undefined: JSON.stringify leaves it out.
  const member = (one: unknown) => (one === undefined ? one : copied(one, depth + 1))
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, member(one)]))
}

/** An object of JSON values, as a deep copy. Unlike `v.record`, it keeps every name, `constructor` and `__proto__` too. */
export const JsonObject = v.pipe(
  v.custom<Record<string, unknown>>(isObject, 'must be an object'),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const { success, output, issues } = v.safeParse(Json, dataset.value)
    if (success && isObject(output)) return output
    addIssue({ message: issues?.[0].message ?? 'must be an object' })
    return NEVER
  }),
)

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
