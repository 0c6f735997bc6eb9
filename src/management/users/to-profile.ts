import type { Tenant } from '../../model/tenant.ts'
import { identitiesOf, normalisedClaims } from '../../model/users/profile.ts'
import { toScim } from '../../model/users/scim.ts'
import { isInDirectory, type ProfiledUser } from '../../model/users/user.ts'
import type { Runtime } from '../../runtime.ts'
import { lastLoginOf } from '../../users/last-login.ts'

/** Converts a profile, with the members in App ID's order and without those that have no value. */
export function toProfile(runtime: Runtime, tenant: Tenant, user: ProfiledUser) {
  const { name, email, ...further } = normalisedClaims(user)
  const lastLogin = lastLoginOf(runtime, tenant, user)
  const idpUserInfo = isInDirectory(user)
    ? toScim(user, tenant.tenantId, lastLogin)
    : { ...user.scim }
  return {
    id: user.profileId,
    ...(name !== undefined && { name }),
    ...(email !== undefined && { email }),
    ...further,
    identities: identitiesOf(user).map((identity) => ({ ...identity, idpUserInfo })),
    attributes: user.attributes ?? {},
  }
}
