/** The requests about users, and what to call them. */
import type { ClockReading, User } from '../../../api.ts'
import { isDisabled, isLocked } from '../../../model/users/locked.ts'
import type { HttpRequest } from '../curl.ts'
import { control, type TenantInfo, toControl } from '../emulator.ts'
import { toQuery } from '../follow.ts'
import { toManage } from '../management.ts'
import { timeText } from '../time-text.ts'

/** The most users that the page shows. */
export const most = 200

export interface UserList {
  readonly users: readonly User[]
  /** How many the tenant has. */
  readonly total: number
  /** The time of the tenant's clock, in seconds. */
  readonly now: number
}

/** The path of a tenant's users in the control API. */
export const usersPath = ({ tenantId }: TenantInfo) => `/tenants/${tenantId}/users`

/** The first users of a tenant, or all. */
export async function usersOf(tenant: TenantInfo, all: boolean): Promise<UserList> {
  const query = toQuery({ limit: all ? undefined : most })
  const [list, { now }] = await Promise.all([
    control<Omit<UserList, 'now'>>('GET', `${usersPath(tenant)}${query}`),
    control<ClockReading>('GET', `/tenants/${tenant.tenantId}/clock`),
  ])
  return { ...list, now }
}

export function toDelete(tenant: TenantInfo, user: User): HttpRequest {
  // The id of the profile, because users of several providers may have the same `id`.
  const id = encodeURIComponent(user.profileId ?? user.id ?? '')
  return toControl('DELETE', `${usersPath(tenant)}/${id}`)
}

/** The request that changes a user of the Cloud Directory. What is left out stays, but the addresses must not be left out. */
export function toChange(tenant: TenantInfo, user: User, change: object): HttpRequest {
  const { id = '', email, scim } = user
  const emails = scim?.emails ?? (email === undefined ? [] : [{ value: email, primary: true }])
  const path = `/cloud_directory/Users/${encodeURIComponent(id)}`
  return toManage(tenant, 'PUT', path, { emails, ...change })
}

export function toSignIn({ tenantId }: TenantInfo, user: User, clientId: string): HttpRequest {
  const { profileId, email, userName } = user
  // There is no profile before the first sign-in.
  const who = profileId !== null ? { profileId } : email !== undefined ? { email } : { userName }
  return toControl('POST', `/tenants/${tenantId}/sign-in`, { ...who, clientId })
}

/** Identifies a user among those of a tenant. */
export function keyOf({ provider, id, profileId }: User): string {
  return `${provider} ${id ?? profileId}`
}

export function nameOf(user: User): string {
  return user.displayName ?? loginOf(user) ?? user.idpIdentity ?? user.profileId ?? user.id ?? ''
}

/** The e-mail address or the user name. */
export function loginOf({ email, userName }: User): string | undefined {
  return email ?? userName
}

/** Whether the user can sign in at a time, in a few words. */
export function statusOf(user: User, now: number): string {
  const { status, lockedUntil = 0 } = user
  const locked = isLocked(user, now * 1000)
  return [
    ...(status === undefined || (locked && status === 'CONFIRMED') ? [] : [status]),
    ...(locked ? [lockedText(lockedUntil)] : []),
    ...(isDisabled(user) ? ['inactive'] : []),
    ...(user.removed ? ['removed from the directory'] : []),
    ...(user.idpIdentity !== undefined && user.id === undefined ? ['prepared'] : []),
  ].join(', ')
}

/** A fixture may say a time that no date can express. */
function lockedText(until: number): string {
  const end = timeText(until)
  return end === undefined ? 'locked for ever' : `locked until ${end}`
}

/** Whether a text is in what the list shows of a user, or in an id. */
export function matches(user: User, now: number, text: string): boolean {
  const { provider, id, profileId, email, userName, roles } = user
  const words = [
    nameOf(user),
    provider,
    id,
    profileId,
    email,
    userName,
    statusOf(user, now),
    ...roles,
  ]
  return words.some((word) => word?.toLowerCase().includes(text.toLowerCase()))
}
