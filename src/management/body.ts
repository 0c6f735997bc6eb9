import type { ParameterizedContext } from 'koa'
import type * as v from 'valibot'
import { readBody } from '../http/body.ts'
import { parse } from '../model/parse.ts'

/** Reads and checks a JSON body. @throws {UnreadableBody} {InvalidInput} */
export async function parseBody<const Schema extends v.GenericSchema>(
  ctx: ParameterizedContext,
  schema: Schema,
): Promise<v.InferOutput<Schema>> {
  return parse(schema, await readBody(ctx, ['application/json']))
}
