import { Waiting } from '../journal/waiting.ts'
import type { EmulatorError } from '../model/emulator-error.ts'
import type { Mail, MailFilter } from '../model/mail.ts'

/** How many mails a tenant keeps, and how many characters in all. */
const mostMails = 1000
const mostCharacters = 16 * 1024 * 1024

interface Kept {
  readonly tenantId: string
  readonly mail: Mail
}

/** The mails that App ID would have sent: the last ones of each tenant, in memory. */
export class Outbox {
  readonly #tenants = new Map<string, readonly Mail[]>()
  readonly #waiting = new Waiting<Kept>('mail')
  #lastId = 0

  add(tenantId: string, mail: Omit<Mail, 'id'>): Mail {
    this.#lastId += 1
    const kept = { id: this.#lastId, ...mail }
    this.#tenants.set(tenantId, newest([...this.find(tenantId), kept]))
    this.#waiting.see({ tenantId, mail: kept })
    return kept
  }

  /** Returns the matching mails, oldest first. With `since`, only those after the mail with that id. */
  find(tenantId: string, filter: MailFilter = {}, since = 0): readonly Mail[] {
    const mails = this.#tenants.get(tenantId) ?? []
    return mails.filter((mail) => mail.id > since && matches(mail, filter))
  }

  /**
   * Resolves to the first matching mail (with `since`, after the mail with that id), waiting for it if there is none yet.
   * `timeout` is in milliseconds.
   * @throws {EmulatorError} TIMEOUT, CLOSED
   */
  async waitFor(
    tenantId: string,
    filter: MailFilter,
    { since = 0, timeout }: { readonly since?: number | undefined; readonly timeout: number },
  ): Promise<Mail> {
    const [first] = this.find(tenantId, filter, since)
    if (first !== undefined) return first
    const isWanted = (kept: Kept) =>
      kept.tenantId === tenantId && kept.mail.id > since && matches(kept.mail, filter)
    return (await this.#waiting.next(isWanted, timeout)).mail
  }

  /** Rejects all waiting callers, and later ones, with this error. */
  close(error: EmulatorError): void {
    this.#waiting.close(error)
  }

  /** Deletes the mails of one tenant or, without an id, of all. */
  clear(tenantId?: string): void {
    if (tenantId === undefined) this.#tenants.clear()
    else this.#tenants.delete(tenantId)
  }
}

function matches({ to, template }: Mail, filter: MailFilter): boolean {
  return (
    (filter.to === undefined || filter.to.toLowerCase() === to.toLowerCase()) &&
    (filter.template === undefined || filter.template === template)
  )
}

/** The newest mails that fit. The last one always does. */
function newest(mails: readonly Mail[]): readonly Mail[] {
  let characters = 0
  const first = mails.findLastIndex((mail, index) => {
    characters += mail.subject.length + mail.text.length + mail.html.length
    return (
      mails.length - index > mostMails || (characters > mostCharacters && index < mails.length - 1)
    )
  })
  return mails.slice(first + 1)
}
