import type { EmulatorError } from '../model/emulator-error.ts'
import type { JournalEntry, JournalFilter } from '../model/journal.ts'
import type { RequestEvent } from './log.ts'
import { Waiting } from './waiting.ts'

interface Kept {
  readonly id: number
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly request: RequestEvent
  /** Its approximate size in memory, in bytes. */
  readonly bytes: number
}

/** The most memory that the journal uses, in bytes, regardless of the number of entries. */
const maxBytes = 64 * 1024 * 1024

/** The last `size` requests, in a ring buffer: the oldest entries are dropped. */
export class Journal {
  readonly #size: number
  #ring: (Kept | undefined)[] = []
  readonly #waiting = new Waiting<Kept>('request')
  #oldest = 0
  #length = 0
  #bytes = 0
  #nextId = 1
  #dropped = 0

  constructor(size: number) {
    this.#size = size
  }

  /** How many entries have been dropped since the journal was cleared. */
  get dropped(): number {
    return this.#dropped
  }

  /** `at` is in milliseconds since the epoch. */
  add(request: RequestEvent, at: number): void {
    const kept = { id: this.#nextId, at, request, bytes: bytesOf(request) }
    this.#nextId += 1
    this.#waiting.see(kept)
    if (this.#size === 0) return
    while (this.#length === this.#size || (this.#length > 0 && this.#bytes + kept.bytes > maxBytes))
      this.#drop()
    this.#put(kept)
  }

  /** Returns the matching entries, oldest first. With `since`, only those after the entry with that id. */
  find(filter: JournalFilter, since = 0): JournalEntry[] {
    return this.#matching(filter, since).map(toEntry)
  }

  count(filter: JournalFilter): number {
    return this.#matching(filter, 0).length
  }

  /**
   * Resolves to the first matching entry (with `since`, after the entry with that id), waiting for it if there is none
   * yet. `timeout` is in milliseconds.
   * @throws {EmulatorError} TIMEOUT, CLOSED
   */
  waitFor(
    filter: JournalFilter,
    { since = 0, timeout }: { readonly since?: number | undefined; readonly timeout: number },
  ): Promise<JournalEntry> {
    const [first] = this.#matching(filter, since)
    if (first !== undefined) return Promise.resolve(toEntry(first))
    const isWanted = (kept: Kept) => kept.id > since && matches(kept, filter)
    return this.#waiting.next(isWanted, timeout).then(toEntry)
  }

  /** Rejects all waiting callers, and later ones, with this error. */
  close(error: EmulatorError): void {
    this.#waiting.close(error)
  }

  /** Deletes all entries, or those of one tenant. */
  clear(tenantId?: string): void {
    const others =
      tenantId === undefined
        ? []
        : this.#entries().filter(({ request }) => request.tenantId !== tenantId)
    this.#ring = []
    this.#oldest = 0
    this.#length = 0
    this.#bytes = 0
    for (const kept of others) this.#put(kept)
    if (tenantId === undefined) this.#dropped = 0
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

  /** Returns the entries, oldest first. */
  #entries(): Kept[] {
    const inOrder = [...this.#ring.slice(this.#oldest), ...this.#ring.slice(0, this.#oldest)]
    return inOrder.filter((kept) => kept !== undefined)
  }

  #matching(filter: JournalFilter, since: number): Kept[] {
    return this.#entries().filter((kept) => kept.id > since && matches(kept, filter))
  }
}

function matches(
  { request }: Kept,
  { tenantId, operation, clientId, clientAuthentication, grantType, status }: JournalFilter,
): boolean {
  return (
    (tenantId === undefined || request.tenantId === tenantId) &&
    (operation === undefined || request.operation === operation) &&
    (clientId === undefined || request.clientId === clientId) &&
    (clientAuthentication === undefined || request.clientAuthentication === clientAuthentication) &&
    (grantType === undefined || request.grantType === grantType) &&
    (status === undefined || request.status === status)
  )
}

// Counts two bytes per character, the maximum, plus an estimate for the objects.
function bytesOf(request: RequestEvent): number {
  let bytes = 500
  for (const value of Object.values(request))
    if (typeof value === 'string') bytes += 2 * value.length
  return bytes
}

function toEntry({ id, at, request: { event: _, ...request } }: Kept): JournalEntry {
  return { id, at: new Date(at).toISOString(), ...request }
}
