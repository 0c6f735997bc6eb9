/**
 * The public interface of the package. These types are written by hand; a test compares them with the emulator's
 * schemas. Unless stated otherwise, times are NumericDate (seconds since the epoch, RFC 7519 §2) and durations are in
 * seconds.
 */

// ---------------------------------------------------------------------------------------------- starting

/** The options of `createEmulator`. */
export interface EmulatorOptions {
  /** The port to listen on; 0 chooses a free one. Default: 0. */
  readonly port?: number | undefined
  /** The address to listen on. Default: both loopback addresses. */
  readonly host?: string | undefined
  /** The JSON file that stores the state. Default: none, the state is kept in memory. */
  readonly data?: string | undefined
  /**
   * The initial state, to which `reset` returns: the name of a bundled fixture, the path of a file (it contains `/` or
   * `.json`), a fixture object, or an array of these. `false` for no tenants. Default: `'demo'`.
   */
  readonly seed?: Seed | readonly Seed[] | false | undefined
  /** The ids of empty tenants to start with, besides those of the seed. */
  readonly tenantIds?: readonly string[] | undefined
  /** Starts from the seed, even if the data file contains a state. Default: false. */
  readonly reset?: boolean | undefined
  /** Returns the time in milliseconds since the epoch. Default: `Date.now`, looked up at each call. */
  readonly now?: (() => number) | undefined
  /** The base of issuers and browser-facing URLs, such as `http://localhost:6002`. Default: the request's origin. */
  readonly publicUrl?: string | undefined
  /** The issuer of every tenant, with `{tenantId}` in it. Default: `{publicUrl}/oauth/v4/{tenantId}`. */
  readonly issuer?: string | undefined
  /** Trusts the protocol, host and port that a proxy forwards. Default: false. */
  readonly trustProxy?: boolean | undefined
  /** The management API accepts only unexpired tokens of this emulator's IAM. Default: false, any token. */
  readonly strictIam?: boolean | undefined
  /** An authorization request whose `login_hint` is a user's e-mail address or user name signs in this user. Default: false. */
  readonly autoLogin?: boolean | undefined
  /** Whether the sign-in page offers users, whom a click signs in without a password. Default: true. */
  readonly userPicker?: boolean | undefined
  /** Whether the control API is available over HTTP; health checks always are. Default: true. */
  readonly control?: boolean | undefined
  /** Host names, besides local ones, that may be used for `/_appid`, the sign-in page, the management API and IAM. Default: none. */
  readonly allowedHosts?: readonly string[] | undefined
  /** The maximum number of requests in the journal; 0 for none. Default: 10000. */
  readonly journal?: number | undefined
  /** Called for every request, warning and error. */
  readonly log?: Log | undefined
}

/** The name of a bundled fixture, the path of a file, or a fixture object, which may be imported from a `.json` file. */
export type Seed = string | Fixture | Widened<Fixture>

/** A type with its literals widened, as TypeScript types an import of a `.json` file. */
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
       * The data file already contains these, so they were not taken from the seed: tenants of the seed, and members of
       * the document (`iam.apiKeys`, `iam.signingKeys`, `faults`) that differ from the seed's.
       */
      readonly event: 'kept'
      readonly data: string | undefined
      readonly tenants: readonly string[]
      readonly members?: readonly string[] | undefined
    }
  | {
      /** A mail is in the outbox. Without its address, code and link, which would let somebody in. */
      readonly event: 'mail'
      readonly tenantId: string
      readonly id: number
      readonly template: MailTemplate
      readonly language: string
      /** The view Mails in a browser: at the public URL or, without one, where the emulator listens. Not with `control: false`. */
      readonly page?: string | undefined
    }
  | { readonly event: 'warning' | 'error'; readonly message: string }

/** A request and what is known about it. */
export type RequestEvent = { readonly event: 'request' } & Omit<JournalEntry, 'id' | 'at'>

// ---------------------------------------------------------------------------------------------- the emulator

/**
 * A running emulator: in this process (`createEmulator`) or elsewhere (`connect`). Returned values are copies. Failed
 * methods throw or reject with an `EmulatorError`; after `close` its code is `CLOSED`.
 */
