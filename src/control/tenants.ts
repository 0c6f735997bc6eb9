/** Creates, copies, resets and deletes tenants while the emulator runs, such as one for each test. */
import { randomUUID } from 'node:crypto'
import * as v from 'valibot'
import { cloneTenant } from '../model/clone.ts'
import { toTenant } from '../model/document.ts'
import { findTenant } from '../model/find-one.ts'
import type { Tenant } from '../model/tenant.ts'
import { Uuid } from '../model/values/text.ts'
import type { Runtime } from '../runtime.ts'
import { operation } from './operation.ts'
import { TenantInfoSchema, toTenantInfo } from './tenant-info.ts'

const path = '/_appid/tenants'

const NewTenant = v.pipe(
  v.strictObject({
    from: v.optional(v.pipe(v.string(), v.description('The tenant to copy, by id or name'))),
    fixture: v.optional(
      v.pipe(v.looseObject({}), v.description('The part of a fixture below a tenant id')),
    ),
    tenantId: v.optional(Uuid),
    name: v.optional(v.string()),
    keepIds: v.optional(v.boolean(), false),
    keys: v.optional(v.picklist(['shared', 'own']), 'shared'),
  }),
  v.check(
    ({ from, fixture }) => from === undefined || fixture === undefined,
    'give from or fixture, not both',
  ),
)

export const tenantOperations = [
  operation({
    name: 'listTenants',
    method: 'GET',
    path,
    summary: 'Lists the tenants with their URLs and applications',
    answer: v.object({ tenants: v.array(TenantInfoSchema) }),
    run: ({ runtime: { store, issuer }, base }) => ({
      tenants: [...store.state.tenants.values()].map((tenant) =>
        toTenantInfo(tenant, base, issuer),
      ),
    }),
  }),
  operation({
    name: 'createTenant',
    method: 'POST',
    path,
    summary: 'Creates a tenant: empty, from a fixture, or as a copy of another tenant',
    body: NewTenant,
    status: 201,
    answer: TenantInfoSchema,
    async run({ runtime, base, body }) {
      const { from, fixture = {}, tenantId = randomUUID(), name, ...options } = body
      const made =
        from === undefined
          ? toTenant(tenantId, fixture)
          : await copyOf(runtime, from, tenantId, options)
      const tenant = { ...made, ...(name !== undefined && { name }) }
      await runtime.store.addTenant(tenant)
      return toTenantInfo(tenant, base, runtime.issuer)
    },
  }),
  operation({
    name: 'deleteTenant',
    method: 'DELETE',
    path: `${path}/{tenantId}`,
    summary: 'Deletes a tenant',
    run: ({ runtime, params }) => runtime.store.deleteTenant(params.tenantId),
  }),
  operation({
    name: 'resetTenant',
    method: 'POST',
    path: `${path}/{tenantId}/reset`,
    summary: 'Resets a tenant to the seed, or to the state in which it was created',
    async run({ runtime: { store, journal, faults }, params: { tenantId } }) {
      await store.reset(tenantId)
      journal.clear(tenantId)
      faults.restart(store.getTenant(tenantId).faults ?? [])
    },
  }),
] as const

async function copyOf(
  { store, keys }: Runtime,
  from: string,
  tenantId: string,
  options: { readonly keepIds: boolean; readonly keys: 'shared' | 'own' },
): Promise<Tenant> {
  const all = [...store.state.tenants.values()]
  const sourceId = findTenant(all, from).tenantId
  // Generates a key if the source has none, because only existing key pairs can be shared.
  const source =
    options.keys === 'shared' ? await keys.withKey(sourceId) : store.getTenant(sourceId)
  const name = source.name === undefined ? undefined : nextName(source.name, all)
  return { ...cloneTenant(source, tenantId, options), ...(name !== undefined && { name }) }
}

/** Adds the first unused number, starting with 2: demo-2. */
function nextName(name: string, all: readonly Tenant[]): string {
  const taken = new Set(all.map((tenant) => tenant.name))
  const stem = name.replace(/-\d+$/, '')
  for (let number = 2; ; number += 1)
    if (!taken.has(`${stem}-${number}`)) return `${stem}-${number}`
}
