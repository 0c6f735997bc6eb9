import type { Tenant } from '../model/tenant.ts'
import { directoryClaims, identitiesOf, normalisedClaims } from '../model/users/profile.ts'
import { isConfirmed, providerOf } from '../model/users/user.ts'
import type { Authorization, UserAuthorization } from './authorization.ts'

/** The payload of an access token, with its members in App ID's order. */
export type AccessTokenClaims = {
  readonly iss: string
  readonly exp: number
  readonly aud: readonly string[]
  readonly sub: string
  /** Only for users of the Cloud Directory. */
  readonly email_verified?: boolean
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
  { client, user, audience, scopes, amr }: Authorization,
  { issuer, tenantId, now, expiresIn }: Circumstances,
): AccessTokenClaims {
  return {
    iss: issuer,
    exp: now + expiresIn,
    aud: audience,
    sub: user?.profileId ?? client.clientId,
    ...(user && providerOf(user) === 'cloud_directory' && { email_verified: isConfirmed(user) }),
    amr: [amr],
    iat: now,
    tenant: tenantId,
    scope: scopes.join(' '),
  }
}

/** The payload of an id token (OpenID Connect Core 1.0 §2), with its members in App ID's order. */
export function toIdTokenClaims(
  { user, audience, amr, nonce }: UserAuthorization,
  tenant: Tenant,
  { issuer, now, expiresIn }: Circumstances,
) {
  const identities = identitiesOf(user)
  return {
    iss: issuer,
    aud: audience,
    exp: now + expiresIn,
    tenant: tenant.tenantId,
    iat: now,
    ...normalisedClaims(user),
    sub: user.profileId,
    ...directoryClaims(tenant, user),
    ...(identities.length > 0 && { identities }),
    amr: [amr],
    ...(nonce !== undefined && { nonce }),
  }
}
