import type { Application } from '../model/application.ts'
import { tokensConfigOf } from '../model/config.ts'
import { derived } from '../model/derived.ts'
import type { SigningKey } from '../model/signing-key.ts'
import { signingKeyOf, type Tenant } from '../model/tenant.ts'
import type { Authorization } from './authorization.ts'
import { withMappedClaims } from './claim-mapping.ts'
import { type AccessTokenClaims, toAccessTokenClaims } from './claims.ts'
import { sign } from './sign.ts'

/** The response of the token endpoint (RFC 6749 §5.1). `expires_in` is in seconds. */
export interface TokenResponse {
  readonly access_token: string
  readonly expires_in: number
  readonly token_type: 'Bearer'
}

export interface Issued {
  readonly response: TokenResponse
  /** The response as JSON, which is made once, however often it is sent. */
  readonly json: string
}

/** An unsigned access token, with the key to sign it. */
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

/** Drafts the token that App ID would issue. The tenant must have a signing key. `now` is a NumericDate. */
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
    // The members and their order are App ID's.
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
  readonly issued: Promise<Issued>
}

/** The last token of each application. RS256 is deterministic, so the same claims need not be signed twice. */
const remembered = derived((_: Tenant) => new WeakMap<Application, Remembered>())

/** Issues the token, for every grant type. `now` is a NumericDate. */
export function issue(
  authorization: Authorization,
  tenant: Tenant,
  issuer: string,
  now: number,
): Promise<Issued> {
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
    return last.issued
  const issued = signed(toAccessToken(authorization, tenant, issuer, now))
  // Long audiences are not cached, so that clients cannot make the cache large.
  if (audience.length <= 200) ofTenant.set(client, { issuer, now, scope, audience, issued })
  return issued
}

async function signed({ header, claims, key }: AccessTokenDraft): Promise<Issued> {
  const response: TokenResponse = {
    access_token: await sign(claims, key, header),
    expires_in: claims.exp - claims.iat,
    token_type: 'Bearer',
  }
  return { response, json: JSON.stringify(response) }
}
