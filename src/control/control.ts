import type { IssuerSettings } from '../issuer.ts'
import type { ClockChange, ClockReading } from '../model/clock.ts'
import type { Fixture } from '../model/document.ts'
import type { FaultInfo, NewFault } from '../model/fault.ts'
import type { JournalFilter, Requests } from '../model/journal.ts'
import type { KeyInfo } from '../model/signing-key.ts'

/** What a test can do to a running emulator. The HTTP routes below `/_appid` do the same. */
export interface Control {
  /**
   * Everything back to the seed, whatever a data file had, for everybody who uses this emulator: tenants that were made
   * since go. Or one tenant, with its clock, back to what it was made as, by the seed, `createTenant` or `putState`.
   */
  reset(tenantId?: string): Promise<void>
  /** The whole state, in the format of fixtures. It holds private keys. */
  getState(): Promise<Fixture>
  /** Replaces the whole state, for everybody who uses this emulator. A reset still goes back to the seed. */
  putState(state: Fixture): Promise<void>
  /** Keeps the state as it is now, in memory, and answers the id of the snapshot. */
  snapshot(): Promise<string>
  /** The ids of the snapshots, oldest first. */
  listSnapshots(): Promise<string[]>
  /** Everything back to a snapshot, which stays, for everybody who uses this emulator. */
  restore(snapshotId: string): Promise<void>
  /** Forgets a snapshot. */
  deleteSnapshot(snapshotId: string): Promise<void>
  /** The names under which the emulator is known; null for as the request has it. */
  getConfig(): Promise<IssuerSettings>
  /** Sets both names; what is left out follows the request again. A reset leaves them. */
  putConfig(settings: Partial<IssuerSettings>): Promise<IssuerSettings>
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
  setClock(tenantId: string, change: ClockChange): Promise<ClockReading>
  /** Moves a tenant's time by so many seconds, also when it stands still. */
  advanceClock(tenantId: string, seconds: number): Promise<ClockReading>
  /** Lets a tenant's time go with the emulator's again. */
  resetClock(tenantId: string): Promise<ClockReading>
  /** The faults of a tenant, or without one those of IAM and all tenants, in the order in which they are tried. */
  listFaults(tenantId?: string): Promise<FaultInfo[]>
  /** Lets something go wrong, in a tenant, or without one in IAM and every tenant; answers the id of the fault. */
  addFault(fault: NewFault, tenantId?: string): Promise<string>
  /** Forgets a fault. */
  deleteFault(faultId: string, tenantId?: string): Promise<void>
  /** Forgets the faults of a tenant, or without one those of IAM and all tenants. */
  clearFaults(tenantId?: string): Promise<void>
}
