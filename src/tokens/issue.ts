import type { Application } from '../model/application.ts'
import { tokensConfigOf } from '../model/config.ts'
import { derived } from '../model/derived.ts'
import type { SigningKey } from '../model/signing-key.ts'
import { signingKeyOf, type Tenant } from '../model/tenant.ts'
import { withMappedClaims } from './claim-mapping.ts'
import { type AccessTokenClaims, type Authorization, toAccessTokenClaims } from './claims.ts'
import { sign } from './sign.ts'

/** The answer of the token endpoint (RFC 6749 §5.1). `expires_in` in seconds. */
export interface TokenResponse {
  readonly access_token: string
  readonly expires_in: number
  readonly token_type: 'Bearer'
}

/** An access token before it is signed, with the key to sign it with. */
export interface AccessTokenDraft {
  readonly header: {
    readonly alg: 'RS256'
    readonly typ: 'JWT'
    readonly kid: string
    readonly ver: 4
  }
  readonly claims: AccessTokenClaims
  readonly key: SigningKey
}

/**
 * Turns an authorization into the token that App ID would issue. The tenant has a signing key. `now` is a NumericDate.
 */
export function toAccessToken(
  authorization: Authorization,
  tenant: Tenant,
  issuer: string,
  now: number,
): AccessTokenDraft {
  const key = signingKeyOf(tenant)
  const { access, accessTokenClaims } = tokensConfigOf(tenant.config)
  const circumstances = { issuer, tenantId: tenant.tenantId, now, expiresIn: access.expires_in }
  const claims = toAccessTokenClaims(authorization, circumstances)
  return {
    // App ID's header, its members in this order.
    header: { alg: 'RS256', typ: 'JWT', kid: key.kid, ver: 4 },
    claims: withMappedClaims(claims, accessTokenClaims, authorization),
    key,
  }
}

interface Remembered {
  readonly issuer: string
  readonly now: number
  readonly scope: string
  readonly audience: string
  readonly response: Promise<TokenResponse>
}

/** The last token of each application: RS256 makes the same bytes of the same claims, so nothing is signed twice. */
const remembered = derived((_: Tenant) => new WeakMap<Application, Remembered>())

/** The one mint, for every grant. */
export function issue(
  authorization: Authorization,
  tenant: Tenant,
  issuer: string,
  now: number,
): Promise<TokenResponse> {
  const { client } = authorization
  const scope = authorization.scopes.join(' ')
  const audience = authorization.audience.join(' ')
  const ofTenant = remembered(tenant)
  const last = ofTenant.get(client)
  if (
    last?.now === now &&
    last.issuer === issuer &&
    last.scope === scope &&
    last.audience === audience
  )
    return last.response
  const response = signed(toAccessToken(authorization, tenant, issuer, now))
  // Nobody needs the same long audience twice, and it is not for a client to say how much is kept.
  if (audience.length <= 200) ofTenant.set(client, { issuer, now, scope, audience, response })
  return response
}

async function signed({ header, claims, key }: AccessTokenDraft): Promise<TokenResponse> {
  return {
    access_token: await sign(claims, key, header),
    expires_in: claims.exp - claims.iat,
    token_type: 'Bearer',
  }
}
