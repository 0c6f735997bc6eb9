import * as v from 'valibot'
import { excerpt } from '../../excerpt.ts'

/**
 * Refuses a list in which two items have the same key; items without a key are ignored. `noun` is used in the message
 * "must not have two {noun} {key}".
 */
export function distinct<Item>(noun: string, key: (item: Item) => string | undefined) {
  return v.check<Item[], (issue: v.CheckIssue<Item[]>) => string>(
    (items) => firstTwice(items.map(key)) === undefined,
    ({ input }) => `must not have two ${noun} ${excerpt(`${firstTwice(input.map(key))}`)}`,
  )
}

function firstTwice(keys: readonly (string | undefined)[]): string | undefined {
  const seen = new Set<string>()
  return keys.find((key) => key !== undefined && seen.size === seen.add(key).size)
}
