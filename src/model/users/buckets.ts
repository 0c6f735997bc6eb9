/** How many buckets there are: a change copies one of them, and the list of them. */
const count = 1024

/**
 * An immutable map. A changed copy shares all buckets but one with the original, so that a change costs the same however
 * many entries there are.
 */
export class Buckets<Value> {
  readonly #buckets: readonly (ReadonlyMap<string, Value> | undefined)[]

  private constructor(buckets: readonly (ReadonlyMap<string, Value> | undefined)[]) {
    this.#buckets = buckets
  }

  static of<Value>(entries: Iterable<readonly [string, Value]>): Buckets<Value> {
    const buckets = new Array<Map<string, Value> | undefined>(count).fill(undefined)
    for (const [key, value] of entries) {
      const place = placeOf(key)
      const bucket = buckets[place] ?? new Map<string, Value>()
      buckets[place] = bucket.set(key, value)
    }
    return new Buckets(buckets)
  }

  get(key: string): Value | undefined {
    return this.#buckets[placeOf(key)]?.get(key)
  }

  /** Without the entries of `removed`, and with those of `added`. */
  changed(removed: readonly string[], added: Iterable<readonly [string, Value]>): Buckets<Value> {
    const buckets = [...this.#buckets]
    const copies = new Map<number, Map<string, Value>>()
    const copyFor = (key: string) => {
      const place = placeOf(key)
      const copy = copies.get(place) ?? new Map(buckets[place])
      copies.set(place, copy)
      buckets[place] = copy
      return copy
    }
    for (const key of removed) copyFor(key).delete(key)
    for (const [key, value] of added) copyFor(key).set(key, value)
    return new Buckets(buckets)
  }
}

// FNV-1a.
function placeOf(key: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < key.length; index += 1)
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193)
  return (hash >>> 0) % count
}
