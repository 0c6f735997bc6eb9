import type * as v from 'valibot'
import { InvalidInput, parse } from '../model/parse.ts'
import type { Runtime } from '../runtime.ts'
import type { Given, Operation } from './operation.ts'

/** Who calls: what the operation works on, and what the emulator's URLs begin with for the caller. */
export interface Caller {
  readonly runtime: Runtime
  readonly base: string
}

/**
 * Runs an operation of the control API with what its caller gave, which is checked here.
 * @throws {EmulatorError}
 */
export async function perform(
  row: Operation,
  caller: Caller,
  { params = {}, query = {}, body = {} }: Given,
): Promise<unknown> {
  checkParams(row, params)
  return row.run({
    runtime: caller.runtime,
    // Not before it is wanted: health is asked for under names that no URL can be made of.
    get base() {
      return caller.base
    },
    params,
    query: checked(row.query, query),
    body: row.unchecked ? body : checked(row.body, body),
  })
}

/** @throws {InvalidInput} A parameter is missing, or no path can have it. */
export function checkParams(
  { path }: Pick<Operation, 'path'>,
  params: Readonly<Record<string, unknown>>,
): void {
  for (const [, name = ''] of path.matchAll(/\{(\w+)\}/g)) {
    const value = params[name]
    if (typeof value !== 'string' || value === '')
      throw new InvalidInput([{ path: name, message: 'must be a text that is not empty' }])
    // A URL goes up with them: it would be another operation.
    if (value === '.' || value === '..')
      throw new InvalidInput([
        { path: name, message: 'must not be . or .., which are no names in a path' },
      ])
  }
}

function checked(schema: v.GenericSchema | undefined, value: unknown): unknown {
  if (schema !== undefined) return parse(schema, value)
  // Whoever narrows a change by what nobody looks at changes more than was meant.
  const [unknown] = Object.keys(Object(value))
  if (unknown !== undefined)
    throw new InvalidInput([{ path: unknown, message: 'is not known here' }])
  return undefined
}
