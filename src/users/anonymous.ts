import { randomUUID } from 'node:crypto'
import type { Tenant } from '../model/tenant.ts'
import type { ProfiledUser } from '../model/users/user.ts'
import { findAnonymous, withAddedUser } from '../model/users/users.ts'
import type { Runtime } from '../runtime.ts'
import { verified } from '../tokens/verify.ts'

/**
 * The anonymous user of an `appid_access_token`. Clients send whatever access token they have, so that one which is
 * expired, foreign or not of an anonymous user is ignored.
 */
export async function anonymousOf(
  { clock }: Runtime,
  tenant: Tenant,
  token: string | undefined,
): Promise<ProfiledUser | undefined> {
  if (token === undefined) return undefined
  const found = await verified(token, tenant.signingKeys, clock.seconds(tenant))
  return found?.kind === 'access' && found.claims.tenant === tenant.tenantId
    ? findAnonymous(tenant, found.claims.sub)
    : undefined
}

/** Creates the profile of an anonymous user. */
export async function newAnonymous({ store }: Runtime, tenantId: string): Promise<ProfiledUser> {
  const user = { provider: 'appid_anon', profileId: randomUUID() } as const
  await store.updateTenant(tenantId, (tenant) => withAddedUser(tenant, user))
  return user
}
