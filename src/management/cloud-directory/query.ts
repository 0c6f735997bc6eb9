import type { RouterContext } from '@koa/router'
import * as v from 'valibot'
import { parse } from '../../model/parse.ts'

/** A whole number in a query. An empty one counts as missing. */
export const Count = v.optional(
  v.pipe(
    v.string(),
    v.regex(/^\d{0,9}$/, 'must be a whole number'),
    v.transform((text) => (text === '' ? undefined : Number(text))),
  ),
)

/** Checks the query of a request. @throws {InvalidInput} */
export function parseQuery<const Entries extends v.ObjectEntries>(
  ctx: RouterContext,
  entries: Entries,
) {
  return parse(v.object(entries), { ...ctx.query })
}