export interface Emulator {
  /** The base URL of the emulator, without a trailing slash. */
  readonly url: string
  readonly port: number
  /** The current tenants; for a connection, those of the last response. */
  readonly tenants: readonly Tenant[]
  /** The first tenant. Throws if there is none. */
  readonly defaultTenant: Tenant
  /** The tenant with this id or name. Throws if there is none, or if several have this name. */
  tenant(nameOrId: string): Tenant
  /** Creates a tenant: empty, from a fixture, or as an independent copy of another. */
  createTenant(tenant?: NewTenant): Promise<Tenant>
  /** Faults of IAM and of every tenant. */
  readonly faults: Faults
  /** All requests: those to tenants, to IAM, and to unknown paths. */
  readonly requests: Requests
  readonly snapshots: Snapshots
  readonly state: State
  readonly urls: Urls
  /** Resets tenants, keys, clocks and faults to the seed and clears the journal, for all users of the emulator. */
  reset(): Promise<void>
  /** Fetches the tenants again. Only needed for a connection. */
  refresh(): Promise<void>
  /** Stops the emulator after pending requests. For a connection, ends only the connection. */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** One App ID instance: an authorization server with its applications. */
export interface Tenant {
  readonly tenantId: string
  readonly name: string | undefined
  /** The `iss` claim of tokens for clients that use the emulator's `url`. */
  readonly issuer: string
  readonly oAuthServerUrl: string
  readonly discoveryEndpoint: string
  readonly managementUrl: string
  readonly profilesUrl: string
  readonly applications: readonly Application[]
  /**
   * The credentials of an application, given by name or client id, as IBM's SDKs need them. Default: the first
   * application that has a secret. Throws if there is none, or if several have this name.
   */
  credentials(application?: string): Credentials
  /**
   * Environment variables that make an unmodified App ID application use this tenant: `VCAP_SERVICES`, the names that
   * IBM's SDKs and Terraform provider read, `APPID_ISSUER`, and `APPID_EMULATOR_URL` for `connect`. `client` is the name
   * or the client id of an application. Default: the first that has a secret; without one, nothing about a client.
   */
  env(options?: { readonly client?: string | undefined }): Readonly<Record<string, string>>
  readonly clock: Clock
  readonly keys: Keys
  /** Faults of this tenant. */
  readonly faults: Faults
  /** Requests to this tenant. */
  readonly requests: Requests
  readonly users: Users
  /**
   * Signs a user in without a password, and returns the tokens that the user would get from App ID. Rejects with the code
   * `CANNOT_SIGN_IN` if App ID would refuse the user. Users of other providers can sign in whatever their configuration.
   */
  signIn(user: SignIn): Promise<UserTokens>
  readonly tokens: Tokens
  /** The mails that App ID would have sent. */
  readonly mails: Mails
  /** Resets the tenant to the seed, or to the state in which it was created. */
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

/** The options of `createTenant`. */
export interface NewTenant {
  /** The tenant to copy, by id or name. */
  readonly from?: string | undefined
  /** The part of a fixture below a tenant id. Cannot be combined with `from`. */
  readonly fixture?: TenantFixture | Widened<TenantFixture> | undefined
  /** Default: a random uuid. */
  readonly tenantId?: string | undefined
  /** Default: none; for a copy, the source's name with a number, such as `demo-2`. */
  readonly name?: string | undefined
  /** Whether a copy keeps the client ids and secrets. Default: false. */
  readonly keepIds?: boolean | undefined
  /** Whether a copy uses the source's key pairs (with its own kids) or generates its own. Default: `'shared'`. */
  readonly keys?: 'shared' | 'own' | undefined
}

// ---------------------------------------------------------------------------------------------- its parts

/** A tenant's clock. */
export interface Clock {
  get(): Promise<ClockReading>
  /** Sets the time, and whether the clock is frozen. Omitted members are not changed. */
  set(change: ClockChange): Promise<ClockReading>
  /** Moves the clock by a number of seconds, even when it is frozen. */
  advance(seconds: number): Promise<ClockReading>
  /** Resets the clock to the emulator's time. */
  reset(): Promise<ClockReading>
}

export interface ClockReading {
  /** NumericDate. */
  readonly now: number
  /** Seconds ahead of the emulator's clock. */
  readonly offset: number
  readonly frozen: boolean
}

/** Set `now` (a NumericDate) or `offset` (seconds ahead of the emulator's clock), not both. */
export interface ClockChange {
  readonly now?: number | undefined
  readonly offset?: number | undefined
  readonly frozen?: boolean | undefined
}

/** A tenant's signing keys. */
export interface Keys {
  /** The last one signs. */
  list(): Promise<{ readonly keys: readonly Key[] }>
  /** Generates a key that signs from now on. `keepOld: false` removes the old keys from the key set. */
  rotate(rotation?: { readonly keepOld?: boolean | undefined }): Promise<{ readonly kid: string }>
  /** Deletes a key, but not the only one. If it was the signing key, the previous key signs again. */
  delete(kid: string): Promise<void>
}

export interface Key {
  readonly kid: string
  /** Whether it is in the key set. */
  readonly published: boolean
  readonly signing: boolean
}

/** The faults of a tenant or of the whole emulator. */
export interface Faults {
  /** In the order in which they are tried. */
  list(): Promise<{ readonly faults: readonly Fault[] }>
  add(fault: NewFault): Promise<{ readonly id: string }>
  delete(id: string): Promise<void>
  clear(): Promise<void>
}

/** A fault to add. It affects requests that match all given members of `operation`, `method`, `clientId`, `grantType`. */
export interface NewFault {
  /** Default: a random uuid; in a fixture, one derived from its position. */
  readonly id?: string | undefined
  /** A name from the table of operations, such as `oauth-server.token`. */
  readonly operation?: string | undefined
  /** The HTTP method. */
  readonly method?: string | undefined
  readonly clientId?: string | undefined
  readonly grantType?: string | undefined
  /** How many matching requests pass before the first strike. Default: 0. */
  readonly after?: number | undefined
  /** How many times it strikes. Default: no limit. */
  readonly times?: number | undefined
  readonly effect: Effect
}

/** Another response (`status` and its details) or damage to the real response; `delayMs` can be added to both. */
export interface Effect {
  /** How long the response is delayed, in milliseconds of real time; at most 600000. */
  readonly delayMs?: number | undefined
  readonly status?: number | undefined
  /** The error code, sent in the format of the API. Default: the usual code of the status. */
  readonly error?: string | undefined
  readonly errorDescription?: string | undefined
  /** The whole body, instead of an error: a string is sent as it is, anything else as JSON. */
  readonly body?: unknown
  readonly headers?: { readonly [name: string]: string } | undefined
  /** The `Retry-After` header, in seconds. */
  readonly retryAfter?: number | undefined
  /** Sends only this many bytes of the response body, then disconnects. */
  readonly truncate?: number | undefined
  /** Removes the last character, which makes JSON invalid. */
  readonly malformed?: true | undefined
  /** Disconnects without a response. */
  readonly disconnect?: true | undefined
  /** Issues a token with this flaw. */
  readonly flaw?: Flaw | undefined
}

/** A fault, with the number of times that it has struck. */
export interface Fault extends NewFault {
  readonly id: string
  readonly strikes: number
}

/** The kinds of flaw that a token can have. */
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

/** The journal of requests. */
export interface Requests {
  /** Lists matching requests, newest last. */
  list(filter?: RequestFilter & RequestPage): Promise<{
    readonly requests: readonly JournalEntry[]
    /** How many older entries were dropped because the journal was full. */
    readonly dropped: number
  }>
  count(filter?: RequestFilter): Promise<{ readonly count: number }>
  /**
   * Returns the first matching request (after the entry `since`, if given), or waits for the next one. Rejects with the
   * code `TIMEOUT` after `timeout` milliseconds of real time; default 5000, at most 60000.
   */
  waitFor(
    filter?: RequestFilter & { readonly since?: number | undefined },
    options?: { readonly timeout?: number | undefined },
  ): Promise<JournalEntry>
  clear(): Promise<void>
}

/** Selects the entries that match in every given member. */
export interface RequestFilter {
  readonly operation?: string | undefined
  readonly clientId?: string | undefined
  readonly clientAuthentication?: 'basic' | 'body' | undefined
  readonly grantType?: string | undefined
  readonly status?: number | undefined
}

/** Limits the entries that are returned. */
export interface RequestPage {
  /** The maximum number of entries; the newest are returned. */
  readonly limit?: number | undefined
  /** Only entries after the one with this id. */
  readonly since?: number | undefined
}

/** A request in the journal: no secrets, headers, body or query. Texts from the client are cut at 200 characters. */
export interface JournalEntry {
  readonly id: number
  /** ISO 8601. */
  readonly at: string
  readonly method: string
  readonly path: string
  readonly status: number
  /** How long the response took, in milliseconds. */
  readonly ms: number
  /** A name from the table of operations. */
  readonly operation?: string | undefined
  readonly tenantId?: string | undefined
  /** The client, if it was authenticated or, where browsers go or a fault answered, is known. */
  readonly clientId?: string | undefined
  /** How the client authenticated: by HTTP Basic, or in the body. */
  readonly clientAuthentication?: 'basic' | 'body' | undefined
  /** The user whom the issued tokens speak of: the id of the profile. */
  readonly sub?: string | undefined
  readonly grantType?: string | undefined
  /** The scope that was requested. */
  readonly scope?: string | undefined
  /** The scope of the token that was issued. */
  readonly grantedScope?: string | undefined
  /** The audience that was requested. */
  readonly audience?: string | undefined
  /** Why the request was refused, in more detail than the response. */
  readonly error?: string | undefined
  /** The id of the fault that struck. */
  readonly fault?: string | undefined
}

/** The users of a tenant: those of the Cloud Directory, and the profiles of all. */
export interface Users {
  /** In the order in which they were added. `limit`: at most so many, the first ones. `total`: how many there are. */
  list(page?: { readonly limit?: number | undefined }): Promise<{
    readonly users: readonly User[]
    readonly total: number
  }>
  /** Adds a user, as a fixture writes it. Ids that are left out are random. Returns the user as `list` does. */
  add(user: UserFixture | Widened<UserFixture>): Promise<User>
  /** Deletes a user, with entry and profile. `id` is the user's `id`, or the `profileId` if nobody has such an `id`. */
  delete(id: string): Promise<void>
}

/** A user, with defaults filled in. The password is there only if a fixture or a test wrote it. */
export interface User extends Omit<UserFixture, 'passwordHash' | 'refreshGeneration'> {
  readonly provider: Provider
  /** The `sub` of the user's tokens; null before the first sign-in. */
  readonly profileId: string | null
  /** There is a password, but it came over HTTP, so that only a hash of it is kept. */
  readonly passwordHashed?: true | undefined
  readonly active: boolean
  readonly attributes: { readonly [name: string]: unknown }
  /** The names of the roles. */
  readonly roles: readonly string[]
}

/**
 * The options of `signIn`: the user, by one of `email`, `userName` and `profileId`. Of several users with an e-mail address
 * or user name, it is the one of the Cloud Directory.
 */
export interface SignIn {
  readonly email?: string | undefined
  readonly userName?: string | undefined
  readonly profileId?: string | undefined
  /** Default: the first application. */
  readonly clientId?: string | undefined
  /** A redirect URI that the tenant has registered. With it the answer has `redirect`, which the next three belong to. */
  readonly redirectUri?: string | undefined
  readonly state?: string | undefined
  readonly nonce?: string | undefined
  /** Made with S256 (RFC 7636). A single-page app must have one. */
  readonly codeChallenge?: string | undefined
}

/** The tokens of a user. */
export interface UserTokens {
  readonly accessToken: string
  readonly idToken: string
  /** Only where the tenant issues refresh tokens: `config.tokens.refresh.enabled`. */
  readonly refreshToken?: string | undefined
  /** The lifetime of the access token, in seconds. */
  readonly expiresIn: number
  readonly scope: string
  /** With `redirectUri`: where the browser would return to the client after a sign-in, with a code. */
  readonly redirect?: string | undefined
}

/** Creates tokens for tests. */
export interface Tokens {
  create(token?: NewToken): Promise<Token>
}

/** The options of `tokens.create`. Default: the token that the tenant's first application would get. */
export interface NewToken {
  readonly clientId?: string | undefined
  /**
   * The e-mail address, user name or `profileId` of a user: the tokens speak of this user, even one who may not sign in,
   * and there is an id token, too. Default: the client itself.
   */
  readonly user?: string | undefined
  readonly sub?: string | undefined
  /** Replaces the whole scope of the access token. */
  readonly scope?: string | undefined
  /** Claims to add or replace; null removes one. */
  readonly claims?: { readonly [name: string]: unknown } | undefined
  /** Header members to add or replace; null removes one. */
  readonly header?: { readonly [name: string]: unknown } | undefined
  /** The lifetime in seconds; negative for an expired token. */
  readonly expiresIn?: number | undefined
  readonly flaw?: Flaw | undefined
}

export interface Token {
  readonly accessToken: string
  /** Only with `user`. */
  readonly idToken?: string | undefined
  /** Those of the access token. */
  readonly claims: { readonly [name: string]: unknown }
}

/** The outbox of a tenant: the last 1000 mails that App ID would have sent to its users. Nothing is sent to anybody. */
export interface Mails {
  /** Lists matching mails, newest last. With `since`, only those after the mail with that id. */
  list(
    filter?: MailFilter & { readonly since?: number | undefined },
  ): Promise<{ readonly mails: readonly Mail[] }>
  /**
   * Returns the first matching mail (after the mail `since`, if given), or waits for the next one. Rejects with the code
   * `TIMEOUT` after `timeout` milliseconds of real time; default 5000, at most 60000.
   */
  waitFor(
    filter?: MailFilter & { readonly since?: number | undefined },
    options?: { readonly timeout?: number | undefined },
  ): Promise<Mail>
  clear(): Promise<void>
}

/** Selects the mails that match in every given member. */
export interface MailFilter {
  /** The address, in upper or lower case. */
  readonly to?: string | undefined
  readonly template?: MailTemplate | undefined
}

export type MailTemplate =
  | 'USER_VERIFICATION'
  | 'WELCOME'
  | 'PASSWORD_CHANGED'
  | 'RESET_PASSWORD'
  | 'MFA_VERIFICATION'

/** A mail with its template filled in. */
export interface Mail {
  readonly id: number
  /** ISO 8601, by the tenant's clock. */
  readonly at: string
  readonly to: string
  readonly from: MailAddress
  readonly replyTo?: MailAddress | undefined
  readonly template: MailTemplate
  /** The language of the template that was used. */
  readonly language: string
  readonly subject: string
  readonly text: string
  readonly html: string
  /** The link in the mail. It lets whoever follows it in. */
  readonly link?: string | undefined
  /** The end of the link. */
  readonly code?: string | undefined
  /**
   * What the action URL gets as `context` when the link is followed, and `confirmation_result` takes. That of a
   * RESET_PASSWORD works at once.
   */
  readonly context?: string | undefined
}

export interface MailAddress {
  readonly name?: string | undefined
  readonly email: string
}

/** Snapshots of the state, in memory, for all users of the emulator. */
export interface Snapshots {
  /** Creates a snapshot of the current state. */
  create(): Promise<{ readonly id: string }>
  /** Lists the snapshots, oldest first. */
  list(): Promise<{ readonly snapshots: readonly { readonly id: string }[] }>
  /** Restores a snapshot and resets the counters of faults. The snapshot is kept. */
  restore(id: string): Promise<void>
  delete(id: string): Promise<void>
}

/** The whole state in the fixture format, including private keys. */
export interface State {
  get(): Promise<Fixture>
  /** Replaces everything. The seed, to which a reset returns, is not changed. */
  set(state: Fixture | Widened<Fixture>): Promise<void>
}

/** The public URL and the issuer of the emulator. */
export interface Urls {
  get(): Promise<UrlSettings>
  /** Sets the public URL and the issuer; an omitted one is cleared. A reset does not change them. */
  set(settings: Partial<UrlSettings>): Promise<UrlSettings>
}

/** null means that the request determines the value. */
export interface UrlSettings {
  readonly publicUrl: string | null
  readonly issuer: string | null
}

// ---------------------------------------------------------------------------------------------- fixtures

/** The format of seeds, the data file and the state. Everything below a tenant's id is optional. */
export interface Fixture {
  readonly $schema?: string | undefined
  readonly version: 1
  readonly iam?: IamFixture | undefined
  /** Faults of IAM and of every tenant. */
  readonly faults?: readonly NewFault[] | undefined
  /** The tenants by their ids: lower-case uuids. */
  readonly tenants: { readonly [tenantId: string]: TenantFixture }
}

export interface IamFixture {
  /** The API keys that IAM accepts. Default: any API key. */
  readonly apiKeys?: readonly string[] | undefined
  /** The keys for IAM tokens; the last one signs. Default: one is generated when it is first needed. */
  readonly signingKeys?: readonly SigningKey[] | undefined
}

export interface TenantFixture {
  readonly name?: string | undefined
  /** At most 200. */
  readonly applications?: readonly ApplicationFixture[] | undefined
  /** The last one signs. Default: one is generated when it is first needed. */
  readonly signingKeys?: readonly SigningKey[] | undefined
  /** At most 50. */
  readonly roles?: readonly RoleFixture[] | undefined
  readonly users?: readonly UserFixture[] | undefined
  /** What refresh tokens need in order to survive a restart. */
  readonly refreshTokens?:
    | {
        readonly keys?: readonly { readonly id: string; readonly key: string }[] | undefined
        readonly revoked?: readonly { readonly id: string; readonly exp: number }[] | undefined
      }
    | undefined
  readonly config?: ConfigFixture | undefined
  readonly clock?:
    | { readonly offset?: number | undefined; readonly frozenAt?: number | undefined }
    | undefined
  readonly faults?: readonly NewFault[] | undefined
}

/** An application. Missing ids and secrets are derived from its position, so they are the same in every run. */
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
  /** Accepted and ignored, so that responses of App ID can be pasted in. */
  readonly tenantId?: string | undefined
  readonly oAuthServerUrl?: string | undefined
  readonly profilesUrl?: string | undefined
  readonly discoveryEndpoint?: string | undefined
}

export interface RoleFixture {
  readonly id?: string | undefined
  readonly name?: string | undefined
  readonly description?: string | undefined
  /** The scopes that the role grants, by application. */
  readonly access?:
    | readonly { readonly application_id: string; readonly scopes: readonly string[] | null }[]
    | null
    | undefined
}

/** Who vouches for a user. */
export type Provider =
  | 'cloud_directory'
  | 'facebook'
  | 'google'
  | 'saml'
  | 'appid_custom'
  | 'ibmid'
  | 'appid_anon'

/**
 * A user: an entry in the Cloud Directory, a profile, or both. A Cloud Directory user needs `email` or `userName`. Missing
 * ids are derived from its position, so they are the same in every run. Times are ISO 8601.
 */
export interface UserFixture {
  /** Default: `cloud_directory`. */
  readonly provider?: Provider | undefined
  /** The provider's id; for Cloud Directory, the SCIM id. */
  readonly id?: string | undefined
  /** The `sub` of the user's tokens. null: the first sign-in creates the profile. */
  readonly profileId?: string | null | undefined
  readonly email?: string | undefined
  readonly userName?: string | undefined
  /** As it is typed. */
  readonly password?: string | undefined
  /** A scrypt hash, as the emulator stores passwords that arrive over HTTP. */
  readonly passwordHash?: string | undefined
  /** Default: the full name, else the user name, else the e-mail. */
  readonly displayName?: string | undefined
  readonly givenName?: string | undefined
  readonly familyName?: string | undefined
  /** Whether the e-mail address has been verified. Default: `CONFIRMED`. */
  readonly status?: 'CONFIRMED' | 'PENDING' | undefined
  /** Default: true. */
  readonly active?: boolean | undefined
  /** Milliseconds since the epoch. */
  readonly lockedUntil?: number | undefined
  /** The attributes of the profile. */
  readonly attributes?: { readonly [name: string]: unknown } | undefined
  /** Ids or names of roles of the tenant. */
  readonly roles?: readonly string[] | undefined
  /** Further members of the SCIM user; for another provider, of what it says about the user. */
  readonly scim?: { readonly [name: string]: unknown } | undefined
  readonly created?: string | undefined
  readonly lastModified?: string | undefined
  readonly lastLogin?: string | undefined
  /** Whose first sign-in gets this prepared profile: an e-mail address, or the provider's id. */
  readonly idpIdentity?: string | undefined
  /** The Cloud Directory no longer has the user; the profile is left. */
  readonly removed?: true | undefined
  /** How many times all refresh tokens of the user were revoked. */
  readonly refreshGeneration?: number | undefined
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
  /** A comment, such as a note that this is only a test key. */
  readonly 'x-test-key'?: string | undefined
}

/** The documents below App ID's `/config`, by path. Default: as in a new instance. */
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
  readonly 'ui/theme_text'?:
    | { readonly tabTitle?: string | undefined; readonly footnote?: string | undefined }
    | undefined
  readonly 'ui/theme_color'?: { readonly headerColor?: string | undefined } | undefined
  /** The URL of the logo. */
  readonly 'ui/media'?: { readonly image: string } | undefined
  readonly 'ui/languages'?:
    | { readonly languages?: readonly string[] | null | undefined }
    | undefined
  readonly 'cloud_directory/sender_details'?:
    | {
        readonly senderDetails: {
          readonly from: { readonly name?: string | undefined; readonly email: string }
          readonly reply_to?:
            | { readonly name?: string | undefined; readonly email?: string | undefined }
            | undefined
          readonly linkExpirationSec?: number | undefined
        }
      }
    | undefined
  readonly 'cloud_directory/email_dispatcher'?: EmailDispatcher | undefined
  /** The regular expression, as it is or in base64. */
  readonly 'cloud_directory/password_regex'?:
    | {
        readonly regex?: string | undefined
        readonly base64_encoded_regex?: string | undefined
        readonly error_message?: string | undefined
      }
    | undefined
  readonly 'cloud_directory/advanced_password_management'?: AdvancedPasswordManagement | undefined
  readonly 'cloud_directory/mfa'?: { readonly isActive: boolean } | undefined
  /** The channel `email` is active when this one is not. */
  readonly 'cloud_directory/mfa/channels/nexmo'?:
    | {
        readonly isActive: boolean
        readonly config?:
          | {
              readonly key: string
              readonly secret: string
              readonly from: string
              readonly provider?: string | undefined
            }
          | undefined
      }
    | undefined
  readonly 'cloud_directory/sso'?:
    | {
        readonly isActive: boolean
        readonly inactivityTimeoutSeconds: number
        readonly logoutRedirectUris: readonly string[] | null
      }
    | undefined
  readonly 'cloud_directory/rate_limit'?:
    | { readonly signUpLimitPerMinute: number; readonly signInLimitPerMinute: number }
    | undefined
  /** By name and language, such as `WELCOME/en`. */
  readonly 'cloud_directory/templates'?: Readonly<Record<string, MessageTemplate>> | undefined
  /** By `on_user_verified` or `on_reset_password`. */
  readonly 'cloud_directory/action_url'?:
    | Readonly<Record<string, { readonly actionUrl: string }>>
    | undefined
  /** By `premfa` or `postmfa`. */
  readonly 'cloud_directory/mfa/extensions'?: Readonly<Record<string, MfaExtension>> | undefined
}

