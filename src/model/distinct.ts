import * as v from 'valibot'

/** Refuses a list in which two items have the same key. `noun` as in "must not have two {noun} {key}". */
export function distinct<Item>(noun: string, key: (item: Item) => string) {
  return v.check<Item[], (issue: v.CheckIssue<Item[]>) => string>(
    (items) => new Set(items.map(key)).size === items.length,
    ({ input }) => `must not have two ${noun} ${firstTwice(input.map(key))}`,
  )
}

function firstTwice(keys: readonly string[]): string | undefined {
  return keys.find((key, index) => keys.indexOf(key) !== index)
}
