import type { ParameterizedContext } from 'koa'
import type * as v from 'valibot'
import { type MediaType, readBody } from '../http/body.ts'
import { parse } from '../model/parsing/parse.ts'

/** Reads and checks a body, which is JSON unless other types are accepted. @throws {UnreadableBody} {InvalidInput} */
export async function parseBody<const Schema extends v.GenericSchema>(
  ctx: ParameterizedContext,
  schema: Schema,
  accepted: readonly MediaType[] = ['application/json'],
): Promise<v.InferOutput<Schema>> {
  return parse(schema, await readBody(ctx, accepted))
}
