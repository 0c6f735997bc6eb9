/** The users of a tenant: finds and changes one among very many. */
import { Buckets } from './buckets.ts'
import { preparedKey } from './prepared.ts'
import {
  type DirectoryUser,
  hasProfile,
  isInDirectory,
  type ProfiledUser,
  type Provider,
  providerOf,
  type User,
} from './user.ts'

/** A tenant, as far as its users matter. */
interface WithUsers {
  readonly users?: readonly User[] | undefined
}

const none: readonly User[] = []

export const usersOf = ({ users = none }: WithUsers): readonly User[] => users

/** The indexes of lists of users. Lists are never changed: the index of a changed list is made from the original's. */
const indexes = new WeakMap<readonly User[], Buckets<User>>()

function indexOf(users: readonly User[]): Buckets<User> {
  const known = indexes.get(users)
  if (known !== undefined) return known
  const index = Buckets.of(users.flatMap(entriesOf))
  indexes.set(users, index)
  return index
}

const entriesOf = (user: User) => keysOf(user).map((key) => [key, user] as const)

/** The keys under which a user is found. The two ids have keys of their own, so that they are never mixed up. */
function keysOf(user: User): string[] {
  const { id, profileId, email, userName, idpIdentity } = user
  const provider = providerOf(user)
  return [
    ...(isInDirectory(user)
      ? [
          `directory ${id}`,
          ...(email === undefined ? [] : [`email ${fold(email)}`]),
          ...(userName === undefined ? [] : [`userName ${fold(userName)}`]),
        ]
      : []),
    ...(profileId === null ? [] : [`profile ${profileId}`]),
    ...(id === undefined ? [] : [`identity ${provider} ${id}`]),
    ...(idpIdentity === undefined ? [] : [`prepared ${preparedKey(provider, idpIdentity)}`]),
  ]
}

/** E-mail addresses and user names are compared without regard to case. */
const fold = (text: string) => text.toLowerCase()

/** Finds a user of the Cloud Directory by the SCIM id. */
export function findInDirectory(tenant: WithUsers, id: string): DirectoryUser | undefined {
  return inDirectory(find(tenant, `directory ${id}`))
}

/** Finds a user of the Cloud Directory by what users sign in with. */
export function findByLogin(
  tenant: WithUsers,
  field: 'email' | 'userName',
  login: string,
): DirectoryUser | undefined {
  return inDirectory(find(tenant, `${field} ${fold(login)}`))
}

/** Finds a user by the id of the profile: the `sub` of tokens. */
export function findProfile(tenant: WithUsers, profileId: string): ProfiledUser | undefined {
  const user = find(tenant, `profile ${profileId}`)
  return user !== undefined && hasProfile(user) ? user : undefined
}

/** Finds an anonymous user who has not signed in yet, by the id of the profile. */
export function findAnonymous(tenant: WithUsers, profileId: string): ProfiledUser | undefined {
  const user = findProfile(tenant, profileId)
  return user !== undefined && providerOf(user) === 'appid_anon' && user.removed !== true
    ? user
    : undefined
}

/** Finds a user by the provider's id. */
export function findIdentity(tenant: WithUsers, provider: Provider, id: string): User | undefined {
  return find(tenant, `identity ${provider} ${id}`)
}

/** Finds a profile that was prepared for somebody who has not signed in yet (App ID's pre-registration). */
export function findPrepared(
  tenant: WithUsers,
  provider: Provider,
  idpIdentity: string,
): User | undefined {
  return find(tenant, `prepared ${preparedKey(provider, idpIdentity)}`)
}

function find(tenant: WithUsers, key: string): User | undefined {
  const users = usersOf(tenant)
  return users.length === 0 ? undefined : indexOf(users).get(key)
}

function inDirectory(user: User | undefined): DirectoryUser | undefined {
  return user !== undefined && isInDirectory(user) ? user : undefined
}

/** Adds a user. */
export function withAddedUser<Tenant extends WithUsers>(tenant: Tenant, user: User): Tenant {
  return withUsers(tenant, [...usersOf(tenant), user], [], [user])
}

/** Replaces a user, which must be the tenant's current record. */
export function withChangedUser<Tenant extends WithUsers>(
  tenant: Tenant,
  before: User,
  after: User,
): Tenant {
  const users = usersOf(tenant)
  return withUsers(tenant, users.with(placeOf(users, before), after), [before], [after])
}

/** Removes a user, which must be the tenant's current record. */
export function withoutUser<Tenant extends WithUsers>(tenant: Tenant, user: User): Tenant {
  const users = usersOf(tenant)
  return withUsers(tenant, users.toSpliced(placeOf(users, user), 1), [user], [])
}

// Without this check, the last user would be replaced or removed in place of one who is not there.
function placeOf(users: readonly User[], user: User): number {
  const place = users.indexOf(user)
  if (place === -1) throw new Error('this is not the current record of a user')
  return place
}

function withUsers<Tenant extends WithUsers>(
  tenant: Tenant,
  users: readonly User[],
  removed: readonly User[],
  added: readonly User[],
): Tenant {
  const index = indexOf(usersOf(tenant))
  indexes.set(users, index.changed(removed.flatMap(keysOf), added.flatMap(entriesOf)))
  return { ...tenant, users }
}
