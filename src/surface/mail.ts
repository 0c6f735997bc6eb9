import type { TemplateName } from '../model/default-templates.ts'
import type { Tenant } from '../model/tenant.ts'
import type { DirectoryUser } from '../model/user.ts'
import { newCode, newContext } from '../outbox/code.ts'
import { purposeOf } from '../outbox/link.ts'
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
  { clock, shortLived, issuer, log }: Runtime,
  { tenant, user, language, base }: Recipient,
  templateName: TemplateName,
  ipAddress?: string,
): void {
  const { tenantId } = tenant
  const { email: to } = user
  if (to === undefined) return
  const linkLifetime = linkLifetimeOf(tenant)
  const at = new Date(clock.ms(tenant)).toISOString()
  const purpose = purposeOf(templateName)
  const code = newCode(tenantId)
  const context = newContext()
  const link = `${issuer.publicBase(base)}/wfm/${purpose}/${code}`
  if (purpose !== undefined) {
    const sent = { purpose, userId: user.id, email: to }
    shortLived.links.set(tenant, code, { ...sent, language, context }, linkLifetime)
    // Following a link to a new password changes nothing yet, so its context works at once.
    if (purpose === 'reset') shortLived.followed.set(tenant, context, sent, linkLifetime)
  }
  const { template, language: found } = templateFor(tenant, templateName, language)
  const values = variables(tenant, user, {
    linkLifetime,
    ...(purpose === 'verify' && { verify: { code, link } }),
    ...(purpose === 'reset' && { resetPassword: { code, link } }),
    ...(templateName === 'PASSWORD_CHANGED' && { passwordChangeInfo: { time: at, ipAddress } }),
  })
  const { id } = shortLived.outbox.add(tenantId, {
    at,
    to,
    ...sender(tenant),
    template: templateName,
    language: found,
    ...rendered(template, values),
    ...(purpose !== undefined && { link, code, context }),
  })
  // Without the address, and without the link, which signs somebody in.
  log({ event: 'mail', tenantId, id, template: templateName, language: found })
}
