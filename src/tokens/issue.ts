import type { Application } from '../model/application.ts'
import { derived } from '../model/derived.ts'
import type { Tenant } from '../model/tenant.ts'
import { type Authorization, isAboutUser, type UserAuthorization } from './authorization.ts'
import type { AccessTokenClaims } from './claims.ts'
import { draftAccessToken, draftIdToken, type TokenDraft } from './draft-tokens.ts'
import { sign } from './sign.ts'

/**
 * The response of the token endpoint (RFC 6749 §5.1), with the members in App ID's order. `expires_in` is in seconds. An
 * id token and `scope` come for users only.
 */
export interface TokenResponse {
  readonly access_token: string
  readonly id_token?: string
  readonly refresh_token?: string
  readonly token_type: 'Bearer'
  readonly expires_in: number
  readonly scope?: string
}

export interface Issued {
  readonly response: TokenResponse
  /** The response as JSON, which is made once, however often it is sent. */
  readonly json: string
}

interface Remembered {
  readonly issuer: string
  readonly now: number
  readonly scope: string
  readonly audience: string
  readonly issued: Promise<Issued>
}

/** The last token of each application about itself. RS256 is deterministic, so the same claims need not be signed twice. */
const remembered = derived((_: Tenant) => new WeakMap<Application, Remembered>())

/** Issues the tokens, for every grant type. `now` is a NumericDate. */
export function issue(
  authorization: Authorization,
  tenant: Tenant,
  issuer: string,
  now: number,
  refreshToken?: string,
): Promise<Issued> {
  if (isAboutUser(authorization))
    return userTokens(authorization, tenant, issuer, now, refreshToken)
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
  const issued = ownToken(draftAccessToken(authorization, tenant, issuer, now))
  // Long audiences are not cached, so that clients cannot make the cache large.
  if (audience.length <= 200) ofTenant.set(client, { issuer, now, scope, audience, issued })
  return issued
}

async function ownToken({ header, claims, key }: TokenDraft<AccessTokenClaims>): Promise<Issued> {
  return toIssued({
    access_token: await sign(claims, key, header),
    expires_in: claims.exp - claims.iat,
    token_type: 'Bearer',
  })
}

async function userTokens(
  authorization: UserAuthorization,
  tenant: Tenant,
  issuer: string,
  now: number,
  refresh_token?: string,
): Promise<Issued> {
  const access = draftAccessToken(authorization, tenant, issuer, now)
  const id = draftIdToken(authorization, tenant, issuer, now)
  const [access_token, id_token] = await Promise.all([
    sign(access.claims, access.key, access.header),
    sign(id.claims, id.key, id.header),
  ])
  return toIssued({
    access_token,
    id_token,
    ...(refresh_token !== undefined && { refresh_token }),
    token_type: 'Bearer',
    expires_in: access.claims.exp - now,
    scope: access.claims.scope,
  })
}

const toIssued = (response: TokenResponse): Issued => ({ response, json: JSON.stringify(response) })
