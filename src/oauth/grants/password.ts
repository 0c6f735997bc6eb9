import { type Authorization, userAuthorization } from '../../tokens/authorization.ts'
import { anonymousOf } from '../../users/anonymous.ts'
import { authenticateUser } from '../authenticate-user.ts'
import { required } from '../parameters.ts'
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
  const anonymous = await anonymousOf(runtime, tenant, parameters.get('appid_access_token'))
  const user = await authenticateUser(runtime, tenant, username, given, anonymous)
  return userAuthorization(tenant, client, user)
}
