import { randomBytes, randomUUID } from 'node:crypto'
import type { Tenant } from './model/tenant.ts'
import type { RefreshKey } from './model/users/refresh-tokens.ts'
import type { Store } from './store/store.ts'

/** How many keys a tenant keeps; the tokens of older ones end. */
const most = 100

/**
 * Creates the keys of refresh tokens. Each era has its own, and a tenant's state has those of its own past alone: so a
 * reset or a restore ends the tokens that were issued after that state, and nothing else does.
 */
export class RefreshKeys {
  readonly #store: Store
  /** The era of the last key, by tenant id. */
  readonly #eras = new Map<string, string>()

  constructor(store: Store) {
    this.#store = store
  }

  /** Returns the key for new tokens. @throws {UnknownTenant} {WriteFailed} */
  async current(tenantId: string): Promise<RefreshKey> {
    const era = this.#store.eras.of(tenantId)
    const last = lastOf(this.#store.getTenant(tenantId))
    // The keys in a data file stay in use after a restart.
    const known = this.#eras.get(tenantId) ?? '0.0'
    if (last !== undefined && known === era) return last
    const key = { id: randomUUID().slice(0, 8), key: randomBytes(32).toString('base64url') }
    const tenant = await this.#store.updateTenant(tenantId, (tenant) =>
      lastOf(tenant) === last ? withKey(tenant, key) : tenant,
    )
    this.#eras.set(tenantId, era)
    return lastOf(tenant) ?? key
  }
}

const lastOf = ({ refreshTokens }: Tenant) => refreshTokens?.keys.at(-1)

function withKey(tenant: Tenant, key: RefreshKey): Tenant {
  const { keys = [], revoked = [] } = tenant.refreshTokens ?? {}
  return { ...tenant, refreshTokens: { keys: [...keys.slice(1 - most), key], revoked } }
}
