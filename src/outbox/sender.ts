import { defaultConfig, documentOf } from '../model/config/config.ts'
import type { Mail } from '../model/mail.ts'
import type { Tenant } from '../model/tenant.ts'

const byDefault = defaultConfig['cloud_directory/sender_details'].senderDetails

const senderOf = (tenant: Tenant) =>
  documentOf(tenant, 'cloud_directory/sender_details').senderDetails

/** Who sends a tenant's mails. */
export function sender(tenant: Tenant): Pick<Mail, 'from' | 'replyTo'> {
  const { from, reply_to: { name, email } = {} } = senderOf(tenant)
  if (!email) return { from }
  return { from, replyTo: { ...(name !== undefined && { name }), email } }
}

/** How many seconds the links in a tenant's mails work. */
export function linkLifetimeOf(tenant: Tenant): number {
  return senderOf(tenant).linkExpirationSec ?? byDefault.linkExpirationSec ?? 86_400
}
