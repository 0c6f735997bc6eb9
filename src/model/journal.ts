import * as v from 'valibot'
import type { Immutable } from './immutable.ts'
import { OperationName } from './operation-name.ts'

const text = (description: string) => v.optional(v.pipe(v.string(), v.description(description)))

/** How a client authenticated: by HTTP Basic, or by `client_id` and `client_secret` in the body. */
export const ClientAuthentication = v.picklist(['basic', 'body'])

export type ClientAuthentication = v.InferOutput<typeof ClientAuthentication>

/** What becomes known of a request on its way. Never a secret. */
export const RequestRecordSchema = v.object({
  operation: text('A name of the table of operations'),
  tenantId: text('The tenant, if the request named one'),
  clientId: text('The client, once it is authenticated'),
  clientAuthentication: v.optional(
    v.pipe(ClientAuthentication, v.description('How the client authenticated')),
  ),
  grantType: text('What it asked for'),
  scope: text('The scope that was asked for'),
  grantedScope: text('The scope of the token that was issued'),
  audience: text('The audience that was asked for'),
  error: text('Why it was refused, as the log tells it: more than the client is told'),
  fault: text('The id of the fault that struck'),
})

export type RequestRecord = v.InferOutput<typeof RequestRecordSchema>

/** A request as the journal keeps it: no headers, no bodies, no query, and of each text at most 200 characters. */
export const JournalEntrySchema = v.object({
  id: v.number(),
  at: v.pipe(v.string(), v.description('ISO 8601')),
  method: v.string(),
  path: v.string(),
  status: v.number(),
  ms: v.pipe(v.number(), v.description('How long the answer took, in milliseconds')),
  ...RequestRecordSchema.entries,
})

export type JournalEntry = Immutable<v.InferOutput<typeof JournalEntrySchema>>

/** What the journal has, newest last, and how many older entries had to make room. */
export const RequestsSchema = v.object({
  requests: v.array(JournalEntrySchema),
  dropped: v.number(),
})

export type Requests = Immutable<v.InferOutput<typeof RequestsSchema>>

/** Which entries are wanted: those that agree in every member that is given. */
export const JournalFilterSchema = v.strictObject({
  tenantId: v.optional(v.pipe(v.string(), v.minLength(1, 'must not be empty'))),
  operation: v.optional(OperationName),
  clientId: v.optional(v.string()),
  clientAuthentication: v.optional(ClientAuthentication),
  grantType: v.optional(v.string()),
  status: v.optional(v.number()),
})

export type JournalFilter = Immutable<v.InferOutput<typeof JournalFilterSchema>>
