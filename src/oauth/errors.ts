import { oauthError } from '../surface/oauth-error.ts'

export const invalidClient = (description: string, detail?: string) =>
  oauthError('invalid_client', description, detail === undefined ? {} : { detail })

export const invalidScope = (description: string) => oauthError('invalid_scope', description)

export const unsupportedGrantType = (description: string) =>
  oauthError('unsupported_grant_type', description)
