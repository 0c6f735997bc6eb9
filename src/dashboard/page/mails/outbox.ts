import type { Mail } from '../../../api.ts'
import { control, type TenantInfo } from '../emulator.ts'
import { type Followed, type Subject, untilNext, useFollowed } from '../follow.ts'

/** The most mails that the page shows. */
export const most = 200

export interface Outbox {
  /** The newest, newest first. */
  readonly mails: readonly Mail[]
  /** How many there are. */
  readonly count: number
}

/** The path of a tenant's mails in the control API. */
export const mailsPath = ({ tenantId }: TenantInfo) => `/tenants/${tenantId}/mails`

/** The mails of a tenant, as they come. */
export function useOutbox(tenant: TenantInfo): Followed<Outbox> {
  const path = mailsPath(tenant)
  const subject: Subject<Outbox> = {
    // Always the whole: ids start again when the emulator does, and mails vanish when somebody clears the outbox.
    async load(signal) {
      const { mails } = await control<{ mails: readonly Mail[] }>('GET', path, undefined, signal)
      return { mails: mails.toReversed().slice(0, most), count: mails.length }
    },
    change: ({ mails }, signal) => untilNext(`${path}/wait`, { since: mails[0]?.id }, signal),
  }
  return useFollowed(subject, true, [path])
}
