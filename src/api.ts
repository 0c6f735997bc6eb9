/**
 * The public interface of the package. These types are written by hand; a test holds them to the schemas that the
 * emulator checks with. Times are NumericDate (seconds since the epoch, RFC 7519 §2) and durations are in seconds,
 * unless a description says otherwise.
 */

// ---------------------------------------------------------------------------------------------- starting

/** What `createEmulator` takes. */
export interface EmulatorOptions {
  /** The port to listen on; 0 takes any free one. Default: 0. */
  readonly port?: number | undefined
  /** The one address to listen on. Default: both loopback addresses. */
  readonly host?: string | undefined
  /** The JSON file that keeps the state. Default: none, the state lives in memory. */
  readonly data?: string | undefined
  /**
   * What to start with, and what `reset` goes back to: the name of a bundled fixture, the path of a file (with a `/` or
   * `.json` in it), a fixture itself, or several of these. `false` for nothing. Default: `'demo'`.
   */
  readonly seed?: Seed | readonly Seed[] | false | undefined
  /** Ids of empty tenants to start with. */
  readonly tenantIds?: readonly string[] | undefined
  /** Starts from the seed, whatever the data file holds. Default: false. */
  readonly reset?: boolean | undefined
  /** The time in milliseconds since the epoch. Default: `Date.now`, looked up at each call. */
  readonly now?: (() => number) | undefined
  /** The base of issuers and of the URLs that browsers see, such as `http://localhost:6002`. Default: the request's. */
  readonly publicUrl?: string | undefined
  /** The issuer of every tenant, with `{tenantId}` in it. Default: `{publicUrl}/oauth/v4/{tenantId}`. */
  readonly issuer?: string | undefined
  /** Believes what a proxy says of protocol, host and port. Default: false. */
  readonly trustProxy?: boolean | undefined
  /** The management API accepts only unexpired tokens of this emulator's IAM. Default: false, any token. */
  readonly strictIam?: boolean | undefined
  /** Whether the control API answers over HTTP; health always does. Default: true. */
  readonly control?: boolean | undefined
  /** Host names under which `/_appid`, the management API and IAM may be used, besides local names. Default: none. */
  readonly allowedHosts?: readonly string[] | undefined
  /** How many requests the journal keeps; 0 for none. Default: 10000. */
  readonly journal?: number | undefined
  /** Called with every request, warning and error. */
  readonly log?: Log | undefined
}

/** The name of a bundled fixture, the path of a file, or a fixture, also one imported from a `.json` file. */
export type Seed = string | Fixture | Widened<Fixture>

/** A type as an import of a `.json` file has it: every text is a `string` there, every number a `number`. */
export type Widened<T> = T extends string
  ? string
  : T extends number
    ? number
    : T extends boolean
      ? boolean
      : T extends object
        ? { readonly [K in keyof T]: Widened<T[K]> }
        : T

export type Log = (event: LogEvent) => void

/** One line of the log. */
export type LogEvent =
  | RequestEvent
  | {
      /**
       * What the data file had already and was left as it was there: tenants of the seed, and members of the document
       * (`iam.apiKeys`, `iam.signingKeys`, `faults`) that differ from the seed's.
       */
      readonly event: 'kept'
      readonly data: string | undefined
      readonly tenants: readonly string[]
      readonly members?: readonly string[] | undefined
    }
  | { readonly event: 'warning' | 'error'; readonly message: string }

/** A request with what became known of it. */
export type RequestEvent = { readonly event: 'request' } & Omit<JournalEntry, 'id' | 'at'>

// ---------------------------------------------------------------------------------------------- the emulator

/**
 * A running emulator: in this process (`createEmulator`) or anywhere else (`connect`). What it and its tenants return is
 * a copy. Every method rejects with an `EmulatorError`, and after `close` with the code `CLOSED`.
 */
