import type { TemplateName } from '../model/config/default-templates.ts'
import type { Tenant } from '../model/tenant.ts'
import { confirmationOf, sendsMail } from '../model/users/directory.ts'
import { passwordOf } from '../model/users/password.ts'
import { type DirectoryUser, isConfirmed } from '../model/users/user.ts'
import { newCode, newContext } from '../outbox/code.ts'
import { type Purpose, purposeOf } from '../outbox/link.ts'
import { mailsPage } from '../outbox/mails-page.ts'
import { rendered } from '../outbox/render.ts'
import { linkLifetimeOf, sender } from '../outbox/sender.ts'
import { templateFor } from '../outbox/template.ts'
import { variables } from '../outbox/variables.ts'
import type { Runtime } from '../runtime.ts'

/** To whom a mail goes. */
export interface Recipient {
  readonly tenant: Tenant
  readonly user: DirectoryUser
  /** The language that was asked for. */
  readonly language: string
  /** The base of the emulator's URLs, as whoever caused the mail sees it. */
  readonly base: string
}

/**
 * Puts a mail into the tenant's outbox, with a link that works for a while if it needs one. Nothing is sent to anybody, and
 * a user without an e-mail address gets no mail. `ipAddress`: who changed the password.
 */
export function mail(
  runtime: Runtime,
  recipient: Recipient,
  templateName: TemplateName,
  ipAddress?: string,
): void {
  const { clock, shortLived, issuer, control, log } = runtime
  const { tenant, user } = recipient
  const { tenantId } = tenant
  const { email: to } = user
  if (to === undefined) return
  const at = clock.iso(tenant)
  const purpose = purposeOf(templateName)
  const link = purpose && newLink(runtime, recipient, to, purpose)
  const { template, language } = templateFor(tenant, templateName, recipient.language)
  const values = variables(tenant, user, {
    linkLifetime: linkLifetimeOf(tenant),
    ...(purpose === 'verify' && { verify: link }),
    ...(purpose === 'reset' && { resetPassword: link }),
    ...(templateName === 'PASSWORD_CHANGED' && { passwordChangeInfo: { time: at, ipAddress } }),
  })
  const { id } = shortLived.outbox.add(tenantId, {
    at,
    to,
    ...sender(tenant),
    template: templateName,
    language,
    ...rendered(template, values),
    ...link,
  })
  // Without the address, and without the link: whoever has it can set a password.
  const page = control && { page: mailsPage(issuer.publicBase(), tenantId) }
  log({ event: 'mail', tenantId, id, template: templateName, language, ...page })
}

/** Sends what a user gets after signing up. Who must verify the address first is welcomed afterwards. */
export function mailAfterSignUp(runtime: Runtime, recipient: Recipient): void {
  const { tenant, user } = recipient
  const confirmation = confirmationOf(tenant)
  if (!isConfirmed(user) && confirmation !== 'off') mailVerification(runtime, recipient)
  if (isConfirmed(user) || confirmation !== 'demanded') mailWelcome(runtime, recipient)
}

/** Sends a user the link that verifies the e-mail address. */
export function mailVerification(runtime: Runtime, recipient: Recipient): void {
  mail(runtime, recipient, 'USER_VERIFICATION')
}

/** Tells a user that the password has been changed. `ipAddress`: by whom, if that is known. */
export function mailAfterPasswordChange(
  runtime: Runtime,
  recipient: Recipient,
  ipAddress?: string,
): void {
  if (sendsMail(recipient.tenant, 'resetPasswordNotificationEnable'))
    mail(runtime, recipient, 'PASSWORD_CHANGED', ipAddress)
}

/** Sends a user the link to a new password. */
export function mailAfterForgotPassword(runtime: Runtime, recipient: Recipient): void {
  if (sendsMail(recipient.tenant, 'resetPasswordEnabled'))
    mail(runtime, recipient, 'RESET_PASSWORD')
}

/** Welcomes a user, whose address may have been verified first. */
export function mailWelcome(runtime: Runtime, recipient: Recipient): void {
  if (sendsMail(recipient.tenant, 'welcomeEnabled')) mail(runtime, recipient, 'WELCOME')
}

/** Makes a link that works for as long as the tenant says. */
function newLink(
  { shortLived, issuer }: Runtime,
  { tenant, user, language, base }: Recipient,
  email: string,
  purpose: Purpose,
) {
  const code = newCode(tenant.tenantId)
  const context = newContext()
  const lifetime = linkLifetimeOf(tenant)
  const sent = { purpose, userId: user.id, email, ...(purpose === 'reset' && passwordOf(user)) }
  shortLived.links.set(tenant, code, { ...sent, language, context }, lifetime)
  // Following a link to a new password changes nothing yet, so its context works at once.
  if (purpose === 'reset') shortLived.followed.set(tenant, context, sent, lifetime)
  return { link: `${issuer.publicBase(base)}/wfm/${purpose}/${code}`, code, context }
}
