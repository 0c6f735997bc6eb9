import type { Tenant } from '../model/tenant.ts'
import type { User } from '../model/users/user.ts'
import { withChangedUser, withoutUser } from '../model/users/users.ts'
import type { Runtime } from '../runtime.ts'

/**
 * Changes the user that `find` returns, or removes the user when `change` returns undefined. Writes along when the user
 * last signed in, which so far was only remembered. Returns the changed tenant. What `find` and `change` throw refuses
 * the change.
 */
export function updateUser<Found extends User>(
  { store, shortLived }: Runtime,
  tenantId: string,
  find: (tenant: Tenant) => Found,
  change: (user: Found, tenant: Tenant) => User | undefined,
): Promise<Tenant> {
  return store.updateTenant(tenantId, (tenant) => {
    const user = find(tenant)
    const changed = change(user, tenant)
    if (changed === undefined) return withoutUser(tenant, user)
    const lastLogin = shortLived.lastLogins.get(tenant, user.profileId ?? '')
    return withChangedUser(tenant, user, {
      ...changed,
      ...(lastLogin !== undefined && { lastLogin }),
    })
  })
}
