import * as v from 'valibot'
import { plainClock } from '../clock.ts'
import type { JournalEntry, JournalFilter } from '../log.ts'
import {
  advancedClock,
  ClockAdvance,
  ClockChange,
  changedClock,
  type TenantClock,
  timeOf,
} from '../model/clock.ts'
import { type Fixture, toDocument, toState } from '../model/document.ts'
import { parse } from '../model/parse.ts'
import type { Runtime } from '../runtime.ts'
import { createTenants } from './tenants.ts'

/** What a tenant's clock shows: NumericDate, and seconds ahead of the emulator's. */
export interface ClockReading {
  readonly now: number
  readonly offset: number
  readonly frozen: boolean
}

/** What the journal has. */
export interface Requests {
  readonly requests: readonly JournalEntry[]
  readonly dropped: number
}

/** A signing key of a tenant: whether it is in the key set, and whether it is the one that signs. */
export interface KeyInfo {
  readonly kid: string
  readonly published: boolean
  readonly signing: boolean
}

/** What a test can do to a running emulator. The HTTP routes below `/_appid` do the same. */
export interface Control {
  /** Back to exactly what it started with; or one tenant of it, with its clock. */
  reset(tenantId?: string): Promise<void>
  /** The whole state, in the format of fixtures. It holds private keys. */
  getState(): Promise<Fixture>
  /** Replaces the whole state. A reset still goes back to what the emulator started with. */
  putState(state: Fixture): Promise<void>
  /** Keeps the state as it is now, in memory, and answers the id of the snapshot. */
  snapshot(): Promise<string>
  /** Goes back to a snapshot, which stays. */
  restore(snapshotId: string): Promise<void>
  /** What was asked of the emulator, newest last, and how many older entries had to make room. */
  requests(filter?: JournalFilter): Promise<Requests>
  /** How many such requests there were. */
  countRequests(filter?: JournalFilter): Promise<number>
  /** Forgets what was asked. */
  clearRequests(): Promise<void>
  /** Deletes a tenant. */
  deleteTenant(tenantId: string): Promise<void>
  /** The tenant's keys; the last one signs. */
  listKeys(tenantId: string): Promise<KeyInfo[]>
  /** Makes a new key that signs from now on, and answers its kid. The old ones stay in the key set unless told otherwise. */
  rotateKeys(tenantId: string, options?: { readonly keepOld?: boolean }): Promise<string>
  /** Deletes a key; when it was the one that signs, the one before it does. */
  deleteKey(tenantId: string, kid: string): Promise<void>
  getClock(tenantId: string): Promise<ClockReading>
  /** Sets a tenant's time to a NumericDate, or by an offset in seconds, and lets it run or stand still. */
  setClock(
    tenantId: string,
    change: { readonly now?: number; readonly offset?: number; readonly frozen?: boolean },
  ): Promise<ClockReading>
  /** Moves a tenant's time by so many seconds, also when it stands still. */
  advanceClock(tenantId: string, seconds: number): Promise<ClockReading>
  /** Lets a tenant's time go with the emulator's again. */
  resetClock(tenantId: string): Promise<ClockReading>
}

const RequestFilter = v.strictObject({
  tenant: v.optional(v.string()),
  endpoint: v.optional(v.string()),
  clientId: v.optional(v.string()),
  grantType: v.optional(v.string()),
  status: v.optional(v.number()),
})

/** What HTTP and the object of `createEmulator()` both call: one set of actions for each emulator. */
export type Actions = ReturnType<typeof createControl>

/** The actions, for callers of any kind: what they are given is checked here. @throws {InvalidInput} */
export function createControl(runtime: Runtime) {
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
