import type { Log } from './log.ts'
import type { Fixture } from './model/document.ts'

/** What `createEmulator` takes; all of it may be left out. */
export interface EmulatorOptions {
  /** The port to listen on. Default: 0, any free one. */
  readonly port?: number
  /** The one address to listen on. Default: both loopback addresses. */
  readonly host?: string
  /** The JSON file that keeps the state. Default: none, the state lives in memory. */
  readonly data?: string
  /**
   * What to start with, and what `reset` goes back to: a bundled fixture's name, the path of a file
   * (with a `/` or `.json` in it), a fixture itself, or several of these. Default: `'demo'`; `false`
   * for nothing.
   */
  readonly seed?: string | Fixture | ReadonlyArray<string | Fixture> | false
  /** Ids of tenants to start with that are empty. */
  readonly tenantIds?: readonly string[]
  /** Starts from the seed, whatever the data file holds. Default: false. */
  readonly reset?: boolean
  /** The time, in milliseconds since the epoch. Default: `Date.now`, faked or not. */
  readonly now?: () => number
  /**
   * What issuers and what browsers see begin with, such as `http://localhost:6002` or `https://dev.example/appid`.
   * A path in it goes into every URL. Default: the request's origin.
   */
  readonly publicUrl?: string
  /** The issuer of every tenant, with `{tenantId}` in it. Default: `{publicUrl}/oauth/v4/{tenantId}`. */
  readonly issuer?: string
  /** Believe `X-Forwarded-Proto`, `X-Forwarded-Host` and `X-Forwarded-Port`. Default: false. */
  readonly trustProxy?: boolean
  /** The management API takes nothing but unexpired tokens of this emulator's IAM. Default: false, any token. */
  readonly strictIam?: boolean
  /** Let `/_appid` change the emulator over HTTP. Default: true; health always answers. */
  readonly control?: boolean
  /** Names of hosts under which `/_appid`, the management API and IAM may be used, besides local ones. Default: none. */
  readonly allowedHosts?: readonly string[]
  /** How many requests the journal keeps; 0 for none. Default: 10000. */
  readonly journal?: number
  /** Is told of every request, warning and error; what it throws reaches nobody. Default: nobody is told. */
  readonly log?: Log
}
