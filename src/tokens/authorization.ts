import { grantedScopes, rolesOf } from '../model/access-control.ts'
import type { Application } from '../model/application.ts'
import { defaultScope } from '../model/scope.ts'
import type { Tenant } from '../model/tenant.ts'

/** The decision of a grant: which client gets tokens, about whom, for which audience, and what they allow. */
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
