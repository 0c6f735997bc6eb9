import * as v from 'valibot'

/** A list of items. null is accepted as an empty list, because Go encodes a nil slice as null. */
export function list<const Item extends v.GenericSchema>(item: Item) {
  return v.pipe(
    v.nullable(v.array(item)),
    v.transform((items) => items ?? []),
  )
}
