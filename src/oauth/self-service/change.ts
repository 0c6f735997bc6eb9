import type { Tenant } from '../../model/tenant.ts'
import type { DirectoryUser } from '../../model/users/user.ts'
import { findInDirectory } from '../../model/users/users.ts'
import { invalidRequest } from '../../surface/oauth-error.ts'
import { signIn } from '../../users/sign-in.ts'
import { updateUser } from '../../users/update-user.ts'
import { respondWithCode } from '../authorization/authorization-response.ts'
import type { Visit } from './form.ts'

/** Changes the user of a transaction. @throws {OAuthError} the user was deleted */
export async function change(
  { runtime, ctx, request: { userId } }: Visit,
  changed: (user: DirectoryUser) => DirectoryUser,
): Promise<{ readonly tenant: Tenant; readonly user: DirectoryUser }> {
  const find = (tenant: Tenant) => getUser(tenant, userId)
  const tenant = await updateUser(runtime, ctx.state.tenant.tenantId, find, (user, tenant) => {
    const lastModified = new Date(runtime.clock.ms(tenant)).toISOString()
    return { ...changed(user), lastModified }
  })
  return { tenant, user: find(tenant) }
}

/** Returns to the client with a code for the user of a transaction. @throws {OAuthError} the user was deleted */
export async function respondAsUser({ runtime, ctx, request }: Visit): Promise<void> {
  const find = (tenant: Tenant) => findInDirectory(tenant, request.userId ?? '')
  const user = await signIn(runtime, ctx.state.tenant.tenantId, find)
  if (user === undefined) throw gone()
  await respondWithCode(runtime, ctx, request, user)
}

export function getUser(tenant: Tenant, userId = ''): DirectoryUser {
  const user = findInDirectory(tenant, userId)
  if (user === undefined) throw gone()
  return user
}

export const gone = () => invalidRequest('This user does not exist any more.')
