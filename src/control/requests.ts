/** The journal of requests. */
import * as v from 'valibot'
import { JournalEntrySchema, JournalFilterSchema, RequestsSchema } from '../model/journal.ts'
import { operation } from './operation.ts'
import { sinceEntry, timeout, wholeNumber } from './waiting.ts'

const path = '/_appid/requests'

const since = sinceEntry('Only entries after the one with this id')

export const requestOperations = [
  operation({
    name: 'listRequests',
    method: 'GET',
    path,
    summary: 'Lists the requests in the journal, newest last',
    query: v.strictObject({
      ...JournalFilterSchema.entries,
      since,
      limit: v.optional(
        v.pipe(
          wholeNumber(1_000_000),
          v.description('The maximum number of entries; the newest are returned'),
        ),
      ),
    }),
    answer: RequestsSchema,
    run({ runtime: { journal }, query: { since, limit = 1_000_000, ...filter } }) {
      const found = journal.find(filter, since)
      return { requests: limit === 0 ? [] : found.slice(-limit), dropped: journal.dropped }
    },
  }),
  operation({
    name: 'countRequests',
    method: 'GET',
    path: `${path}/count`,
    summary: 'Counts the matching requests in the journal',
    query: JournalFilterSchema,
    answer: v.object({ count: v.number() }),
    run: ({ runtime: { journal }, query }) => ({ count: journal.count(query) }),
  }),
  operation({
    name: 'waitForRequest',
    method: 'GET',
    path: `${path}/wait`,
    summary: 'Returns the first matching request, or waits for the next one',
    query: v.strictObject({
      ...JournalFilterSchema.entries,
      since,
      timeout,
    }),
    answer: JournalEntrySchema,
    run: ({ runtime: { journal }, query: { since, timeout, ...filter } }) =>
      journal.waitFor(filter, { since, timeout }),
  }),
  operation({
    name: 'clearRequests',
    method: 'DELETE',
    path,
    summary: 'Clears the journal, or deletes only the entries of one tenant',
    query: v.strictObject({
      tenantId: v.optional(v.pipe(v.string(), v.minLength(1, 'must not be empty'))),
    }),
    run: ({ runtime: { journal }, query: { tenantId } }) => journal.clear(tenantId),
  }),
] as const
