import * as v from 'valibot'
import type { Immutable } from './immutable.ts'
import { OperationName } from './operation-name.ts'
import { uuidShape } from './values/text.ts'

const text = (description: string) => v.optional(v.pipe(v.string(), v.description(description)))

/** How a client authenticated: by HTTP Basic, or by `client_id` and `client_secret` in the body. */
export const ClientAuthentication = v.picklist(['basic', 'body'])

export type ClientAuthentication = v.InferOutput<typeof ClientAuthentication>

/** Facts that are collected while a request is handled. They never include a secret. */
const RequestRecordSchema = v.object({
  operation: text('A name from the table of operations'),
  tenantId: text('The tenant in the path of the request'),
  clientId: text(
    'The client, if it was authenticated or, where browsers go or a fault answered, is known',
  ),
  clientAuthentication: v.optional(
    v.pipe(ClientAuthentication, v.description('How the client authenticated')),
  ),
  sub: text('The user whom the issued tokens speak of: the id of the profile'),
  grantType: text('The grant_type that was requested'),
  scope: text('The scope that was requested'),
  grantedScope: text('The scope of the token that was issued'),
  audience: text('The audience that was requested'),
  error: text('Why the request was refused, in more detail than the response'),
  fault: text('The id of the fault that struck'),
})

export type RequestRecord = v.InferOutput<typeof RequestRecordSchema>

/** A request in the journal: no headers, bodies or query, and at most 200 characters of each text. */
export const JournalEntrySchema = v.object({
  id: v.number(),
  at: v.pipe(v.string(), v.description('ISO 8601')),
  method: v.string(),
  path: v.string(),
  status: v.number(),
  ms: v.pipe(v.number(), v.description('How long the response took, in milliseconds')),
  ...RequestRecordSchema.entries,
})

export type JournalEntry = Immutable<v.InferOutput<typeof JournalEntrySchema>>

/** Entries of the journal, newest last, and how many older entries were dropped because the journal was full. */
export const RequestsSchema = v.object({
  requests: v.array(JournalEntrySchema),
  dropped: v.number(),
})

export type Requests = Immutable<v.InferOutput<typeof RequestsSchema>>

/** Selects the entries that match in every given member. */
export const JournalFilterSchema = v.strictObject({
  tenantId: v.optional(v.pipe(v.string(), v.minLength(1, 'must not be empty'))),
  operation: v.optional(OperationName),
  clientId: v.optional(
    v.pipe(v.string(), v.regex(uuidShape, 'must be the id of an application, not its name')),
  ),
  clientAuthentication: v.optional(ClientAuthentication),
  grantType: v.optional(v.string()),
  status: v.optional(v.number()),
})

export type JournalFilter = Immutable<v.InferOutput<typeof JournalFilterSchema>>
