import { randomUUID } from 'node:crypto'
import type { Tenant } from '../model/tenant.ts'
import {
  hasProfile,
  isConfirmed,
  isInDirectory,
  type ProfiledUser,
  providerOf,
  type User,
} from '../model/user.ts'
import { findPrepared, findProfile, withChangedUser, withoutUser } from '../model/users.ts'
import type { Runtime } from '../runtime.ts'

/**
 * Notes that a user signs in, and returns the user. The first sign-in creates the profile: the prepared one, if there is
 * one, or that of the anonymous user who signs in. Further ones write nothing.
 */
export async function signIn(
  { store, clock, shortLived }: Runtime,
  tenantId: string,
  find: (tenant: Tenant) => User | undefined,
  anonymous?: ProfiledUser,
): Promise<ProfiledUser | undefined> {
  const known = find(store.getTenant(tenantId))
  if (known === undefined) return undefined
  const profileId = anonymous?.profileId ?? randomUUID()
  const tenant = hasProfile(known)
    ? store.getTenant(tenantId)
    : await store.updateTenant(tenantId, (tenant) => {
        const user = find(tenant)
        return user === undefined || hasProfile(user)
          ? tenant
          : withProfile(tenant, user, profileId)
      })
  const user = find(tenant)
  if (user === undefined || !hasProfile(user)) return undefined
  shortLived.lastLogins.set(tenant, user.profileId, new Date(clock.ms(tenant)).toISOString())
  return user
}

/** Gives a user a profile. One that was prepared is only for those whose e-mail address is verified. */
export function withProfile(tenant: Tenant, user: User, profileId: string): Tenant {
  const prepared = preparedFor(tenant, user)
  const anonymous = prepared === undefined ? findProfile(tenant, profileId) : undefined
  const source = prepared ?? anonymous
  const { attributes, roles } = source ?? {}
  const changed = {
    ...user,
    profileId: source?.profileId ?? profileId,
    ...(attributes && { attributes }),
    ...(roles && { roles }),
  }
  return withChangedUser(source === undefined ? tenant : withoutUser(tenant, source), user, changed)
}

function preparedFor(tenant: Tenant, user: User): User | undefined {
  const { email = '', id = '' } = user
  if (isInDirectory(user) && !isConfirmed(user)) return undefined
  const provider = providerOf(user)
  return findPrepared(tenant, provider, id) ?? findPrepared(tenant, provider, email)
}
