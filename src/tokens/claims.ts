import { grantedScopes, rolesOf } from '../model/access-control.ts'
import type { Application } from '../model/application.ts'
import { defaultScope } from '../model/scope.ts'
import type { Tenant } from '../model/tenant.ts'

/** What a grant has decided: who gets a token, for whom, and what it allows. */
export interface Authorization {
  readonly client: Application
  /** The recipients of the token, for its `aud` claim. */
  readonly audience: readonly string[]
  readonly scopes: readonly string[]
  /** The names of the roles that allow it. */
  readonly roles: readonly string[]
  /** How the subject was authenticated (`amr`), in App ID's words. */
  readonly amr: string
}

/**
 * What an application may have when it authenticates as itself: `appid_default` and what its roles grant. Without
 * an audience it is its own.
 */
export function ownAuthorization(
  tenant: Tenant,
  client: Application,
  audience?: string,
): Authorization {
  return {
    client,
    audience: [audience ?? client.clientId],
    scopes: [defaultScope, ...grantedScopes(tenant, client, audience)],
    roles: rolesOf(tenant, client).map(({ name }) => name),
    amr: 'appid_client_credentials',
  }
}

/** The payload of an access token, its members in the order of App ID's. */
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