/** The HTML of a message may be given as it is or in base64. */
export interface MessageTemplate {
  readonly subject: string
  readonly html_body?: string | undefined
  readonly base64_encoded_html_body?: string | undefined
  readonly plain_text_body?: string | undefined
}

export interface MfaExtension {
  readonly isActive: boolean
  readonly config?:
    | {
        readonly url?: string | undefined
        readonly headers?: Readonly<Record<string, string>> | undefined
      }
    | undefined
}

export interface EmailDispatcher {
  readonly provider: 'appid' | 'sendgrid' | 'custom'
  readonly sendgrid?: { readonly apiKey: string } | undefined
  readonly custom?:
    | {
        readonly url: string
        readonly authorization: {
          readonly type: 'value' | 'basic' | 'none'
          readonly value?: string | undefined
          readonly username?: string | undefined
          readonly password?: string | undefined
        }
      }
    | undefined
}

export interface AdvancedPasswordManagement {
  readonly advancedPasswordManagement: {
    readonly enabled: boolean
    readonly passwordReuse: PasswordPolicy<'maxPasswordReuse'>
    readonly preventPasswordWithUsername: { readonly enabled: boolean }
    readonly passwordExpiration: PasswordPolicy<'daysToExpire'>
    readonly lockOutPolicy: PasswordPolicy<'lockOutTimeSec' | 'numOfAttempts'>
    readonly minPasswordChangeInterval?: PasswordPolicy<'minHoursToChangePassword'> | undefined
  }
}

export interface PasswordPolicy<Limit extends string> {
  readonly enabled: boolean
  readonly config?: Readonly<Record<Limit, number>> | undefined
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
