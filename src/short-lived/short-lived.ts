import type { Clock } from '../clock.ts'
import type { Tenant } from '../model/tenant.ts'

interface Entry<Value> {
  readonly value: Value
  /** Milliseconds since the epoch, by the tenant's clock. */
  readonly until: number
}

/**
 * What is remembered for a while, beside the document: by tenant, then by key. It costs no write, ends by the tenant's
 * clock, and is gone with a reset, a restore or the tenant. Of more than `most` entries the oldest are dropped.
 */
export class ShortLived<Value> {
  readonly #tenants = new Map<string, Map<string, Entry<Value>>>()
  readonly #clock: Pick<Clock, 'ms'>
  readonly #most: number

  constructor(clock: Pick<Clock, 'ms'>, most = 10_000) {
    this.#clock = clock
    this.#most = most
  }

  /** `seconds`: how long it is remembered. */
  set(tenant: Tenant, key: string, value: Value, seconds = Number.POSITIVE_INFINITY): void {
    const entries = this.#tenants.get(tenant.tenantId) ?? new Map<string, Entry<Value>>()
    this.#tenants.set(tenant.tenantId, entries)
    // Deleted first, so that it becomes the newest.
    entries.delete(key)
    entries.set(key, { value, until: this.#clock.ms(tenant) + seconds * 1000 })
    const [oldest] = entries.keys()
    if (entries.size > this.#most && oldest !== undefined) entries.delete(oldest)
  }

  get(tenant: Tenant, key: string): Value | undefined {
    const entry = this.#tenants.get(tenant.tenantId)?.get(key)
    if (entry === undefined) return undefined
    if (entry.until > this.#clock.ms(tenant)) return entry.value
    this.delete(tenant, key)
    return undefined
  }

  /** Returns the value, and forgets it: what works only once. */
  take(tenant: Tenant, key: string): Value | undefined {
    const value = this.get(tenant, key)
    this.delete(tenant, key)
    return value
  }

  delete({ tenantId }: Pick<Tenant, 'tenantId'>, key: string): void {
    this.#tenants.get(tenantId)?.delete(key)
  }

  /** Forgets the values for which `isOver` holds. */
  deleteWhere({ tenantId }: Pick<Tenant, 'tenantId'>, isOver: (value: Value) => boolean): void {
    const entries = this.#tenants.get(tenantId)
    for (const [key, { value }] of entries ?? []) if (isOver(value)) entries?.delete(key)
  }

  /** Forgets what belongs to one tenant or, without an id, to all. */
  clear(tenantId?: string): void {
    if (tenantId === undefined) this.#tenants.clear()
    else this.#tenants.delete(tenantId)
  }
}
