import { randomUUID } from 'node:crypto'
import packageJson from '../package.json' with { type: 'json' }
import { type Clock, createClock } from './clock.ts'
import { Faults } from './faults/faults.ts'
import { hostNameOf } from './http/reached.ts'
import { Issuer } from './issuer/issuer.ts'
import { Journal } from './journal/journal.ts'
import { type Log, type RequestEvent, warner } from './journal/log.ts'
import { Keys } from './keys.ts'
import type { Fault } from './model/fault.ts'
import type { Tenant } from './model/tenant.ts'
import type { Settings, Word } from './options.ts'
import { RefreshKeys } from './refresh-keys.ts'
import { createShortLived, type ShortLivedState } from './short-lived/create-short-lived.ts'
import { createStore } from './store/create-store.ts'
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
  readonly refreshKeys: RefreshKeys
  readonly shortLived: ShortLivedState
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
  /** Whether `login_hint` signs a user in without a page. */
  readonly autoLogin: boolean
  /** Whether the sign-in page offers users, whom a click signs in. */
  readonly userPicker: boolean
  /** Returns the caller's own name for an option, for messages. */
  readonly word: Word
}

/** Creates the services. The store is not open yet. @throws {InvalidInput} publicUrl or issuer is invalid */
export function createRuntime(settings: Settings, word: Word): Runtime {
  const { data, reset, now, publicUrl = null, issuer = null, host = 'localhost', log } = settings
  const warn = warner(log)
  const clock = createClock(now)
  const elapsed = clock.stopwatch()
  const store = createStore(data, { reset, warn, word })
  return {
    version: packageJson.version,
    instance: randomUUID(),
    uptime: () => Math.round(elapsed()) / 1000,
    store,
    clock,
    keys: new Keys(store, clock),
    refreshKeys: new RefreshKeys(store),
    shortLived: createShortLived(store, clock),
    issuer: new Issuer({ publicUrl, issuer }, word, warn),
    log,
    journal: new Journal(settings.journal),
    faults: new Faults(),
    control: settings.control,
    allowedHosts: [...settings.allowedHosts, host].map(hostNameOf),
    strictIam: settings.strictIam,
    autoLogin: settings.autoLogin,
    userPicker: settings.userPicker,
    word,
  }
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
