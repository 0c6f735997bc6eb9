import type { RequestEvent } from './log.ts'
import type { JournalEntry, JournalFilter } from './model/journal.ts'

interface Kept {
  readonly id: number
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly asked: RequestEvent
}

/** What was asked, newest last; the oldest make room when there are more than `size`. */
export class Journal {
  readonly #size: number
  #kept: Kept[] = []
  #nextId = 1
  #dropped = 0

  constructor(size: number) {
    this.#size = size
  }

  /** How many entries had to make room since the journal was cleared. */
  get dropped(): number {
    return this.#dropped
  }

  /** `at` is in milliseconds since the epoch. */
  add(asked: RequestEvent, at: number): void {
    if (this.#size === 0) return
    this.#kept.push({ id: this.#nextId, at, asked })
    this.#nextId += 1
    if (this.#kept.length <= this.#size) return
    this.#kept.shift()
    this.#dropped += 1
  }

  find(filter: JournalFilter): JournalEntry[] {
    return this.#matching(filter).map(toEntry)
  }

  count(filter: JournalFilter): number {
    return this.#matching(filter).length
  }

  /** Forgets everything, or what was asked of one tenant. */
  clear(tenant?: string): void {
    this.#kept =
      tenant === undefined ? [] : this.#kept.filter(({ asked }) => asked.tenant !== tenant)
    if (tenant === undefined) this.#dropped = 0
  }

  #matching({
    tenant,
    endpoint,
    clientId,
    clientAuthentication,
    grantType,
    status,
  }: JournalFilter): Kept[] {
    return this.#kept.filter(
      ({ asked }) =>
        (tenant === undefined || asked.tenant === tenant) &&
        (endpoint === undefined || asked.endpoint === endpoint) &&
        (clientId === undefined || asked.clientId === clientId) &&
        (clientAuthentication === undefined ||
          asked.clientAuthentication === clientAuthentication) &&
        (grantType === undefined || asked.grantType === grantType) &&
        (status === undefined || asked.status === status),
    )
  }
}

function toEntry({ id, at, asked: { event: _, ...asked } }: Kept): JournalEntry {
  return { id, at: new Date(at).toISOString(), ...asked }
}
