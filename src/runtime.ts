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

/** What a handler may ask for. */
export interface Runtime {
  readonly version: string
  /** Tells this run of the emulator from any other. */
  readonly instance: string
  /** Seconds since the start. */
  uptime(): number
  readonly store: Store
  readonly clock: Clock
  readonly keys: Keys
  readonly issuer: Issuer
  readonly log: Log
  readonly journal: Journal
  readonly faults: Faults
  /** Whether the control API answers. */
  readonly control: boolean
  /** Names under which we may be used, besides local ones: lower case, without a port. */
  readonly allowedHosts: readonly string[]
  /** The management API takes nothing but sound IAM tokens of ours. */
  readonly strictIam: boolean
  /** For messages that name an option. */
  readonly word: Word
}

/** What a surface hands to its handlers in `ctx.state`. */
export interface RequestState {
  record: RequestEvent
  /** What our URLs begin with for whoever sent the request. */
  base: string
  tenant: Tenant
  /** What is to happen to the answer. */
  damage?: Fault['effect']
}
