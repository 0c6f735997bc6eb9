/** The faults of one tenant, and the faults of IAM and every tenant. */
import * as v from 'valibot'
import { excerpt } from '../excerpt.ts'
import { EmulatorError } from '../model/emulator-error.ts'
import { type Fault, FaultInfoSchema, FaultSchema, TenantFaultSchema } from '../model/fault.ts'
import type { Runtime } from '../runtime.ts'
import { operation } from './operation.ts'

const path = '/_appid/faults'
const tenantPath = '/_appid/tenants/{tenantId}/faults'

const Created = v.object({ id: v.string() })
const List = v.object({ faults: v.array(FaultInfoSchema) })

export const faultOperations = [
  operation({
    name: 'listFaults',
    method: 'GET',
    path,
    summary: 'Lists the faults of IAM and every tenant, in the order in which they are tried',
    answer: List,
    run: ({ runtime }) => list(runtime, runtime.store.state),
  }),
  operation({
    name: 'addFault',
    method: 'POST',
    path,
    summary: 'Adds a fault to IAM and every tenant',
    body: FaultSchema,
    status: 201,
    answer: Created,
    run: ({ runtime, body }) => add(runtime, undefined, body),
  }),
  operation({
    name: 'clearFaults',
    method: 'DELETE',
    path,
    summary: 'Deletes all faults of IAM and every tenant, but not those of single tenants',
    run: ({ runtime }) => change(runtime, undefined, () => []),
  }),
  operation({
    name: 'deleteFault',
    method: 'DELETE',
    path: `${path}/{faultId}`,
    summary: 'Deletes a fault of IAM and every tenant',
    run: ({ runtime, params }) => change(runtime, undefined, without(params.faultId)),
  }),
  operation({
    name: 'listTenantFaults',
    method: 'GET',
    path: tenantPath,
    summary: 'Lists the faults of a tenant, in the order in which they are tried',
    answer: List,
    run: ({ runtime, params }) => list(runtime, runtime.store.getTenant(params.tenantId)),
  }),
  operation({
    name: 'addTenantFault',
    method: 'POST',
    path: tenantPath,
    summary: 'Adds a fault to a tenant',
    body: TenantFaultSchema,
    status: 201,
    answer: Created,
    run: ({ runtime, params, body }) => add(runtime, params.tenantId, body),
  }),
  operation({
    name: 'clearTenantFaults',
    method: 'DELETE',
    path: tenantPath,
    summary: 'Deletes all faults of a tenant',
    run: ({ runtime, params }) => change(runtime, params.tenantId, () => []),
  }),
  operation({
    name: 'deleteTenantFault',
    method: 'DELETE',
    path: `${tenantPath}/{faultId}`,
    summary: 'Deletes a fault of a tenant',
    run: ({ runtime, params }) => change(runtime, params.tenantId, without(params.faultId)),
  }),
] as const

interface Owner {
  readonly faults?: readonly Fault[] | undefined
}

type Apply = (faults: readonly Fault[]) => readonly Fault[]

function list({ faults }: Runtime, owner: Owner) {
  const withStrikes = (fault: Fault) => ({
    ...structuredClone(fault),
    strikes: faults.strikes(fault),
  })
  return { faults: (owner.faults ?? []).map(withStrikes) }
}

async function add(runtime: Runtime, tenantId: string | undefined, fault: Fault) {
  await change(runtime, tenantId, (faults) => {
    if (faults.some(({ id }) => id === fault.id))
      throw new EmulatorError('ALREADY_EXISTS', `id: there is already a fault ${excerpt(fault.id)}`)
    return [...faults, fault]
  })
  return { id: fault.id }
}

function without(faultId: string): Apply {
  return (faults) => {
    const others = faults.filter(({ id }) => id !== faultId)
    if (others.length === faults.length)
      throw new EmulatorError('UNKNOWN_FAULT', `there is no fault ${excerpt(faultId)}`)
    return others
  }
}

/** Changes the faults of a tenant or, without a tenant id, those of IAM and every tenant. */
async function change({ store }: Runtime, tenantId: string | undefined, apply: Apply) {
  const changed = <T extends Owner>(owner: T) => ({ ...owner, faults: apply(owner.faults ?? []) })
  if (tenantId === undefined) await store.update(changed)
  else await store.updateTenant(tenantId, changed)
}
