import type { Tenant } from '../model/tenant.ts'
import type { ProfiledUser } from '../model/users/user.ts'
import type { Runtime } from '../runtime.ts'
import { type SignInRefusal, signInWithPassword } from '../users/password-sign-in.ts'
import { forbidden, invalidGrant } from './errors.ts'

/**
 * Signs a user of the Cloud Directory in by e-mail or user name and password, for the password grant and the sign-in page.
 * `anonymous` is the anonymous user who signs in, if any.
 * @throws {OAuthError} invalid_grant, FORBIDDEN (the e-mail address is not verified)
 */
export async function authenticateUser(
  runtime: Runtime,
  tenant: Tenant,
  login: string,
  password: string,
  anonymous?: ProfiledUser,
): Promise<ProfiledUser> {
  const outcome = await signInWithPassword(runtime, tenant, login, password, anonymous)
  if ('refused' in outcome) throw toRefusal(outcome)
  return outcome.user
}

/** A refusal in App ID's words. */
export function toRefusal({ refused, detail }: SignInRefusal) {
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
