import type * as v from 'valibot'
import { InvalidInput, parse } from '../model/parsing/parse.ts'
import type { Runtime } from '../runtime.ts'
import type { Answer, Given, Operation, Returning, Schema } from './operation.ts'

/** The context of a call: the runtime, and the base of the emulator's URLs as the caller sees it. */
export interface Caller {
  readonly runtime: Runtime
  readonly base: string
}

/** Checks the input of an operation of the control API and runs it. @throws {EmulatorError} */
export async function perform<Returned extends Schema>(
  row: Returning<Returned>,
  caller: Caller,
  { params = {}, query = {}, body = {} }: Given,
): Promise<Answer<Returned>> {
  checkParams(row, params)
  return row.run({
    runtime: caller.runtime,
    // Lazy, because it throws for an invalid Host, with which health checks must still work.
    get base() {
      return caller.base
    },
    params,
    query: checked(row.query, query),
    body: row.unchecked ? body : checked(row.body, body),
  })
}

/** @throws {InvalidInput} a parameter is missing, or cannot be part of a URL path */
export function checkParams(
  { path }: Pick<Operation, 'path'>,
  params: Readonly<Record<string, unknown>>,
): void {
  for (const [, name = ''] of path.matchAll(/\{(\w+)\}/g)) {
    const value = params[name]
    if (typeof value !== 'string' || value === '')
      throw new InvalidInput([{ path: [name], message: 'must be a non-empty string' }])
    // URL normalization would resolve these segments and so reach another operation.
    if (value === '.' || value === '..')
      throw new InvalidInput([
        { path: [name], message: 'must not be . or .., which cannot be used in a URL path' },
      ])
  }
}

function checked(schema: v.GenericSchema | undefined, value: unknown): unknown {
  if (schema !== undefined) return parse(schema, value)
  // Refused rather than ignored: without its filter, a change would affect more than intended.
  const [unknown] = Object.keys(Object(value))
  if (unknown !== undefined)
    throw new InvalidInput([{ path: [unknown], message: 'is not known here' }])
  return undefined
}
