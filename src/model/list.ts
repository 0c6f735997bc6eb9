import * as v from 'valibot'

/** A list of items. It may also be null, which is what Go's JSON encoder makes of an empty one. */
export function list<const Item extends v.GenericSchema>(item: Item) {
  return v.pipe(
    v.nullable(v.array(item)),
    v.transform((items) => items ?? []),
  )
}
