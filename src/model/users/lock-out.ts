/** Users of the Cloud Directory who gave too many wrong passwords. Times are in milliseconds. */
import { documentOf } from '../config/config.ts'
import { defaultLockOut } from '../config/passwords.ts'
import type { Tenant } from '../tenant.ts'
import { isDisabled, isLocked } from './locked.ts'
import { findInDirectory, withChangedUser } from './users.ts'

/** After how many wrong passwords in a row a user is locked out, and for how long; undefined if it never happens. */
export function lockOutOf(
  tenant: Tenant,
): { readonly numOfAttempts: number; readonly lockOutTimeSec: number } | undefined {
  const { enabled, lockOutPolicy } = documentOf(
    tenant,
    'cloud_directory/advanced_password_management',
  ).advancedPasswordManagement
  return enabled && lockOutPolicy.enabled ? (lockOutPolicy.config ?? defaultLockOut) : undefined
}

/** Locks a user out who can sign in. One who was made inactive must stay so, which the end of a lock-out would undo. */
export function withLockOut(tenant: Tenant, id: string, now: number, until: number): Tenant {
  const user = findInDirectory(tenant, id)
  if (user === undefined || isDisabled(user) || isLocked(user, now)) return tenant
  return withChangedUser(tenant, user, { ...user, active: false, lockedUntil: until })
}

/** Makes a user active again whose lock-out is over. */
export function withoutLockOut(tenant: Tenant, id: string, now: number): Tenant {
  const user = findInDirectory(tenant, id)
  if (user?.lockedUntil === undefined || isLocked(user, now)) return tenant
  const { lockedUntil: _, active: __, ...unlocked } = user
  return withChangedUser(tenant, user, unlocked)
}
