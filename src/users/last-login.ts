import type { Tenant } from '../model/tenant.ts'
import type { ProfiledUser, User } from '../model/users/user.ts'
import type { Runtime } from '../runtime.ts'

/** When a user last signed in, in ISO 8601. The record may not know yet: sign-ins cost no write. */
export function lastLoginOf(
  { shortLived }: Pick<Runtime, 'shortLived'>,
  tenant: Tenant,
  { profileId, lastLogin }: User,
): string | undefined {
  const last = profileId === null ? undefined : shortLived.lastLogins.get(tenant, profileId)
  return last ?? lastLogin
}

/** The user with the last sign-in in the record, for what is said of a user by mapped claims. */
export function withLastLogin(
  runtime: Pick<Runtime, 'shortLived'>,
  tenant: Tenant,
  user: ProfiledUser,
): ProfiledUser {
  const lastLogin = lastLoginOf(runtime, tenant, user)
  return lastLogin === user.lastLogin ? user : { ...user, lastLogin }
}
