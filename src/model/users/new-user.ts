/** Adds a user to a tenant, as a fixture writes it. */
import { randomUUID } from 'node:crypto'
import { holderProblems } from '../access-control.ts'
import { EmulatorError } from '../emulator-error.ts'
import { InvalidInput } from '../parsing/parse.ts'
import { withRoleIds } from '../role.ts'
import type { Tenant } from '../tenant.ts'
import { needsId } from './completed-users.ts'
import { type GivenUser, isInDirectory, providerOf, type User } from './user.ts'
import { findByLogin, findIdentity, findPrepared, findProfile, withAddedUser } from './users.ts'

/** Completes a user with random ids, and with the ids of the roles. `created` is in ISO 8601. */
export function newUser({ roles }: Tenant, given: GivenUser, created: string): User {
  const { profileId = randomUUID() } = given
  const id = given.id ?? (needsId(given) ? randomUUID() : undefined)
  const user = { created, ...given, ...(id !== undefined && { id }), profileId }
  const [withIds = user] = withRoleIds([user], roles)
  return withIds
}

/** Adds a user. @throws {InvalidInput} a role does not exist @throws {EmulatorError} ALREADY_EXISTS */
export function withNewUser(tenant: Tenant, user: User): Tenant {
  const problems = holderProblems(tenant, user, [])
  if (problems.length > 0) throw new InvalidInput(problems)
  const member = memberInUse(tenant, user)
  // Without the value, which may be an e-mail address.
  if (member !== undefined)
    throw new EmulatorError('ALREADY_EXISTS', `${member}: another user of the tenant has it`)
  return withAddedUser(tenant, user)
}

/** The member that must be unique but is that of another user. */
function memberInUse(tenant: Tenant, user: User): keyof User | undefined {
  const { id, profileId, email, userName, idpIdentity } = user
  const provider = providerOf(user)
  const directory = isInDirectory(user)
  if (id !== undefined && findIdentity(tenant, provider, id)) return 'id'
  if (profileId !== null && findProfile(tenant, profileId)) return 'profileId'
  if (directory && email !== undefined && findByLogin(tenant, 'email', email)) return 'email'
  if (directory && userName !== undefined && findByLogin(tenant, 'userName', userName))
    return 'userName'
  if (idpIdentity !== undefined && findPrepared(tenant, provider, idpIdentity)) return 'idpIdentity'
  return undefined
}
