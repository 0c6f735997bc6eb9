/** One tenant for each test: made, copied and deleted while the emulator runs; and its keys. */
import { randomUUID } from 'node:crypto'
import * as v from 'valibot'
import { excerpt } from '../excerpt.ts'
import { conflict, notFound } from '../http/message-error.ts'
import { cloneTenant } from '../model/clone.ts'
import { toTenant, withoutTenant, withTenant } from '../model/document.ts'
import { parse } from '../model/parse.ts'
import { type Tenant, withNewSigningKey } from '../model/tenant.ts'
import { Uuid } from '../model/text.ts'
import { type Runtime, withSigningKey } from '../runtime.ts'
import { UnknownTenant } from '../store/errors.ts'
import { type TenantInfo, toTenantInfo } from '../tenant-info.ts'
import { generateSigningKey, tenantKid } from '../tokens/keys.ts'

/** What a tenant is made from; without anything it is empty. */
export const NewTenantSchema = v.pipe(
  v.strictObject({
    from: v.optional(v.string()),
    tenantId: v.optional(Uuid),
    fixture: v.optional(
      v.pipe(v.looseObject({}), v.description('What a fixture has below the id of a tenant')),
    ),
    keepIds: v.optional(v.boolean(), false),
    keys: v.optional(v.picklist(['shared', 'own']), 'shared'),
  }),
  v.check(
    ({ from, fixture }) => from === undefined || fixture === undefined,
    'give from or fixture, not both',
  ),
)

export const RotationSchema = v.strictObject({
  keepOld: v.optional(
    v.pipe(v.boolean(), v.description('Whether the old keys stay in the key set')),
    true,
  ),
})

export function createTenants(runtime: Runtime) {
  const { store, clock, issuer } = runtime
  const lastKidTimes = new Map<string, number>()

  // Never the same twice, not even when the tenant's clock stands still.
  const nextKid = (tenant: Tenant) => {
    const { tenantId, signingKeys } = tenant
    let time = Math.max(clock.ms(tenant), (lastKidTimes.get(tenantId) ?? -1) + 1)
    while (signingKeys.some(({ kid }) => kid === tenantKid(tenantId, time))) time += 1
    lastKidTimes.set(tenantId, time)
    return tenantKid(tenantId, time)
  }

  // Key pairs can be shared only when there are some.
  const sourceOf = async (from: string, keys: 'shared' | 'own') => {
    const source = store.getTenant(from)
    return keys === 'shared' ? withSigningKey(runtime, source) : source
  }

  return {
    /** `base` is what the URLs begin with. */
    listTenants: (base: string): TenantInfo[] =>
      [...store.state.tenants.values()].map((tenant) => toTenantInfo(tenant, base, issuer)),

    async createTenant(wanted: unknown, base: string): Promise<TenantInfo> {
      const {
        from,
        tenantId = randomUUID(),
        fixture = {},
        ...options
      } = parse(NewTenantSchema, wanted)
      const tenant =
        from === undefined
          ? toTenant(tenantId, fixture)
          : cloneTenant(await sourceOf(from, options.keys), tenantId, options)
      await store.update((state) => {
        if (state.tenants.has(tenantId))
          throw conflict(`tenantId: there is a tenant ${tenantId} already`)
        return withTenant(state, tenant)
      })
      return toTenantInfo(tenant, base, issuer)
    },

    async deleteTenant(tenantId: string): Promise<void> {
      await store.update((state) => {
        if (!state.tenants.has(tenantId)) throw new UnknownTenant(tenantId)
        return withoutTenant(state, tenantId)
      })
    },

    async listKeys(tenantId: string) {
      const { signingKeys } = store.getTenant(tenantId)
      return signingKeys.map(({ kid, published = true }, index) => ({
        kid,
        published,
        signing: index === signingKeys.length - 1,
      }))
    },

    async rotateKeys(tenantId: string, wanted: unknown = {}): Promise<string> {
      const { keepOld } = parse(RotationSchema, wanted)
      const tenant = await withSigningKey(runtime, store.getTenant(tenantId))
      const key = await generateSigningKey(nextKid(tenant))
      await store.updateTenant(tenantId, (current) => withNewSigningKey(current, key, keepOld))
      return key.kid
    },

    async deleteKey(tenantId: string, kid: string): Promise<void> {
      await store.updateTenant(tenantId, (tenant) => {
        const signingKeys = tenant.signingKeys.filter((key) => key.kid !== kid)
        if (signingKeys.length === tenant.signingKeys.length)
          throw notFound(`tenant ${tenantId} has no key ${excerpt(kid)}`)
        if (signingKeys.length === 0)
          throw conflict(`${excerpt(kid)} is the only key of tenant ${tenantId}: rotate first`)
        return { ...tenant, signingKeys }
      })
    },
  }
}
