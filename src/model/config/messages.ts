/** The messages of Cloud Directory: their texts, their sender, and where their links lead. */
import * as v from 'valibot'
import { agree, Base64, bothSpellings } from '../values/base64.ts'
import { Uri, UriOrEmpty } from '../values/uri.ts'
import { templateNames } from './default-templates.ts'
import { language } from './ui.ts'

/** The HTML may come as it is or in base64; both are kept. */
const Template = v.pipe(
  v.object({
    subject: v.string(),
    html_body: v.optional(v.string()),
    base64_encoded_html_body: v.optional(Base64),
    plain_text_body: v.optional(v.string()),
  }),
  v.check(
    (one) => agree(one.html_body, one.base64_encoded_html_body),
    'html_body and base64_encoded_html_body are different texts: send only one of them',
  ),
  v.transform(({ subject, html_body, base64_encoded_html_body, plain_text_body }) => {
    const html = bothSpellings(html_body, base64_encoded_html_body)
    return {
      subject,
      ...(html && { html_body: html.text, base64_encoded_html_body: html.base64 }),
      ...(plain_text_body !== undefined && { plain_text_body }),
    }
  }),
)

/** The templates by name and language. */
export const Templates = v.record(
  v.pipe(
    v.string(),
    v.regex(
      new RegExp(`^(?:${templateNames.join('|')})/${language}$`),
      `must be a template and a language, such as WELCOME/en; the templates are ${templateNames.join(', ')}`,
    ),
  ),
  Template,
)

/** Where the links in messages lead when App ID's own page is not wanted. */
export const ActionUrls = v.record(
  v.pipe(
    v.string(),
    v.regex(
      /^on_(?:user_verified|reset_password)$/,
      'must be on_user_verified or on_reset_password',
    ),
  ),
  v.object({
    actionUrl: UriOrEmpty,
  }),
)

const optionalText = v.optional(v.string())

export const SenderDetails = v.object({
  senderDetails: v.object({
    from: v.object({ name: optionalText, email: v.string() }),
    reply_to: v.optional(v.object({ name: optionalText, email: optionalText })),
    linkExpirationSec: v.optional(
      v.pipe(
        v.number(),
        v.integer('must be a whole number of seconds'),
        v.minValue(1, 'must be at least 1 second'),
      ),
    ),
  }),
})

export const EmailDispatcher = v.pipe(
  v.object({
    provider: v.picklist(['appid', 'sendgrid', 'custom']),
    sendgrid: v.optional(v.object({ apiKey: v.string() })),
    custom: v.optional(
      v.object({
        url: Uri,
        authorization: v.object({
          type: v.picklist(['value', 'basic', 'none']),
          value: optionalText,
          username: optionalText,
          password: optionalText,
        }),
      }),
    ),
  }),
  v.check(
    ({ provider, sendgrid }) => provider !== 'sendgrid' || sendgrid !== undefined,
    'sendgrid is missing: the provider sendgrid needs it',
  ),
  v.check(
    ({ provider, custom }) => provider !== 'custom' || custom !== undefined,
    'custom is missing: the provider custom needs it',
  ),
)
