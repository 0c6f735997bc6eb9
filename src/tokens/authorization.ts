import { grantedScopes, rolesOf } from '../model/access-control.ts'
import type { Application } from '../model/application.ts'
import { defaultScope } from '../model/scope.ts'
import type { Tenant } from '../model/tenant.ts'
import { type ProfiledUser, providerOf } from '../model/users/user.ts'

/** The decision of a grant: which client gets tokens, about whom, for which audience, and what they allow. */
export interface Authorization {
  readonly client: Application
  /** Whom the tokens speak of. Without one, the client itself, which gets an access token alone. */
  readonly user?: ProfiledUser | undefined
  /** The recipients of the token, for its `aud` claim. */
  readonly audience: readonly string[]
  readonly scopes: readonly string[]
  /** The names of the roles of the user or the client. */
  readonly roles: readonly string[]
  /** How the subject was authenticated: App ID's value for the `amr` claim. */
  readonly amr: string
  /** Whether the grant gives a refresh token, where the tenant has them enabled. */
  readonly refreshable?: boolean
  /** The value of the claim `nonce` of the id token. */
  readonly nonce?: string | undefined
}

/** An authorization about a user, which gives an id token too. */
export type UserAuthorization = Authorization & { readonly user: ProfiledUser }

export const isAboutUser = (authorization: Authorization): authorization is UserAuthorization =>
  authorization.user !== undefined

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

/**
 * The authorization of a user: App ID's own scopes, those that the user's roles grant, and further ones that the grant
 * allows. The scope that the client asks for changes nothing.
 */
export function userAuthorization(
  tenant: Tenant,
  client: Application,
  user: ProfiledUser,
  { refreshable = true, further = [] }: UserAuthorizationOptions = {},
): UserAuthorization {
  const provider = providerOf(user)
  return {
    client,
    user,
    audience: [client.clientId],
    scopes: [
      ...new Set([
        'openid',
        defaultScope,
        'appid_readuserattr',
        'appid_readprofile',
        'appid_writeuserattr',
        ...(provider === 'appid_anon' ? [] : ['appid_authenticated']),
        ...grantedScopes(tenant, user),
        ...further,
      ]),
    ],
    roles: rolesOf(tenant, user).map(({ name }) => name),
    amr: provider,
    refreshable,
  }
}

interface UserAuthorizationOptions {
  readonly refreshable?: boolean
  /** Scopes, in their order in the token. */
  readonly further?: readonly string[]
}
