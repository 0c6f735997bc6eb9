import { randomUUID } from 'node:crypto'
import type { Tenant } from '../model/tenant.ts'
import { statusOfNew, takenLogin } from '../model/users/directory.ts'
import { type DirectoryUser, tidied } from '../model/users/user.ts'
import { findInDirectory, withAddedUser } from '../model/users/users.ts'
import type { Runtime } from '../runtime.ts'

/** Who signs up. */
export type NewUser = Pick<
  DirectoryUser,
  'email' | 'userName' | 'givenName' | 'familyName' | 'passwordHash'
>

/**
 * Adds a user who signs up at the page, and returns the tenant with the user; undefined if the login is another user's. The
 * profile comes with the first sign-in, when it may be that of an anonymous user.
 */
export async function addSignedUp(
  { store, clock }: Runtime,
  tenantId: string,
  given: NewUser,
): Promise<{ readonly tenant: Tenant; readonly user: DirectoryUser } | undefined> {
  const id = randomUUID()
  const tenant = await store.updateTenant(tenantId, (tenant) => {
    if (takenLogin(tenant, { ...given, id }) !== undefined) return tenant
    const created = clock.iso(tenant)
    const status = statusOfNew(tenant)
    const user = { id, profileId: null, ...given, status, created, lastModified: created } as const
    return withAddedUser(tenant, tidied(user))
  })
  const user = findInDirectory(tenant, id)
  return user && { tenant, user }
}
