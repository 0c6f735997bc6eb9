import type { RequestEvent } from './log.ts'
import type { JournalEntry, JournalFilter } from './model/journal.ts'

interface Kept {
  readonly id: number
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly asked: RequestEvent
  /** About how many bytes of memory it takes. */
  readonly bytes: number
}

/** The most that the journal takes of the memory, in bytes, however many entries that is. */
const maxBytes = 64 * 1024 * 1024

/** What was asked, newest last: a ring of `size` entries, in which the oldest make room. */
export class Journal {
  readonly #size: number
  #ring: (Kept | undefined)[] = []
  #oldest = 0
  #length = 0
  #bytes = 0
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
    const kept = { id: this.#nextId, at, asked, bytes: bytesOf(asked) }
    this.#nextId += 1
    while (this.#length === this.#size || (this.#length > 0 && this.#bytes + kept.bytes > maxBytes))
      this.#drop()
    this.#put(kept)
  }

  find(filter: JournalFilter): JournalEntry[] {
    return this.#matching(filter).map(toEntry)
  }

  count(filter: JournalFilter): number {
    return this.#matching(filter).length
  }

  /** Forgets everything, or what was asked of one tenant. */
  clear(tenant?: string): void {
    const others =
      tenant === undefined ? [] : this.#entries().filter(({ asked }) => asked.tenant !== tenant)
    this.#ring = []
    this.#oldest = 0
    this.#length = 0
    this.#bytes = 0
    for (const kept of others) this.#put(kept)
    if (tenant === undefined) this.#dropped = 0
  }

  #put(kept: Kept): void {
    this.#ring[(this.#oldest + this.#length) % this.#size] = kept
    this.#length += 1
    this.#bytes += kept.bytes
  }

  #drop(): void {
    this.#bytes -= this.#ring[this.#oldest]?.bytes ?? 0
    this.#ring[this.#oldest] = undefined
    this.#oldest = (this.#oldest + 1) % this.#size
    this.#length -= 1
    this.#dropped += 1
  }

  /** Oldest first. */
  #entries(): Kept[] {
    const inOrder = [...this.#ring.slice(this.#oldest), ...this.#ring.slice(0, this.#oldest)]
    return inOrder.filter((kept) => kept !== undefined)
  }

  #matching({
    tenant,
    endpoint,
    clientId,
    clientAuthentication,
    grantType,
    status,
  }: JournalFilter): Kept[] {
    return this.#entries().filter(
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

// Two bytes a character at most, and what the objects take.
function bytesOf(asked: RequestEvent): number {
  const texts = Object.values(asked).filter((value) => typeof value === 'string')
  return texts.reduce((bytes, text) => bytes + 2 * text.length, 500)
}

function toEntry({ id, at, asked: { event: _, ...asked } }: Kept): JournalEntry {
  return { id, at: new Date(at).toISOString(), ...asked }
}
