import type { Authorization } from './authorization.ts'

/** The payload of an access token, with its members in App ID's order. */
export type AccessTokenClaims = {
  readonly iss: string
  readonly exp: number
  readonly aud: readonly string[]
  readonly sub: string
  readonly amr: readonly string[]
  readonly iat: number
  readonly tenant: string
  readonly scope: string
}

/** Where and when a token is issued. Times are NumericDate, `expiresIn` is in seconds. */
export interface Circumstances {
  readonly issuer: string
  readonly tenantId: string
  readonly now: number
  readonly expiresIn: number
}

export function toAccessTokenClaims(
  { client, audience, scopes, amr }: Authorization,
  { issuer, tenantId, now, expiresIn }: Circumstances,
): AccessTokenClaims {
  return {
    iss: issuer,
    exp: now + expiresIn,
    aud: audience,
    sub: client.clientId,
    amr: [amr],
    iat: now,
    tenant: tenantId,
    scope: scopes.join(' '),
  }
}
