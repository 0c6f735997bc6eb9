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
import { findAnonymous, findPrepared, withChangedUser, withoutUser } from '../model/users.ts'
import type { Runtime } from '../runtime.ts'

/**
 * Notes that a user signs in, and returns the user. The first sign-in creates the profile: the prepared one, if there is
 * one, or that of the anonymous user who signs in. Further ones write nothing, unless an anonymous user signs in, whose own
 * profile is left behind.
 */
export async function signIn(
  { store, clock, shortLived }: Runtime,
  tenantId: string,
  find: (tenant: Tenant) => User | undefined,
  anonymous?: ProfiledUser,
): Promise<ProfiledUser | undefined> {
  const known = find(store.getTenant(tenantId))
  if (known === undefined) return undefined
  const profileId = randomUUID()
  const tenant =
    hasProfile(known) && anonymous === undefined
      ? store.getTenant(tenantId)
      : await store.updateTenant(tenantId, (tenant) => {
          const user = find(tenant)
          const before = anonymous && findAnonymous(tenant, anonymous.profileId)
          if (user === undefined) return tenant
          return hasProfile(user)
            ? withoutAnonymous(tenant, before)
            : withProfile(tenant, user, profileId, before)
        })
  const user = find(tenant)
  if (user === undefined || !hasProfile(user)) return undefined
  shortLived.lastLogins.set(tenant, user.profileId, new Date(clock.ms(tenant)).toISOString())
  return user
}

/**
 * Gives a user a profile, by default a new one with this id. One that was prepared is only for those whose e-mail address
 * is verified.
 */
export function withProfile(
  tenant: Tenant,
  user: User,
  profileId: string,
  anonymous?: ProfiledUser,
): Tenant {
  const prepared = preparedFor(tenant, user)
  if (prepared !== undefined)
    return withTaken(withoutAnonymous(tenant, anonymous), user, prepared, profileId)
  return anonymous === undefined
    ? withChangedUser(tenant, user, { ...user, profileId })
    : withTaken(tenant, user, anonymous, profileId)
}
/** Gives a user the profile of another record, which goes. */
function withTaken(tenant: Tenant, user: User, source: User, profileId: string): Tenant {
  const { attributes, roles } = source
  const { refreshGeneration } =
    providerOf(source) === 'appid_anon' ? withEndedTokens(source) : source
  return withChangedUser(withoutUser(tenant, source), user, {
    ...user,
    profileId: source.profileId ?? profileId,
    ...(attributes && { attributes }),
    ...(roles && { roles }),
    ...(refreshGeneration !== undefined && { refreshGeneration }),
  })
}

/** Leaves the profile of an anonymous user behind. */
function withoutAnonymous(tenant: Tenant, anonymous: ProfiledUser | undefined): Tenant {
  if (anonymous === undefined) return tenant
  return withChangedUser(tenant, anonymous, { ...withEndedTokens(anonymous), removed: true })
}

/** Ends the refresh tokens of an anonymous user who signs in. */
const withEndedTokens = <Kind extends User>(user: Kind): Kind => ({
  ...user,
  refreshGeneration: (user.refreshGeneration ?? 0) + 1,
})

function preparedFor(tenant: Tenant, user: User): User | undefined {
  const { email = '', id = '' } = user
  if (isInDirectory(user) && !isConfirmed(user)) return undefined
  const provider = providerOf(user)
  return findPrepared(tenant, provider, id) ?? findPrepared(tenant, provider, email)
}
