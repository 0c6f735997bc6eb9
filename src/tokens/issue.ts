import { tokensConfigOf } from '../model/config.ts'
import type { Tenant } from '../model/tenant.ts'
import { withMappedClaims } from './claim-mapping.ts'
import { type Authorization, toAccessTokenClaims } from './claims.ts'
import { sign } from './sign.ts'

/** The answer of the token endpoint (RFC 6749 §5.1). `expires_in` in seconds. */
export interface TokenResponse {
  readonly access_token: string
  readonly expires_in: number
  readonly token_type: 'Bearer'
}

/**
 * The one mint, for every grant: turns an authorization into tokens signed with the tenant's last key.
 * The tenant has one: see `withSigningKey`. `now` is a NumericDate.
 */
export async function issue(
  authorization: Authorization,
  tenant: Tenant,
  issuer: string,
  now: number,
): Promise<TokenResponse> {
  const key = tenant.signingKeys.at(-1)
  if (key === undefined) throw new Error(`tenant ${tenant.tenantId} has no signing key`)
  const { access, accessTokenClaims } = tokensConfigOf(tenant.config)
  const circumstances = { issuer, tenantId: tenant.tenantId, now, expiresIn: access.expires_in }
  const claims = withMappedClaims(
    toAccessTokenClaims(authorization, circumstances),
    accessTokenClaims,
    authorization,
  )
  // App ID's header, its members in this order.
  const header = { alg: 'RS256', typ: 'JWT', kid: key.kid, ver: 4 }
  return {
    access_token: await sign(claims, key, header),
    expires_in: access.expires_in,
    token_type: 'Bearer',
  }
}
