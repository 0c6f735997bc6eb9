import { grantedScopes, rolesOf } from '../model/access-control.ts'
import type { Application } from '../model/application.ts'
import { defaultScope } from '../model/scope.ts'
import type { Tenant } from '../model/tenant.ts'

/** The decision of a grant: which client gets a token, for which audience, and what it allows. */
export interface Authorization {
  readonly client: Application
  /** The recipients of the token, for its `aud` claim. */
  readonly audience: readonly string[]
  readonly scopes: readonly string[]
  /** The names of the client's roles. */
  readonly roles: readonly string[]
  /** How the subject was authenticated: App ID's value for the `amr` claim. */
  readonly amr: string
}

/**
 * The authorization of an application that authenticates as itself: `appid_default` and the scopes that its roles
 * grant. The default audience is the application itself.
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
