import { randomUUID } from 'node:crypto'
import type { Tenant } from '../model/tenant.ts'
import { withoutLockOut } from '../model/users/lock-out.ts'
import {
  hasProfile,
  isConfirmed,
  isInDirectory,
  type ProfiledUser,
  providerOf,
  type User,
} from '../model/users/user.ts'
import { findAnonymous, findPrepared, withChangedUser, withoutUser } from '../model/users/users.ts'
import type { Runtime } from '../runtime.ts'

/**
 * Notes that a user signs in, and returns the user. The first sign-in creates the profile: the prepared one, if there is
 * one, or that of the anonymous user who signs in. Further ones write nothing, unless an anonymous user signs in, whose own
 * profile is left behind, or a lock-out is over, which ends.
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
    hasProfile(known) && anonymous === undefined && known.lockedUntil === undefined
      ? store.getTenant(tenantId)
      : await store.updateTenant(tenantId, (current) => {
          const tenant = withoutLockOut(current, find(current)?.id ?? '', clock.ms(current))
          const user = find(tenant)
          const before = anonymous && findAnonymous(tenant, anonymous.profileId)
          if (user === undefined) return tenant
          return hasProfile(user)
            ? withoutAnonymous(tenant, before)
            : withProfile(tenant, user, profileId, before)
        })
  const user = find(tenant)
  if (user === undefined || !hasProfile(user)) return undefined
  shortLived.lastLogins.set(tenant, user.profileId, clock.iso(tenant))
  return user
}

/**
 * Gives a user a profile, by default a new one with this id. One that was prepared is only for those whose e-mail address
 * is verified.
 */
export function withProfile(
  before: Tenant,
  user: User,
  profileId: string,
  anonymous?: ProfiledUser,
): Tenant {
  const tenant = withoutUnusable(before, user)
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

/** Finds the profile that was prepared for a user: in the Cloud Directory by the e-mail address, elsewhere by the id. */
function preparedFor(tenant: Tenant, user: User): User | undefined {
  const provider = providerOf(user)
  const { email = '', id = '' } = user
  if (provider === 'cloud_directory') return findPrepared(tenant, provider, email)
  const byId = findPrepared(tenant, provider, id)
  // What identifies a user of SAML is an e-mail address.
  return provider === 'saml' ? (byId ?? findPrepared(tenant, provider, email)) : byId
}

/** Drops the profile that was prepared for an e-mail address which is not verified: the user may be somebody else. */
function withoutUnusable(tenant: Tenant, user: User): Tenant {
  const prepared = preparedFor(tenant, user)
  const usable = !isInDirectory(user) || isConfirmed(user)
  return prepared === undefined || usable ? tenant : withoutUser(tenant, prepared)
}
