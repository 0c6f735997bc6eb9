import { plainClock } from '../clock.ts'
import { IssuerSettingsSchema } from '../issuer.ts'
import {
  advancedClock,
  ClockAdvanceSchema,
  ClockChangeSchema,
  type ClockReading,
  changedClock,
  type TenantClock,
  timeOf,
} from '../model/clock.ts'
import { toDocument, toState } from '../model/document.ts'
import { JournalFilterSchema } from '../model/journal.ts'
import { parse } from '../model/parse.ts'
import type { Runtime } from '../runtime.ts'
import type { Control } from './control.ts'
import { createFaults } from './faults.ts'
import { createTenants } from './tenants.ts'
import { createTokens } from './tokens.ts'

/** What HTTP and the object of `createEmulator()` both call: one set of actions for each emulator. */
export type Actions = ReturnType<typeof createActions>

/** The actions, for callers of any kind: what they are given is checked here. @throws {InvalidInput} */
export function createActions(runtime: Runtime) {
  const { store, clock, journal, faults, issuer } = runtime
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
    ...createFaults(runtime),
    ...createTokens(runtime),
    getConfig: async () => ({ ...issuer.settings }),
    async putConfig(settings: unknown) {
      issuer.configure(parse(IssuerSettingsSchema, settings))
      return { ...issuer.settings }
    },
    async reset(tenantId?: string) {
      await store.reset(tenantId)
      journal.clear(tenantId)
      faults.restart(tenantId === undefined ? undefined : (store.getTenant(tenantId).faults ?? []))
    },
    getState: async () => structuredClone(toDocument(store.state)),
    async putState(document: unknown) {
      const state = toState(document)
      await store.put(state)
    },
    snapshot: () => store.snapshot(),
    listSnapshots: async () => [...store.snapshots],
    async restore(snapshotId: string) {
      await store.restore(snapshotId)
      faults.restart()
    },
    deleteSnapshot: (snapshotId: string) => store.deleteSnapshot(snapshotId),
    async requests(filter: unknown = {}) {
      const requests = journal.find(parse(JournalFilterSchema, filter))
      return { requests, dropped: journal.dropped }
    },
    countRequests: async (filter: unknown = {}) =>
      journal.count(parse(JournalFilterSchema, filter)),
    clearRequests: async () => journal.clear(),
    getClock: async (tenantId: string) => read(store.getTenant(tenantId)),
    async setClock(tenantId: string, wanted: unknown) {
      const parsed = parse(ClockChangeSchema, wanted)
      return change(tenantId, (own) => changedClock(own, parsed, clock.seconds()))
    },
    async advanceClock(tenantId: string, seconds: unknown) {
      const parsed = parse(ClockAdvanceSchema, { seconds })
      return change(tenantId, (own) => advancedClock(own, parsed.seconds, clock.seconds()))
    },
    resetClock: (tenantId: string) => change(tenantId, () => plainClock),
  } satisfies Control
}
