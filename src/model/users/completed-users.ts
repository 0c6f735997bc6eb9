import { madeUpUuid } from '../values/made-up.ts'
import { type GivenUser, providerOf, type User } from './user.ts'

/** Fills in the ids that a fixture leaves out. */
export function completedUsers(tenantId: string, users: readonly GivenUser[]): readonly User[] {
  // Usually true for a data file, which may hold tens of thousands of users.
  if (users.every(isComplete)) return users
  const taken = new Set(users.flatMap(({ id, profileId }) => [id, profileId ?? undefined]))
  return users.map((user, index) => {
    const madeUp = (what: string) => {
      const id = madeUpUuid([tenantId, what, user.email ?? user.userName ?? '', index], taken)
      taken.add(id)
      return id
    }
    const { profileId = madeUp('profile'), ...rest } = user
    return { ...rest, ...(needsId(user) && { id: user.id ?? madeUp('user') }), profileId }
  })
}

// A prepared profile has no identity before the first sign-in, and an anonymous one has none at all.
export function needsId(user: GivenUser): boolean {
  return providerOf(user) !== 'appid_anon' && user.idpIdentity === undefined
}

function isComplete(user: GivenUser): user is User {
  return user.profileId !== undefined && (user.id !== undefined || !needsId(user))
}
