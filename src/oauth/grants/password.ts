import { type SignInRefusal, signInWithPassword } from '../../surface/password-sign-in.ts'
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
  const outcome = await signInWithPassword(runtime, tenant, username, given)
  if ('refused' in outcome) throw toError(outcome)
  return userAuthorization(tenant, client, outcome.user)
}

function toError({ refused, detail }: SignInRefusal) {
  if (refused === 'directory off')
    return invalidGrant(
      'Cloud Directory is not active',
      'Cloud Directory is not active: set isActive of config/idps/cloud_directory',
    )
  if (refused === 'wrong')
    return invalidGrant('The email or password that you entered is incorrect.', detail)
  if (refused === 'pending') return forbidden('Pending User Verification')
  return invalidGrant(`User account ${refused}`)
}
