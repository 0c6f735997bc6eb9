import { findLogin, isDirectoryActive, signInProblem } from '../../model/directory.ts'
import { isPasswordOf } from '../../model/password.ts'
import { findInDirectory } from '../../model/users.ts'
import { signIn } from '../../surface/sign-in.ts'
import { type Authorization, userAuthorization } from '../../tokens/authorization.ts'
import { forbidden, invalidGrant, required } from '../errors.ts'
import type { GrantRequest } from './grant.ts'

/** RFC 6749 §4.3: a user of the Cloud Directory signs in with the password. */
export async function password({
  runtime,
  tenant,
  client,
  parameters,
}: GrantRequest): Promise<Authorization> {
  const username = required(parameters, 'username')
  const given = required(parameters, 'password')
  if (!isDirectoryActive(tenant))
    throw invalidGrant(
      'Cloud Directory is not active',
      'Cloud Directory is not active: set isActive of config/idps/cloud_directory',
    )
  const found = findLogin(tenant, username)
  // Unknown users must take as long as wrong passwords.
  if (!(await isPasswordOf(found, given)) || found === undefined)
    throw invalidGrant(
      'The email or password that you entered is incorrect.',
      found === undefined ? 'no user signs in with this username' : `wrong password of ${found.id}`,
    )
  const problem = signInProblem(tenant, found, runtime.clock.ms(tenant))
  if (problem === 'pending') throw forbidden('Pending User Verification')
  if (problem !== undefined) throw invalidGrant(`User account ${problem}`)
  const user = await signIn(runtime, tenant.tenantId, (tenant) => findInDirectory(tenant, found.id))
  if (user === undefined) throw invalidGrant('The user was deleted meanwhile')
  return userAuthorization(tenant, client, user)
}
