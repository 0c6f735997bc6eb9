/** What the operations on users of the Cloud Directory share: to find, show, check and change one. */
import type { RouterContext } from '@koa/router'
import { documentOf } from '../../model/config/config.ts'
import { passwordProblem } from '../../model/config/passwords.ts'
import type { Tenant } from '../../model/tenant.ts'
import { identityFieldOf, takenLogin } from '../../model/users/directory.ts'
import { hashed } from '../../model/users/password.ts'
import { toScim } from '../../model/users/scim.ts'
import { type DirectoryUser, tidied } from '../../model/users/user.ts'
import { findInDirectory, findProfile } from '../../model/users/users.ts'
import type { RequestState, Runtime } from '../../runtime.ts'
import { lastLoginOf } from '../../users/last-login.ts'
import { updateUser } from '../../users/update-user.ts'
import { invalidValue, uniqueness, unknownUser } from '../scim-error.ts'

type Context = RouterContext<RequestState>

/** Finds a user by the SCIM id. The message does not repeat the id, which may be an e-mail address. @throws {ScimError} 404 */
export function getUser(tenant: Tenant, id = ''): DirectoryUser {
  const user = findInDirectory(tenant, id)
  if (user !== undefined) return user
  throw unknownUser(
    findProfile(tenant, id) === undefined
      ? 'there is no user with this id in the Cloud Directory'
      : 'this is the id of a profile: use the id of the user in the Cloud Directory',
  )
}

export function toResponse(runtime: Runtime, tenant: Tenant, user: DirectoryUser) {
  return toScim(user, tenant.tenantId, lastLoginOf(runtime, tenant, user))
}

/** Changes a user and shows the result, which then also has the last sign-in. @throws {ScimError} 404 */
export async function changeUser(
  runtime: Runtime,
  ctx: Context,
  id: string | undefined,
  change: (user: DirectoryUser, tenant: Tenant) => DirectoryUser,
) {
  const find = (tenant: Tenant) => getUser(tenant, id)
  const changed = await updateUser(runtime, ctx.state.tenant.tenantId, find, (user, tenant) =>
    tidied({ ...change(user, tenant), lastModified: runtime.clock.iso(tenant) }),
  )
  return toResponse(runtime, changed, find(changed))
}

/** Hashes a new password. @throws {ScimError} 400: it breaks the tenant's rules */
export async function acceptedHash(tenant: Tenant, password: string): Promise<string> {
  const problem = passwordProblem(documentOf(tenant, 'cloud_directory/password_regex'), password)
  if (problem !== undefined) throw invalidValue(problem)
  return hashed(password)
}

/** @throws {ScimError} 400, 409: a user who can never sign in, or who would sign in as another one */
export function refuse(tenant: Tenant, user: DirectoryUser): void {
  const { email, userName } = user
  if (email === undefined && userName === undefined)
    throw invalidValue(
      `emails: must have an address${identityFieldOf(tenant) === 'email' ? '' : ', unless there is a userName'}`,
    )
  const taken = takenLogin(tenant, user)
  if (taken === 'email') throw uniqueness('emails: another user has this e-mail address')
  if (taken === 'userName') throw uniqueness('userName: another user has this user name')
}
