/** One tenant for each test: made, copied and deleted while the emulator runs; and its keys. */
import { randomUUID } from 'node:crypto'
import * as v from 'valibot'
import { excerpt } from '../excerpt.ts'
import { conflict, notFound } from '../http/message-error.ts'
import { cloneTenant } from '../model/clone.ts'
import { toTenant } from '../model/document.ts'
import { parse } from '../model/parse.ts'
import { Uuid } from '../model/text.ts'
import type { Runtime } from '../runtime.ts'
import { type TenantInfo, toTenantInfo } from '../tenant-info.ts'

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
  const { store, keys, issuer } = runtime
  // Key pairs can be shared only when there are some.
  const sourceOf = async (from: string, pairs: 'shared' | 'own') =>
    pairs === 'shared' ? keys.withKey(from) : store.getTenant(from)

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
      await store.addTenant(tenant)
      return toTenantInfo(tenant, base, issuer)
    },

    deleteTenant: (tenantId: string): Promise<void> => store.deleteTenant(tenantId),

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
      return keys.rotate(tenantId, keepOld)
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
