import * as v from 'valibot'
import { templateNames } from './config/default-templates.ts'
import type { Immutable } from './immutable.ts'

const Address = v.object({ name: v.optional(v.string()), email: v.string() })

/** A mail that App ID would have sent. */
export const MailSchema = v.object({
  id: v.number(),
  at: v.pipe(v.string(), v.description("ISO 8601, by the tenant's clock")),
  to: v.string(),
  from: Address,
  replyTo: v.optional(Address),
  template: v.picklist(templateNames),
  language: v.pipe(v.string(), v.description('The language of the template that was used')),
  subject: v.string(),
  text: v.string(),
  html: v.string(),
  link: v.optional(v.pipe(v.string(), v.description('The link in the mail'))),
  code: v.optional(v.pipe(v.string(), v.description('The end of the link'))),
  context: v.optional(
    v.pipe(v.string(), v.description('What confirmation_result takes once the link was followed')),
  ),
})

export type Mail = Immutable<v.InferOutput<typeof MailSchema>>

/** Selects the mails that match in every given member. */
export const MailFilterSchema = v.strictObject({
  to: v.optional(v.pipe(v.string(), v.description('The address, in upper or lower case'))),
  template: v.optional(v.picklist(templateNames)),
})

export type MailFilter = Immutable<v.InferOutput<typeof MailFilterSchema>>
