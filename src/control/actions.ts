import * as v from 'valibot'
import { plainClock } from '../clock.ts'
import {
  advancedClock,
  ClockAdvance,
  ClockChange,
  changedClock,
  type TenantClock,
  timeOf,
} from '../model/clock.ts'
import { toDocument, toState } from '../model/document.ts'
import { parse } from '../model/parse.ts'
import type { Runtime } from '../runtime.ts'
import type { ClockReading, Control } from './control.ts'
import { createTenants } from './tenants.ts'

const RequestFilter = v.strictObject({
  tenant: v.optional(v.string()),
  endpoint: v.optional(v.string()),
  clientId: v.optional(v.string()),
  grantType: v.optional(v.string()),
  status: v.optional(v.number()),
})

/** What HTTP and the object of `createEmulator()` both call: one set of actions for each emulator. */
export type Actions = ReturnType<typeof createActions>

/** The actions, for callers of any kind: what they are given is checked here. @throws {InvalidInput} */
export function createActions(runtime: Runtime) {
  const { store, clock, journal } = runtime
  const read = ({ clock: own = plainClock }: { clock?: TenantClock | undefined }): ClockReading => {
    const real = clock.seconds()
    const now = timeOf(own, real)
    return { now, offset: now - real, frozen: own.frozenAt !== undefined }
  }
  const change = async (tenantId: string, apply: (own: TenantClock) => TenantClock) =>
    read(
      await store.updateTenant(tenantId, (tenant) => ({
        ...tenant,
        clock: apply(tenant.clock ?? plainClock),
      })),
    )

  return {
    ...createTenants(runtime),
    async reset(tenantId?: string) {
      await store.reset(tenantId)
      journal.clear(tenantId)
    },
    getState: async () => toDocument(store.state),
    async putState(document: unknown) {
      const state = toState(document)
      await store.update(() => state)
    },
    snapshot: () => store.snapshot(),
    restore: (snapshotId: string) => store.restore(snapshotId),
    async requests(filter: unknown = {}) {
      const requests = journal.find(parse(RequestFilter, filter))
      return { requests, dropped: journal.dropped }
    },
    countRequests: async (filter: unknown = {}) =>
      journal.find(parse(RequestFilter, filter)).length,
    clearRequests: async () => journal.clear(),
    getClock: async (tenantId: string) => read(store.getTenant(tenantId)),
    async setClock(tenantId: string, wanted: unknown) {
      const parsed = parse(ClockChange, wanted)
      return change(tenantId, (own) => changedClock(own, parsed, clock.seconds()))
    },
    async advanceClock(tenantId: string, seconds: unknown) {
      const parsed = parse(ClockAdvance, { seconds })
      return change(tenantId, (own) => advancedClock(own, parsed.seconds))
    },
    resetClock: (tenantId: string) => change(tenantId, () => plainClock),
  } satisfies Control
}
