import type { ParameterizedContext } from 'koa'
import { parseBearer } from '../http/credentials.ts'
import type { Tenant } from '../model/tenant.ts'
import { isRemoved, type ProfiledUser } from '../model/users/user.ts'
import { findAnonymous, findProfile } from '../model/users/users.ts'
import type { RequestState, Runtime } from '../runtime.ts'
import { claimsOf } from '../tokens/draft.ts'
import { type Verified, verified } from '../tokens/verify.ts'
import { enterTenant } from './enter-tenant.ts'
import { oauthError } from './oauth-error.ts'

/** The user whose access token came with a request. */
export interface Bearer {
  readonly tenant: Tenant
  readonly user: ProfiledUser
  readonly claims: Verified['claims']
}

/**
 * Authenticates a user by an access token, which must have `scope`: by default the one in the Authorization header
 * (RFC 6750 §2.1). The token's own tenant decides, unless the path names one. Its issuer does not: the emulator is known by several names.
 * @throws {OAuthError} invalid_token (401), insufficient_scope (403)
 */
export async function authenticateBearer(
  runtime: Runtime,
  ctx: ParameterizedContext<RequestState>,
  scope: string,
  token = parseBearer(ctx.get('Authorization')),
): Promise<Bearer> {
  const { store, clock } = runtime
  if (token === undefined) throw invalidToken('send an access token: Authorization: Bearer …')
  const claimed = ctx.state.tenant?.tenantId ?? tenantIdIn(token)
  const tenant = store.state.tenants.get(claimed)
  if (tenant === undefined) throw invalidToken('the access token is of no tenant here')
  const found = await verified(token, tenant.signingKeys, clock.seconds(tenant))
  if (found === undefined)
    throw invalidToken('the access token is not signed by this tenant or has expired')
  const { kind, claims } = found
  if (claims.tenant !== tenant.tenantId) throw invalidToken('the access token is of another tenant')
  if (kind === 'id')
    throw invalidToken('this is an id token: send the access token that came with it')
  const scopes = claims.scope?.split(' ') ?? []
  if (claims.scope === undefined) throw invalidToken('this is no access token: it has no scope')
  if (!scopes.includes(scope))
    throw oauthError('insufficient_scope', `the access token does not have the scope ${scope}`)
  const user = findProfile(tenant, claims.sub)
  if (user === undefined || isRemoved(user))
    throw invalidToken('the user of the access token was deleted')
  if (claims.amr?.includes('appid_anon') && findAnonymous(tenant, claims.sub) === undefined)
    throw invalidToken('the anonymous user of the access token has signed in since')
  ctx.state.record.sub = user.profileId
  return { tenant, user, claims }
}

/**
 * Enters the tenant that the access token of a request says it is of, so that the tenant's faults strike. Nothing is
 * verified yet, and nothing is entered when there is no such tenant: `authenticateBearer` refuses the token. @throws {InvalidHost}
 */
export function enterTenantOfToken(
  runtime: Runtime,
  ctx: ParameterizedContext<RequestState>,
): void {
  const tenantId = tenantIdIn(parseBearer(ctx.get('Authorization')) ?? '')
  if (!runtime.store.state.tenants.has(tenantId)) return
  ctx.state.record.tenantId = tenantId
  enterTenant(runtime, ctx, tenantId)
}

export const invalidToken = (description: string) => oauthError('invalid_token', description)

/** The tenant that a token says it is of, before anything is verified. */
function tenantIdIn(token: string): string {
  try {
    return `${claimsOf(token).tenant}`
  } catch {
    return ''
  }
}
