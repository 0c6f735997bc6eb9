import * as v from 'valibot'
import { excerpt } from '../excerpt.ts'
import { operations, tokenOperation } from '../operations.ts'

const names: ReadonlySet<string> = new Set(operations.map(({ name }) => name))

/** The name of a row of the table of operations. */
export const OperationName = v.pipe(
  v.string(),
  v.check(
    (name) => names.has(name),
    ({ input }) =>
      `must be the name of an operation, such as ${tokenOperation}, not ${excerpt(input)}`,
  ),
)
