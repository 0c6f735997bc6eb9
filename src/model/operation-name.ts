import * as v from 'valibot'
import { excerpt } from '../excerpt.ts'
import { operations, tokenOperation } from '../operations.ts'
import { suggestion } from './suggestion.ts'

const names: ReadonlySet<string> = new Set(operations.map(({ name }) => name))

/** The name of a row of the table of operations. */
export const OperationName = v.pipe(
  v.string(),
  v.check(
    (name) => names.has(name),
    ({ input }) => `there is no operation ${excerpt(input)}${remedy(input)}`,
  ),
)

function remedy(name: string): string {
  const all = [...names]
  // Many leave out to which API it belongs.
  const meant = all.find((one) => one.endsWith(`.${name}`)) ?? suggestion(name, all)
  return meant === undefined
    ? `: the table of operations has their names, such as ${tokenOperation}`
    : `; did you mean ${meant}?`
}
