/** The Cloud Directory of a tenant: how it is configured, who may sign in, and how a user leaves it. */
import type { SelfService } from '../authorization-request.ts'
import { documentOf } from '../config/config.ts'
import type { Tenant } from '../tenant.ts'
import { isDisabled, isLocked } from './locked.ts'
import {
  type DirectoryUser,
  displayNameOf,
  hasProfile,
  isConfirmed,
  tidied,
  type User,
} from './user.ts'
import { findByLogin, withChangedUser, withoutUser } from './users.ts'

const directoryOf = (tenant: Pick<Tenant, 'config'>) => documentOf(tenant, 'idps/cloud_directory')

export const isDirectoryActive = (tenant: Tenant): boolean => directoryOf(tenant).isActive

/** What users sign in with. An empty text counts as missing. */
export function identityFieldOf(tenant: Tenant): 'email' | 'userName' {
  return directoryOf(tenant).config?.identityField || 'email'
}

/** Finds the user who signs in with this e-mail or user name, by what the tenant uses. */
export function findLogin(tenant: Tenant, login: string): DirectoryUser | undefined {
  return findByLogin(tenant, identityFieldOf(tenant), login)
}

/**
 * Whether users must verify their e-mail address before they can sign in. What the modes mean is an assumption: FULL
 * demands it, RESTRICTIVE sends the e-mail but lets users in, OFF (also written `false`) sends none.
 */
export function confirmationOf(tenant: Tenant): 'demanded' | 'sent' | 'off' {
  const mode = directoryOf(tenant).config?.interactions.identityConfirmation.accessMode ?? 'FULL'
  if (mode === 'FULL') return 'demanded'
  return mode === 'RESTRICTIVE' ? 'sent' : 'off'
}

/** The status of whoever signs up. Where nobody has to verify the address, it counts as verified. */
export const statusOfNew = (tenant: Tenant): 'CONFIRMED' | 'PENDING' =>
  confirmationOf(tenant) === 'off' ? 'CONFIRMED' : 'PENDING'

/** Whether the tenant sends a kind of mail: the name of its switch. */
export function sendsMail(
  tenant: Tenant,
  name: 'welcomeEnabled' | 'resetPasswordEnabled' | 'resetPasswordNotificationEnable',
): boolean {
  return directoryOf(tenant)?.config?.interactions[name] ?? true
}

/** Whether users may do this for themselves at App ID's pages. */
export function offers(tenant: Tenant, what: SelfService): boolean {
  const { isActive, config } = directoryOf(tenant)
  if (!isActive) return false
  if (what === 'sign_up') return config?.signupEnabled ?? true
  if (what === 'forgot_password' && !sendsMail(tenant, 'resetPasswordEnabled')) return false
  return config?.selfServiceEnabled ?? true
}

/** The login of a user that is another user's already. */
export function takenLogin(
  tenant: Tenant,
  user: Pick<User, 'id' | 'email' | 'userName'>,
): 'email' | 'userName' | undefined {
  const fields = ['email', 'userName'] as const
  return fields.find((field) => {
    const login = user[field]
    const found = login === undefined ? undefined : findByLogin(tenant, field, login)
    return found !== undefined && found.id !== user.id
  })
}

/** Why a user who has given the right password may not sign in: in App ID's words. `now` is in milliseconds. */
export function signInProblem(
  tenant: Tenant,
  user: DirectoryUser,
  now: number,
): 'pending' | 'disabled' | 'locked' | undefined {
  if (isLocked(user, now)) return 'locked'
  if (isDisabled(user)) return 'disabled'
  if (!isConfirmed(user) && confirmationOf(tenant) === 'demanded') return 'pending'
  return undefined
}

/**
 * Takes a user out of the directory. A profile stays, with the name and the e-mail address that it shows; they are free
 * for another user of the directory.
 */
export function withoutEntry(tenant: Tenant, user: DirectoryUser): Tenant {
  if (!hasProfile(user)) return withoutUser(tenant, user)
  const { provider, id, profileId, email, attributes, roles, created, refreshGeneration } = user
  return withChangedUser(
    tenant,
    user,
    tidied({
      provider,
      id,
      profileId,
      email,
      displayName: displayNameOf(user),
      attributes,
      roles,
      created,
      refreshGeneration,
      removed: true,
    }),
  )
}
