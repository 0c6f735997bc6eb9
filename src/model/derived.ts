/**
 * Makes what follows from a record once for each: it hangs on the record, goes with it, and is never stale, because a
 * record is replaced and never changed.
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
