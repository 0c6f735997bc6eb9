/** Queries of requests, and the pages of long lists that they ask for. */
import type { ParameterizedContext } from 'koa'
import * as v from 'valibot'
import { InvalidInput, parse } from '../model/parsing/parse.ts'

/** Checks the parameters of a query. @throws {InvalidInput} also if one of them is there twice */
export function parseQuery<const Entries extends v.ObjectEntries>(
  { query }: ParameterizedContext,
  entries: Entries,
) {
  const repeated = Object.keys(entries).filter((name) => Array.isArray(query[name]))
  if (repeated.length > 0)
    throw new InvalidInput(
      repeated.map((name) => ({ path: [name], message: 'must not be repeated' })),
    )
  return parse(v.object(entries), { ...query })
}

/** A whole number in a query. An empty one counts as missing. */
const Whole = v.optional(
  v.pipe(
    v.string(),
    v.regex(/^(?:-?\d{1,15})?$/, 'must be a whole number of at most 15 digits'),
    v.transform((text) => (text === '' ? undefined : Number(text))),
  ),
)

/** The parameters of every list. As in SCIM (RFC 7644 §3.4.2.4), a number below the least possible means that. */
export const Paging = { startIndex: Whole, count: Whole }

/** The parameters of every export. Clients go on until they have all, so that a page must not be empty. */
export const ExportPaging = {
  startIndex: Whole,
  count: v.pipe(
    Whole,
    v.check((count) => count === undefined || count >= 1, 'must be at least 1'),
  ),
}

/** What a request asks for. */
interface Asked {
  readonly startIndex?: number | undefined
  readonly count?: number | undefined
}

/** The page of at most `most` items. The first item is number 1, and what is less means 1. */
export function pageOf<Item>(
  items: readonly Item[],
  { startIndex = 1, count }: Asked,
  most: number,
): {
  readonly page: readonly Item[]
  readonly totalResults: number
  readonly itemsPerPage: number
} {
  const first = Math.max(startIndex, 1) - 1
  const page = items.slice(first, first + Math.min(Math.max(count ?? most, 0), most))
  return { page, totalResults: items.length, itemsPerPage: page.length }
}

/** App ID's `requestOptions`, which repeat what was asked for. */
export function requestOptions({ startIndex, count }: Asked) {
  return {
    ...(startIndex !== undefined && { startIndex }),
    ...(count !== undefined && { count }),
  }
}
