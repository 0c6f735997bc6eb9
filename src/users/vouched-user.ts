/** Users of identity providers other than Cloud Directory. */
import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { Tenant } from '../model/tenant.ts'
import { hasProfile, type ProfiledUser, type Provider, type User } from '../model/users/user.ts'
import { findIdentity, withAddedUser, withChangedUser } from '../model/users/users.ts'
import type { Runtime } from '../runtime.ts'
import { signIn, withProfile } from './sign-in.ts'

/** The members of a user's record that the provider sets. */
type Said = Pick<User, 'email' | 'displayName' | 'scim'>

/** What a provider says of somebody. */
export interface Vouched extends Said {
  readonly provider: Provider
  /** The provider's id. */
  readonly id: string
}

/**
 * Signs in somebody for whom a provider vouches. What the provider says replaces what it said before; the same again writes
 * nothing. At the first time, the user is created.
 */
export async function signInVouched(
  runtime: Runtime,
  tenantId: string,
  vouched: Vouched,
): Promise<ProfiledUser | undefined> {
  const { store, clock } = runtime
  const profileId = randomUUID()
  const record = (tenant: Tenant) => recorded(tenant, vouched, profileId, clock.iso(tenant))
  const current = store.getTenant(tenantId)
  if (record(current) !== current) await store.updateTenant(tenantId, record)
  return signIn(runtime, tenantId, (tenant) => findIdentity(tenant, vouched.provider, vouched.id))
}

function recorded(tenant: Tenant, vouched: Vouched, profileId: string, now: string): Tenant {
  const known = findIdentity(tenant, vouched.provider, vouched.id)
  if (known === undefined) {
    const user = { ...vouched, profileId: null, created: now, lastModified: now }
    return withProfile(withAddedUser(tenant, user), user, profileId)
  }
  if (hasProfile(known) && isDeepStrictEqual(said(known), said(vouched))) return tenant
  const { email: _, displayName: __, scim: ___, ...rest } = known
  const changed = { ...rest, ...vouched, lastModified: now }
  const next = withChangedUser(tenant, known, changed)
  return hasProfile(changed) ? next : withProfile(next, changed, profileId)
}

const said = ({ email, displayName, scim }: Said) => ({ email, displayName, scim })
