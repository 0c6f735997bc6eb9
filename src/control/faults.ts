/** What shall go wrong: registered for a tenant, or without one for IAM and all tenants. */
import { excerpt } from '../excerpt.ts'
import { conflict, notFound } from '../http/message-error.ts'
import { type Fault, FaultSchema, TenantFaultSchema } from '../model/fault.ts'
import { parse } from '../model/parse.ts'
import type { Runtime } from '../runtime.ts'

interface Owner {
  readonly faults?: readonly Fault[] | undefined
}

export function createFaults({ store, faults }: Runtime) {
  const change = async (
    tenantId: string | undefined,
    apply: (registered: readonly Fault[]) => readonly Fault[],
  ): Promise<void> => {
    const changed = <T extends Owner>(owner: T) => ({
      ...owner,
      faults: apply(owner.faults ?? []),
    })
    if (tenantId === undefined) await store.update(changed)
    else await store.updateTenant(tenantId, changed)
  }

  return {
    async listFaults(tenantId?: string) {
      const owner: Owner = tenantId === undefined ? store.state : store.getTenant(tenantId)
      return (owner.faults ?? []).map((fault) => ({
        ...structuredClone(fault),
        strikes: faults.strikes(fault),
      }))
    },

    async addFault(wanted: unknown, tenantId?: string): Promise<string> {
      const fault = parse(tenantId === undefined ? FaultSchema : TenantFaultSchema, wanted)
      await change(tenantId, (registered) => {
        if (registered.some(({ id }) => id === fault.id))
          throw conflict(`id: there is a fault ${excerpt(fault.id)} already`)
        return [...registered, fault]
      })
      return fault.id
    },

    async deleteFault(faultId: string, tenantId?: string): Promise<void> {
      await change(tenantId, (registered) => {
        const others = registered.filter(({ id }) => id !== faultId)
        if (others.length === registered.length)
          throw notFound(`there is no fault ${excerpt(faultId)}`)
        return others
      })
    },

    clearFaults: (tenantId?: string): Promise<void> => change(tenantId, () => []),
  }
}
