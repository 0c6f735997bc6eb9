import type { JournalEntry, JournalFilter } from '../log.ts'
import type { Fixture } from '../model/document.ts'

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
