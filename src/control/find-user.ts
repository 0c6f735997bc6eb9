/** Finds the users whom tests name. Error messages do not repeat the name, which may be an e-mail address. */
import { EmulatorError } from '../model/emulator-error.ts'
import type { Tenant } from '../model/tenant.ts'
import type { User } from '../model/users/user.ts'
import { findByLogin, findProfile, usersOf } from '../model/users/users.ts'

type Field = 'email' | 'userName'

/** Finds a user by an e-mail address, a user name or the id of the profile. @throws {EmulatorError} */
export function findNamed(tenant: Tenant, text: string): User {
  const user =
    findProfile(tenant, text) ??
    findBy(tenant, 'email', text, 'user') ??
    findBy(tenant, 'userName', text, 'user')
  return user ?? nobody(tenant, 'user', 'e-mail address, user name or profileId')
}

/** Finds a user by the one member that is given. @throws {EmulatorError} */
export function findUser(
  tenant: Tenant,
  {
    email,
    userName,
    profileId = '',
  }: Readonly<{ [Name in Field | 'profileId']?: string | undefined }>,
): User {
  if (email !== undefined)
    return findBy(tenant, 'email', email) ?? nobody(tenant, 'email', 'e-mail address')
  if (userName !== undefined)
    return findBy(tenant, 'userName', userName) ?? nobody(tenant, 'userName', 'user name')
  return findProfile(tenant, profileId) ?? nobody(tenant, 'profileId', 'profileId')
}

/** Finds a user by the provider's id, or by that of the profile if no provider's id is this. @throws {EmulatorError} */
export function findById(tenant: Tenant, id: string): User {
  const found = usersOf(tenant).filter((user) => user.id === id)
  return only(found, 'id') ?? findProfile(tenant, id) ?? nobody(tenant, 'id', 'id or profileId')
}

/** Users of the Cloud Directory come before those of other providers. */
function findBy(
  tenant: Tenant,
  field: Field,
  text: string,
  member: string = field,
): User | undefined {
  const wanted = text.toLowerCase()
  const others = () => usersOf(tenant).filter((user) => user[field]?.toLowerCase() === wanted)
  return findByLogin(tenant, field, text) ?? only(others(), member)
}

function only([first, second]: readonly User[], member: string): User | undefined {
  if (second === undefined) return first
  throw new EmulatorError('INVALID_INPUT', `${member}: several users have it: use the profileId`)
}

function nobody({ tenantId }: Tenant, member: string, what: string): never {
  throw new EmulatorError(
    'UNKNOWN_USER',
    `${member}: tenant ${tenantId} has no user with this ${what}`,
  )
}
