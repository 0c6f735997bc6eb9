import type { ParameterizedContext } from 'koa'
import * as v from 'valibot'
import { badRequest } from '../http/message-error.ts'
import { parse } from '../model/parse.ts'

/** A whole number in a query. An empty one counts as missing. */
const Count = v.optional(
  v.pipe(
    v.string(),
    v.regex(/^(?:-?\d{1,9})?$/, 'must be a whole number'),
    v.transform((text) => (text === '' ? undefined : Number(text))),
  ),
)
const Paging = v.object({ startIndex: Count, count: Count })

/**
 * The page that a query asks for, of at most `most` items. As in SCIM (RFC 7644 §3.4.2.4), `startIndex` counts from 1,
 * and what is less means 1. `asked` is what the query said of it.
 */
export function pageOf<Item>(ctx: ParameterizedContext, items: readonly Item[], most: number) {
  const { startIndex, count } = parse(Paging, {
    startIndex: single(ctx, 'startIndex'),
    count: single(ctx, 'count'),
  })
  const first = Math.max(startIndex ?? 1, 1) - 1
  const page = items.slice(first, first + Math.min(Math.max(count ?? most, 0), most))
  return {
    page,
    totalResults: items.length,
    itemsPerPage: page.length,
    asked: {
      ...(startIndex !== undefined && { startIndex }),
      ...(count !== undefined && { count }),
    },
  }
}

/** A parameter of the query. @throws {MessageError} 400: it is there twice */
export function single({ query }: ParameterizedContext, name: string): string | undefined {
  const value = query[name]
  if (Array.isArray(value)) throw badRequest(`the query parameter ${name} must not be repeated`)
  return value
}