export interface Emulator {
  /** Where it answers, without a trailing slash. */
  readonly url: string
  readonly port: number
  /** The tenants as they are now; of a connection, as they were in the last answer. */
  readonly tenants: readonly Tenant[]
  /** The first tenant. Throws when there is none. */
  readonly defaultTenant: Tenant
  /** The tenant with this id or name. Throws when there is none, or several have the name. */
  tenant(nameOrId: string): Tenant
  /** Creates a tenant: an empty one, one from a fixture, or an independent copy of another. */
  createTenant(tenant?: NewTenant): Promise<Tenant>
  /** Faults of IAM and of every tenant. */
  readonly faults: Faults
  /** The requests of all tenants, of IAM, and those that reached none. */
  readonly requests: Requests
  readonly snapshots: Snapshots
  readonly state: State
  readonly urls: Urls
  /** Everything goes back to the seed: tenants, keys, clocks, faults; the journal is cleared. For everybody who uses it. */
  reset(): Promise<void>
  /** Asks for the tenants again. In the same process there is nothing to ask for. */
  refresh(): Promise<void>
  /** Stops the emulator, after the requests under way; of a connection, ends the connection only. */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** One App ID instance: an authorization server with its applications. */
export interface Tenant {
  readonly tenantId: string
  readonly name: string | undefined
  /** The `iss` of its tokens, for whoever comes by the emulator's `url`. */
  readonly issuer: string
  readonly oAuthServerUrl: string
  readonly discoveryEndpoint: string
  readonly managementUrl: string
  readonly profilesUrl: string
  readonly applications: readonly Application[]
  /**
   * What IBM's SDKs take for an application, by its name or client id. Default: the first that has a secret. Throws
   * when there is none, or several have the name.
   */
  credentials(application?: string): Credentials
  readonly clock: Clock
  readonly keys: Keys
  /** Faults of this tenant. */
  readonly faults: Faults
  /** Requests to this tenant. */
  readonly requests: Requests
  readonly tokens: Tokens
  /** The tenant goes back to what the seed has of it, or to what it was created as. */
  reset(): Promise<void>
  delete(): Promise<void>
}

export interface Application {
  readonly clientId: string
  /** A `singlepageapp` has none. */
  readonly secret?: string | undefined
  readonly name: string
  readonly type: ApplicationType
}

export type ApplicationType = 'regularwebapp' | 'singlepageapp'

/** The members of App ID's service credentials that IBM's SDKs read. */
export interface Credentials {
  readonly tenantId: string
  readonly clientId: string
  readonly secret: string
  readonly oauthServerUrl: string
  readonly profilesUrl: string
  readonly discoveryEndpoint: string
  readonly managementUrl: string
  readonly version: 4
}

/** What a tenant is created from. */
export interface NewTenant {
  /** The tenant to copy, by id or name. */
  readonly from?: string | undefined
  /** What a fixture has below the id of a tenant. Goes without `from`. */
  readonly fixture?: TenantFixture | Widened<TenantFixture> | undefined
  /** Default: a random uuid. */
  readonly tenantId?: string | undefined
  /** Default: of a copy, the source's name with a number, such as `demo-2`. */
  readonly name?: string | undefined
  /** Whether a copy keeps the client ids and secrets. Default: false. */
  readonly keepIds?: boolean | undefined
  /** Whether a copy signs with the source's key pairs, under kids of its own. Default: `'shared'`. */
  readonly keys?: 'shared' | 'own' | undefined
}

// ---------------------------------------------------------------------------------------------- its nouns

/** A tenant's own time. */
export interface Clock {
  get(): Promise<ClockReading>
  /** Sets the time, and whether it stands still; what is left out stays as it is. */
  set(change: ClockChange): Promise<ClockReading>
  /** Moves the time by so many seconds, also when it stands still. */
  advance(seconds: number): Promise<ClockReading>
  /** The time is the emulator's again. */
  reset(): Promise<ClockReading>
}

export interface ClockReading {
  /** NumericDate. */
  readonly now: number
  /** Seconds ahead of the emulator's own time. */
  readonly offset: number
  readonly frozen: boolean
}

/** Give `now` (a NumericDate) or `offset` (seconds ahead of the emulator's own time), not both. */
export interface ClockChange {
  readonly now?: number | undefined
  readonly offset?: number | undefined
  readonly frozen?: boolean | undefined
}

/** A tenant's signing keys. */
export interface Keys {
  /** The last one signs. */
  list(): Promise<{ readonly keys: readonly Key[] }>
  /** Makes a key that signs from now on. The old ones leave the key set with `keepOld: false`. */
  rotate(rotation?: { readonly keepOld?: boolean | undefined }): Promise<{ readonly kid: string }>
  /** Deletes a key that is not the only one. When it was the one that signs, the one before it does. */
  delete(kid: string): Promise<void>
}

export interface Key {
  readonly kid: string
  /** Whether it is in the key set. */
  readonly published: boolean
  readonly signing: boolean
}

/** What shall go wrong. */
export interface Faults {
  /** In the order in which they are tried. */
  list(): Promise<{ readonly faults: readonly Fault[] }>
  add(fault: NewFault): Promise<{ readonly id: string }>
  delete(id: string): Promise<void>
  clear(): Promise<void>
}

/** A fault to add. Requests that agree with `operation`, `method`, `clientId` and `grantType`, where given, have the effect. */
export interface NewFault {
  /** Default: a random uuid; in a fixture, one that follows from its place. */
  readonly id?: string | undefined
  /** A name of the table of operations, such as `oauth-server.token`. */
  readonly operation?: string | undefined
  /** The method of HTTP. */
  readonly method?: string | undefined
  readonly clientId?: string | undefined
  readonly grantType?: string | undefined
  /** How many matching requests pass first. Default: 0. */
  readonly after?: number | undefined
  /** How often it strikes. Default: for ever. */
  readonly times?: number | undefined
  readonly effect: Effect
}

/** Either an answer instead of the operation's (`status` and what goes with it), or a damage to it; a delay with both. */
export interface Effect {
  /** How long the answer is held back, in milliseconds of real time; at most 600000. */
  readonly delayMs?: number | undefined
  readonly status?: number | undefined
  /** The error's code, in the shape of the API. Default: the usual one of the status. */
  readonly error?: string | undefined
  readonly errorDescription?: string | undefined
  /** The whole body, in place of an error: a text as it is, anything else as JSON. */
  readonly body?: unknown
  readonly headers?: { readonly [name: string]: string } | undefined
  /** `Retry-After`, in seconds. */
  readonly retryAfter?: number | undefined
  /** Sends so many bytes of the answer and hangs up. */
  readonly truncate?: number | undefined
  /** Takes the end of the JSON away. */
  readonly malformed?: true | undefined
  /** Hangs up without an answer. */
  readonly disconnect?: true | undefined
  /** Issues a token with this flaw. */
  readonly flaw?: Flaw | undefined
}

/** A fault, with how often it has struck. */
export interface Fault extends NewFault {
  readonly id: string
  readonly strikes: number
}

/** What can be wrong with a token. */
export type Flaw =
  | 'expired'
  | 'not-yet-valid'
  | 'wrong-audience'
  | 'wrong-issuer'
  | 'wrong-tenant'
  | 'wrong-key'
  | 'unknown-kid'
  | 'alg-none'
  | 'hs256-with-public-key'
  | 'tampered'
  | 'missing-kid'
  | 'missing-scope'
  | 'ver-3'

/** The journal: what was asked. */
export interface Requests {
  /** The newest last. */
  list(filter?: RequestFilter & RequestPage): Promise<{
    readonly requests: readonly JournalEntry[]
    /** How many older entries had to make room. */
    readonly dropped: number
  }>
  count(filter?: RequestFilter): Promise<{ readonly count: number }>
  /**
   * The first matching request that has been answered, or the next that will be; with `since`, after that entry. Rejects
   * with the code `TIMEOUT` after `timeout` milliseconds of real time. Default: 5000, at most 60000.
   */
  waitFor(
    filter?: RequestFilter & { readonly since?: number | undefined },
    options?: { readonly timeout?: number | undefined },
  ): Promise<JournalEntry>
  clear(): Promise<void>
}

/** Which entries are wanted: those that agree in every member that is given. */
export interface RequestFilter {
  readonly operation?: string | undefined
  readonly clientId?: string | undefined
  readonly clientAuthentication?: 'basic' | 'body' | undefined
  readonly grantType?: string | undefined
  readonly status?: number | undefined
}

/** Which part of the entries is wanted. */
export interface RequestPage {
  /** The newest so many. */
  readonly limit?: number | undefined
  /** Those after the entry with this id. */
  readonly since?: number | undefined
}

/** A request as the journal keeps it: no secret, no headers, no body, no query. A text of the client is cut at 200 characters. */
export interface JournalEntry {
  readonly id: number
  /** ISO 8601. */
  readonly at: string
  readonly method: string
  readonly path: string
  readonly status: number
  /** How long the answer took, in milliseconds. */
  readonly ms: number
  /** A name of the table of operations. */
  readonly operation?: string | undefined
  readonly tenantId?: string | undefined
  /** The client, once it is authenticated. */
  readonly clientId?: string | undefined
  /** How the client authenticated: by HTTP Basic, or in the body. */
  readonly clientAuthentication?: 'basic' | 'body' | undefined
  readonly grantType?: string | undefined
  /** The scope that was asked for. */
  readonly scope?: string | undefined
  /** The scope of the token that was issued. */
  readonly grantedScope?: string | undefined
  /** The audience that was asked for. */
  readonly audience?: string | undefined
  /** Why it was refused. It says more than the client learns. */
  readonly error?: string | undefined
  /** The id of the fault that struck. */
  readonly fault?: string | undefined
}

/** Any token that a test needs. */
export interface Tokens {
  create(token?: NewToken): Promise<Token>
}

/** Without anything it is the token that the tenant's first application would get. */
export interface NewToken {
  readonly clientId?: string | undefined
  readonly sub?: string | undefined
  /** The whole scope. */
  readonly scope?: string | undefined
  /** Claims to add or replace; null removes one. */
  readonly claims?: { readonly [name: string]: unknown } | undefined
  /** Members of the header to add or replace; null removes one. */
  readonly header?: { readonly [name: string]: unknown } | undefined
  /** The lifetime in seconds; negative for a token that has expired. */
  readonly expiresIn?: number | undefined
  readonly flaw?: Flaw | undefined
}

export interface Token {
  readonly accessToken: string
  readonly claims: { readonly [name: string]: unknown }
}

/** States kept in memory, for everybody who uses the emulator. */
export interface Snapshots {
  /** Keeps the state as it is now. */
  create(): Promise<{ readonly id: string }>
  /** The oldest first. */
  list(): Promise<{ readonly snapshots: readonly { readonly id: string }[] }>
  /** Everything goes back to the snapshot, which stays. Faults strike anew. */
  restore(id: string): Promise<void>
  delete(id: string): Promise<void>
}

/** The whole state, in the format of fixtures, private keys included. */
export interface State {
  get(): Promise<Fixture>
  /** Replaces everything. A reset still goes back to the seed. */
  set(state: Fixture | Widened<Fixture>): Promise<void>
}

/** Under which URLs the emulator is known. */
export interface Urls {
  get(): Promise<UrlSettings>
  /** Sets both; what is left out follows the request again. A reset leaves them. */
  set(settings: Partial<UrlSettings>): Promise<UrlSettings>
}

/** null where the request decides. */
export interface UrlSettings {
  readonly publicUrl: string | null
  readonly issuer: string | null
}

// ---------------------------------------------------------------------------------------------- fixtures

/** What an emulator starts with, keeps and writes: one format. Everything below a tenant's id may be left out. */
export interface Fixture {
  readonly $schema?: string | undefined
  readonly version: 1
  readonly iam?: IamFixture | undefined
  /** Faults of IAM and of every tenant. */
  readonly faults?: readonly NewFault[] | undefined
  /** The tenants by their ids: uuids in lower case. */
  readonly tenants: { readonly [tenantId: string]: TenantFixture }
}

export interface IamFixture {
  /** The API keys that IAM knows. Default: it accepts any. */
  readonly apiKeys?: readonly string[] | undefined
  /** The keys of its tokens; the last one signs. Default: one that is made at first need. */
  readonly signingKeys?: readonly SigningKey[] | undefined
}

export interface TenantFixture {
  readonly name?: string | undefined
  /** At most 200. */
  readonly applications?: readonly ApplicationFixture[] | undefined
  /** The last one signs. Default: one that is made at first need. */
  readonly signingKeys?: readonly SigningKey[] | undefined
  /** At most 50. */
  readonly roles?: readonly RoleFixture[] | undefined
  readonly config?: ConfigFixture | undefined
  readonly clock?:
    | { readonly offset?: number | undefined; readonly frozenAt?: number | undefined }
    | undefined
  readonly faults?: readonly NewFault[] | undefined
}

/** An application. What is left out is made up from its place: the same in every process. */
export interface ApplicationFixture {
  readonly clientId?: string | undefined
  readonly secret?: string | undefined
  /** 1 to 50 characters. Default: `application`. */
  readonly name?: string | undefined
  /** Default: `regularwebapp`. */
  readonly type?: ApplicationType | undefined
  readonly scopes?: readonly string[] | null | undefined
  /** Ids or names of roles of the tenant. */
  readonly roles?: readonly string[] | undefined
  /** Recognised and dropped, so that an answer of App ID can be pasted in. */
  readonly tenantId?: string | undefined
  readonly oAuthServerUrl?: string | undefined
  readonly profilesUrl?: string | undefined
  readonly discoveryEndpoint?: string | undefined
}

export interface RoleFixture {
  readonly id?: string | undefined
  readonly name?: string | undefined
  readonly description?: string | undefined
  /** Which scopes of which applications the role grants. */
  readonly access?:
    | readonly { readonly application_id: string; readonly scopes: readonly string[] | null }[]
    | null
    | undefined
}

/** A private RSA key of at least 2048 bits (RFC 7517, RFC 7518 §6.3). */
export interface SigningKey {
  readonly kid: string
  readonly kty: 'RSA'
  readonly n: string
  readonly e: string
  readonly d: string
  readonly p: string
  readonly q: string
  readonly dp: string
  readonly dq: string
  readonly qi: string
  /** Whether it is in the key set. Default: true. */
  readonly published?: boolean | undefined
  /** A remark for whoever finds the key. */
  readonly 'x-test-key'?: string | undefined
}

/** The documents of App ID's `/config`, by their paths below it. Default: as on a new instance. */
export interface ConfigFixture {
  readonly tokens?: TokensConfig | undefined
  readonly redirect_uris?:
    | {
        readonly redirectUris: readonly string[] | null
        readonly trustCloudIAMRedirectUris?: boolean | undefined
      }
    | undefined
  readonly users_profile?: { readonly isActive: boolean } | undefined
  readonly capture_runtime_activity?: { readonly isActive: boolean } | undefined
  readonly 'idps/facebook'?: SocialProvider | undefined
  readonly 'idps/google'?: SocialProvider | undefined
  readonly 'idps/custom'?:
    | {
        readonly isActive: boolean
        readonly config?: { readonly publicKey?: string | undefined } | undefined
      }
    | undefined
  readonly 'idps/cloud_directory'?: CloudDirectoryProvider | undefined
  readonly 'idps/saml'?: SamlProvider | undefined
}

/** Lifetimes in seconds, and the claims that are added to tokens. */
export interface TokensConfig {
  readonly access?: { readonly expires_in?: number | undefined } | undefined
  readonly refresh?: SwitchedLifetime | undefined
  readonly anonymousAccess?: SwitchedLifetime | undefined
  readonly accessTokenClaims?: readonly ClaimMapping[] | null | undefined
  readonly idTokenClaims?: readonly ClaimMapping[] | null | undefined
}

export interface SwitchedLifetime {
  readonly enabled?: boolean | undefined
  readonly expires_in?: number | undefined
}

export interface ClaimMapping {
  readonly source:
    | 'saml'
    | 'cloud_directory'
    | 'facebook'
    | 'google'
    | 'appid_custom'
    | 'ibmid'
    | 'attributes'
    | 'roles'
  readonly sourceClaim?: string | undefined
  readonly destinationClaim?: string | undefined
}

export interface SocialProvider {
  readonly isActive: boolean
  readonly config?: { readonly idpId: string; readonly secret: string } | undefined
}

export interface CloudDirectoryProvider {
  readonly isActive: boolean
  readonly config?:
    | {
        readonly selfServiceEnabled: boolean
        readonly signupEnabled?: boolean | undefined
        readonly interactions: {
          readonly identityConfirmation: {
            readonly accessMode: 'FULL' | 'RESTRICTIVE' | 'OFF' | 'false'
            readonly methods?: readonly 'email'[] | null | undefined
          }
          readonly welcomeEnabled: boolean
          readonly resetPasswordEnabled: boolean
          readonly resetPasswordNotificationEnable: boolean
        }
        readonly identityField?: 'email' | 'userName' | '' | undefined
      }
    | undefined
}

export interface SamlProvider {
  readonly isActive: boolean
  readonly config?:
    | {
        readonly entityID: string
        readonly signInUrl: string
        readonly certificates: readonly string[]
        readonly displayName?: string | undefined
        readonly authnContext?:
          | {
              readonly class?: readonly string[] | null | undefined
              readonly comparison?: 'exact' | 'maximum' | 'minimum' | 'better' | '' | undefined
            }
          | undefined
        readonly signRequest?: boolean | undefined
        readonly encryptResponse?: boolean | undefined
        readonly includeScoping?: boolean | undefined
      }
    | undefined
}
