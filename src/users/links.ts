/** The links in mails: users verify their address, or choose a new password. */
import type { Tenant } from '../model/tenant.ts'
import { confirmationOf } from '../model/users/directory.ts'
import { isSamePassword, withPasswordHash } from '../model/users/password.ts'
import { type DirectoryUser, isConfirmed } from '../model/users/user.ts'
import { findInDirectory, withChangedUser } from '../model/users/users.ts'
import { newContext } from '../outbox/code.ts'
import type { Link, Purpose } from '../outbox/link.ts'
import { linkLifetimeOf } from '../outbox/sender.ts'
import { defaultLanguage } from '../outbox/template.ts'
import type { Runtime } from '../runtime.ts'
import { mailAfterPasswordChange, mailWelcome } from './mail.ts'

/** What has become of a link, and what the application gets to know about it. */
export interface Outcome {
  /** `gone`: the link has been used before, or what it was for is settled: the address is verified, the password changed. */
  readonly state: 'done' | 'gone' | 'unknown'
  readonly context: string
  /** The address to which an open link to a new password was sent: whoever has the link knows it. */
  readonly email?: string
  readonly language: string
}

/** Follows a link that verifies an e-mail address. It works once. @throws {WriteFailed} */
export async function verify(
  runtime: Runtime,
  base: string,
  tenant: Tenant,
  code: string,
): Promise<Outcome> {
  const { store, clock, shortLived } = runtime
  const found = findLink(runtime, tenant, 'verify', code)
  if (found === undefined) return unknownLink()
  const { link, user } = found
  const { purpose, userId, email, language } = link
  const followed = { purpose, userId, email }
  const lifetime = linkLifetimeOf(tenant)
  if (link.used || isConfirmed(user)) {
    const context = newContext()
    shortLived.followed.set(tenant, context, { ...followed, gone: true }, lifetime)
    return { state: 'gone', context, language }
  }
  // Marked before the change, so that of two who follow it at once only one succeeds.
  shortLived.links.set(tenant, code, { ...link, used: true }, lifetime)
  const lastModified = clock.iso(tenant)
  const changed = await store.updateTenant(tenant.tenantId, (tenant) => {
    const user = findInDirectory(tenant, userId)
    if (user?.email !== email) return tenant
    return withChangedUser(tenant, user, { ...user, status: 'CONFIRMED', lastModified })
  })
  const confirmed = findInDirectory(changed, userId)
  if (confirmed?.email !== email) return unknownLink()
  shortLived.followed.set(changed, link.context, followed, lifetime)
  if (confirmationOf(changed) === 'demanded')
    mailWelcome(runtime, { tenant: changed, user: confirmed, language, base })
  return { state: 'done', context: link.context, language }
}

/** Looks up a link to a new password. It works until its context has been used, or the password has changed in any way. */
export function findReset(runtime: Runtime, tenant: Tenant, code: string): Outcome {
  const found = findLink(runtime, tenant, 'reset', code)
  if (found === undefined) return unknownLink()
  const { link, user } = found
  const { context, language } = link
  const isOpen =
    isSamePassword(user, link) && runtime.shortLived.followed.get(tenant, context) !== undefined
  return { state: isOpen ? 'done' : 'gone', context, language, email: link.email }
}

/** Sets the password of whoever has the link, which then has been used. @throws {WriteFailed} */
export async function reset(
  runtime: Runtime,
  base: string,
  tenant: Tenant,
  { code, passwordHash }: { readonly code: string; readonly passwordHash: string },
): Promise<Outcome> {
  const { store, clock, shortLived } = runtime
  const found = findLink(runtime, tenant, 'reset', code)
  if (found === undefined) return unknownLink()
  const { link } = found
  const { userId, context, language } = link
  const gone = { state: 'gone', context, language } as const
  if (shortLived.followed.take(tenant, context) === undefined) return gone
  const lastModified = clock.iso(tenant)
  const changed = await store.updateTenant(tenant.tenantId, (tenant) => {
    const user = findInDirectory(tenant, userId)
    // Another link, or the user, may have been faster.
    if (user === undefined || !isSamePassword(user, link)) return tenant
    const changed = withPasswordHash(user, passwordHash)
    return withChangedUser(tenant, user, { ...changed, lastModified })
  })
  const user = findInDirectory(changed, userId)
  if (user === undefined) return unknownLink()
  if (user.passwordHash !== passwordHash) return gone
  mailAfterPasswordChange(runtime, { tenant: changed, user, language, base })
  return { state: 'done', context, language }
}

/** Finds a link and its user. One to an old address says nothing about the new one, and is as good as unknown. */
function findLink(
  { shortLived }: Runtime,
  tenant: Tenant,
  purpose: Purpose,
  code: string,
): { readonly link: Link; readonly user: DirectoryUser } | undefined {
  const link = shortLived.links.get(tenant, code)
  if (link === undefined || link.purpose !== purpose) return undefined
  const user = findInDirectory(tenant, link.userId)
  return user?.email === link.email ? { link, user } : undefined
}

/** An application that asks about this context learns that it is unknown. */
function unknownLink(): Outcome {
  return { state: 'unknown', context: newContext(), language: defaultLanguage }
}
