import { tokensConfigOf } from '../model/config/config.ts'
import type { SigningKey } from '../model/signing-key.ts'
import { signingKeyOf, type Tenant } from '../model/tenant.ts'
import type { Authorization, UserAuthorization } from './authorization.ts'
import { withMappedClaims } from './claim-mapping.ts'
import {
  type AccessTokenClaims,
  type Circumstances,
  toAccessTokenClaims,
  toIdTokenClaims,
} from './claims.ts'

/** An unsigned token, with the key to sign it. */
export interface TokenDraft<Claims> {
  readonly header: {
    readonly alg: 'RS256'
    readonly typ: 'JWT'
    readonly kid: string
    readonly ver: 4
  }
  readonly claims: Claims
  readonly key: SigningKey
}

/** Drafts the access token that App ID would issue. The tenant must have a signing key. `now` is a NumericDate. */
export function draftAccessToken(
  authorization: Authorization,
  tenant: Tenant,
  issuer: string,
  now: number,
): TokenDraft<AccessTokenClaims> {
  const { accessTokenClaims } = tokensConfigOf(tenant.config)
  const claims = toAccessTokenClaims(
    authorization,
    circumstances(authorization, tenant, issuer, now),
  )
  return draft(tenant, withMappedClaims(claims, accessTokenClaims, authorization, tenant))
}

/** Drafts the id token that App ID would issue. The tenant must have a signing key. `now` is a NumericDate. */
export function draftIdToken(
  authorization: UserAuthorization,
  tenant: Tenant,
  issuer: string,
  now: number,
): TokenDraft<Readonly<Record<string, unknown>>> {
  const { idTokenClaims } = tokensConfigOf(tenant.config)
  const claims = toIdTokenClaims(
    authorization,
    tenant,
    circumstances(authorization, tenant, issuer, now),
  )
  return draft(tenant, withMappedClaims(claims, idTokenClaims, authorization, tenant))
}

// The members of the header and their order are App ID's.
function draft<Claims>(tenant: Tenant, claims: Claims): TokenDraft<Claims> {
  const key = signingKeyOf(tenant)
  return { header: { alg: 'RS256', typ: 'JWT', kid: key.kid, ver: 4 }, claims, key }
}

function circumstances(
  { amr }: Authorization,
  { tenantId, config }: Tenant,
  issuer: string,
  now: number,
): Circumstances {
  const { access, anonymousAccess } = tokensConfigOf(config)
  const { expires_in } = amr === 'appid_anon' ? anonymousAccess : access
  return { issuer, tenantId, now, expiresIn: expires_in }
}
