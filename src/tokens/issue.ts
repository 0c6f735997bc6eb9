import type { Tenant } from '../model/tenant.ts'
import { type Authorization, toAccessTokenClaims } from './claims.ts'
import { sign } from './sign.ts'

/** The answer of the token endpoint (RFC 6749 §5.1). `expires_in` in seconds. */
export interface TokenResponse {
  readonly access_token: string
  readonly expires_in: number
  readonly token_type: 'Bearer'
}

/** App ID's default lifetime of an access token, in seconds. */
const expiresIn = 3600

/**
 * The one mint, for every grant: turns an authorization into tokens signed with the tenant's last key.
 * The tenant has one: see `Runtime.withSigningKey`. `now` is a NumericDate.
 */
export async function issue(
  authorization: Authorization,
  tenant: Tenant,
  issuer: string,
  now: number,
): Promise<TokenResponse> {
  const key = tenant.signingKeys.at(-1)
  if (key === undefined) throw new Error(`tenant ${tenant.tenantId} has no signing key`)
  const claims = toAccessTokenClaims(authorization, {
    issuer,
    tenantId: tenant.tenantId,
    now,
    expiresIn,
  })
  return {
    access_token: await sign(claims, key),
    expires_in: expiresIn,
    token_type: 'Bearer',
  }
}
