import { oauthError } from '../surface/oauth-error.ts'

export const invalidClient = (description: string, detail?: string) =>
  oauthError('invalid_client', description, detail === undefined ? {} : { detail })

export const invalidScope = (description: string) => oauthError('invalid_scope', description)

export const unsupportedGrantType = (description: string) =>
  oauthError('unsupported_grant_type', description)

/** A grant that cannot be used. `detail` is for the log. */
export const invalidGrant = (description: string, detail?: string) =>
  oauthError('invalid_grant', description, detail === undefined ? {} : { detail })

/** App ID's refusal of a user who has to do something first; `error_code` stands in place of `error`. */
export const forbidden = (description: string) =>
  oauthError('FORBIDDEN', description, { member: 'error_code' })
