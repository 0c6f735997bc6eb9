/**
 * Caches a value that is computed from a record. It is garbage-collected with the record, and never stale because
 * records are replaced, never changed.
 */
export function derived<Source extends object, Value>(
  derive: (source: Source) => Value,
): (source: Source) => Value {
  const known = new WeakMap<Source, { readonly value: Value }>()
  return (source) => {
    const found = known.get(source)
    if (found !== undefined) return found.value
    const value = derive(source)
    known.set(source, { value })
    return value
  }
}
