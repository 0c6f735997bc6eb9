import * as v from 'valibot'
import { excerpt } from '../excerpt.ts'
import { operations, tokenOperation } from '../operations.ts'
import { suggestion } from './parsing/suggestion.ts'

const names: ReadonlySet<string> = new Set(operations.map(({ name }) => name))

/** A name from the table of operations. */
export const OperationName = v.pipe(
  v.string(),
  v.check(
    (name) => names.has(name),
    ({ input }) => `there is no operation ${excerpt(input)}${remedy(input)}`,
  ),
)

function remedy(name: string): string {
  const all = [...names]
  // The prefix of the API is often left out.
  const meant = all.find((one) => one.endsWith(`.${name}`)) ?? suggestion(name, all)
  return meant === undefined
    ? `: use a name from the table of operations, such as ${tokenOperation}`
    : `; did you mean ${meant}?`
}
