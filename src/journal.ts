import type { JournalEntry, JournalFilter } from './model/journal.ts'

/** What was asked, newest last; the oldest make room when there are more than `size`. */
export class Journal {
  readonly #size: number
  #entries: JournalEntry[] = []
  #nextId = 1
  #dropped = 0

  constructor(size: number) {
    this.#size = size
  }

  /** How many entries had to make room since the journal was cleared. */
  get dropped(): number {
    return this.#dropped
  }

  add(entry: Omit<JournalEntry, 'id'>): void {
    if (this.#size === 0) return
    this.#entries.push({ id: this.#nextId, ...entry })
    this.#nextId += 1
    if (this.#entries.length <= this.#size) return
    this.#entries.shift()
    this.#dropped += 1
  }

  find({ tenant, endpoint, clientId, grantType, status }: JournalFilter): JournalEntry[] {
    return this.#entries.filter(
      (entry) =>
        (tenant === undefined || entry.tenant === tenant) &&
        (endpoint === undefined || entry.endpoint === endpoint) &&
        (clientId === undefined || entry.clientId === clientId) &&
        (grantType === undefined || entry.grantType === grantType) &&
        (status === undefined || entry.status === status),
    )
  }

  /** Forgets everything, or what was asked of one tenant. */
  clear(tenant?: string): void {
    this.#entries =
      tenant === undefined ? [] : this.#entries.filter((entry) => entry.tenant !== tenant)
    if (tenant === undefined) this.#dropped = 0
  }
}
