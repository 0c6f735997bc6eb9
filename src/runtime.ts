import type { Clock } from './clock.ts'
import type { Faults } from './faults/faults.ts'
import type { Issuer } from './issuer/issuer.ts'
import type { Journal } from './journal/journal.ts'
import type { Log, RequestEvent } from './journal/log.ts'
import type { Keys } from './keys.ts'
import type { Fault } from './model/fault.ts'
import type { Tenant } from './model/tenant.ts'
import type { Word } from './options.ts'
import type { Store } from './store/store.ts'

/** The services that handlers use. */
export interface Runtime {
  readonly version: string
  /** Identifies this run of the emulator. */
  readonly instance: string
  /** Returns the seconds since the start. */
  uptime(): number
  readonly store: Store
  readonly clock: Clock
  readonly keys: Keys
  readonly issuer: Issuer
  readonly log: Log
  readonly journal: Journal
  readonly faults: Faults
  /** Whether the control API is enabled. */
  readonly control: boolean
  /** Host names that requests may use, besides local ones: lower case, without a port. */
  readonly allowedHosts: readonly string[]
  /** Whether the management API accepts only valid IAM tokens from this emulator. */
  readonly strictIam: boolean
  /** Returns the caller's own name for an option, for messages. */
  readonly word: Word
}

/** The contents of `ctx.state`. */
export interface RequestState {
  record: RequestEvent
  /** The base URL of the emulator, as seen by the client. */
  base: string
  tenant: Tenant
  /** The fault effect to apply to the response. */
  damage?: Fault['effect']
}
