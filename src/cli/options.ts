import type { Nameable, NewToken } from '../index.ts'
import { FlawName } from '../model/flaw.ts'

/** A flag has no value, a value is given once, a list may be given several times. */
export type Kind = 'flag' | 'value' | 'list'

interface Option {
  readonly kind: Kind
  /** The setting: an option of `createEmulator`, a member of the new token, or the URL of the emulator. */
  readonly sets?: Nameable | keyof NewToken | 'url'
  readonly alias?: string
  /** The placeholder for the value in the help. */
  readonly value?: string
  readonly describe: string
  /** The option with the opposite meaning. A flag overrides the environment variable of its opposite. */
  readonly opposite?: string
  /** Whether a flag is on unless it is set to false. */
  readonly on?: true
  /** False when there is no environment variable for the option. */
  readonly twin?: false
}

/** The options of `start`: the source of the help, the environment variables and the README's table. */
export const startOptions = {
  port: {
    kind: 'value',
    sets: 'port',
    alias: 'p',
    value: 'N',
    describe: 'the port; 0 selects a free one (default: 6002)',
  },
  host: {
    kind: 'value',
    sets: 'host',
    alias: 'H',
    value: 'ADDRESS',
    describe: 'the address to listen on (default: both loopback addresses)',
  },
  data: {
    kind: 'value',
    sets: 'data',
    value: 'FILE',
    describe: 'the JSON file that stores the state (default: .appid-emulator/db.json)',
    opposite: 'in-memory',
  },
  'in-memory': {
    kind: 'flag',
    sets: 'no data',
    describe: 'keep the state in memory only',
    opposite: 'data',
  },
  seed: {
    kind: 'list',
    sets: 'seed',
    value: 'NAME|FILE',
    describe:
      'the initial state: a bundled fixture (demo, failures), or a file whose name contains / or ends in .json; repeatable (default: demo)',
    opposite: 'no-seed',
  },
  'no-seed': { kind: 'flag', describe: 'start without a seed', opposite: 'seed' },
  tenant: {
    kind: 'list',
    sets: 'tenantIds',
    value: 'UUID',
    describe: 'create an empty tenant with this id; repeatable',
  },
  reset: {
    kind: 'flag',
    sets: 'reset',
    describe: 'start from the seed and replace the data file',
  },
  'public-url': {
    kind: 'value',
    sets: 'publicUrl',
    value: 'URL',
    describe:
      'the base URL of iss, issuer and the authorization endpoint; its path is part of every URL (default: the origin of the request)',
  },
  issuer: {
    kind: 'value',
    sets: 'issuer',
    value: 'TEMPLATE',
    describe: 'the issuer of every tenant; must contain {tenantId}',
  },
  'trust-proxy': {
    kind: 'flag',
    sets: 'trustProxy',
    describe: 'trust X-Forwarded-Proto, X-Forwarded-Host and X-Forwarded-Port',
  },
  'strict-iam': {
    kind: 'flag',
    sets: 'strictIam',
    describe: 'make the management API accept only unexpired tokens from POST /identity/token',
  },
  'auto-login': {
    kind: 'flag',
    sets: 'autoLogin',
    describe:
      'sign in the user whose e-mail address or user name is the login_hint, without a page',
  },
  'no-user-picker': {
    kind: 'flag',
    sets: 'userPicker',
    describe: 'let users sign in with their passwords only: the sign-in page offers none to pick',
  },
  'no-control': {
    kind: 'flag',
    sets: 'control',
    describe: 'disable the control API: below /_appid only the health checks remain',
  },
  'allowed-host': {
    kind: 'list',
    sets: 'allowedHosts',
    value: 'NAME',
    describe:
      'a host name that requests to /_appid, the sign-in page, the management API and IAM may use, besides local names; repeatable',
  },
  journal: {
    kind: 'value',
    sets: 'journal',
    value: 'N',
    describe: 'how many requests to keep for GET /_appid/requests; 0 for none (default: 10000)',
  },
  silent: { kind: 'flag', describe: 'print only the ready line, warnings and errors' },
  'log-format': {
    kind: 'value',
    value: 'pretty|json',
    describe: 'the output format: pretty or json (default: pretty)',
  },
} as const satisfies Readonly<Record<string, Option>>

const { data: _, ...startInMemory } = startOptions

/** The options of `exec`: those of `start` but the data file, and the application. */
export const execOptions = {
  ...startInMemory,
  port: { ...startOptions.port, describe: 'the port; 0 selects a free one (default: 0)' },
  silent: {
    ...startOptions.silent,
    on: true,
    describe: `${startOptions.silent.describe} (default; --silent=false prints everything)`,
  },
  client: {
    kind: 'value',
    value: 'NAME|UUID',
    describe:
      'the application of the first tenant whose settings the command gets (default: the first with a secret)',
    twin: false,
  },
} as const satisfies Readonly<Record<string, Option>>

/** The URL of the emulator that the command talks to, unless another is given. */
export const defaultUrl = 'http://localhost:6002'

/** The options of `token`: the emulator, and the contents of the token. */
export const tokenOptions = {
  url: {
    kind: 'value',
    sets: 'url',
    value: 'URL',
    describe: `the URL of the emulator (default: ${defaultUrl})`,
  },
  tenant: {
    kind: 'value',
    value: 'NAME|UUID',
    describe: 'the tenant of the token (default: the first)',
    twin: false,
  },
  client: {
    kind: 'value',
    sets: 'clientId',
    value: 'NAME|UUID',
    describe: 'the application that the token is issued to (default: the first)',
    twin: false,
  },
  user: {
    kind: 'value',
    sets: 'user',
    value: 'USER',
    describe: 'the user whom the token speaks of, by e-mail address, user name or profile id',
    twin: false,
  },
  'id-token': { kind: 'flag', describe: 'print the id token of the user', twin: false },
  sub: { kind: 'value', sets: 'sub', value: 'TEXT', describe: 'the subject', twin: false },
  scope: {
    kind: 'value',
    sets: 'scope',
    value: 'SCOPES',
    describe: 'the scopes, separated by spaces',
    twin: false,
  },
  claims: {
    kind: 'value',
    sets: 'claims',
    value: 'JSON',
    describe: 'claims to add or replace; null removes a claim',
    twin: false,
  },
  header: {
    kind: 'value',
    sets: 'header',
    value: 'JSON',
    describe: 'header members to add or replace; null removes a member',
    twin: false,
  },
  'expires-in': {
    kind: 'value',
    sets: 'expiresIn',
    value: 'SECONDS',
    describe: 'the lifetime; negative for an expired token',
    twin: false,
  },
  flaw: {
    kind: 'value',
    sets: 'flaw',
    value: 'NAME',
    describe: `the flaw of the token: ${FlawName.options.join(', ')}`,
    twin: false,
  },
} as const satisfies Readonly<Record<string, Option>>

/** The options of `env`. */
export const envOptions = {
  url: tokenOptions.url,
  tenant: {
    kind: 'value',
    value: 'NAME|UUID',
    describe: 'the tenant (default: the first)',
    twin: false,
  },
  client: {
    kind: 'value',
    value: 'NAME|UUID',
    describe: 'the application (default: the first with a secret)',
    twin: false,
  },
  format: {
    kind: 'value',
    value: 'shell|dotenv|json',
    describe: 'the output format: shell, dotenv or json (default: shell)',
    twin: false,
  },
} as const satisfies Readonly<Record<string, Option>>

/** The options of `export`. */
export const exportOptions = {
  url: tokenOptions.url,
  tenant: {
    kind: 'value',
    value: 'NAME|UUID',
    describe: 'print only this tenant, without what belongs to the whole emulator',
    twin: false,
  },
  'no-keys': { kind: 'flag', describe: 'leave out the signing keys', twin: false },
} as const satisfies Readonly<Record<string, Option>>

/** The options of `wait`. */
export const waitOptions = {
  url: tokenOptions.url,
  timeout: {
    kind: 'value',
    value: 'DURATION',
    describe: 'how long to wait: 500ms, 30s or 5m (default: 30s)',
    twin: false,
  },
} as const satisfies Readonly<Record<string, Option>>

export type OptionTable = Readonly<Record<string, Option>>

/** The prefix of the environment variables. */
export const twinPrefix = 'APPID_EMULATOR_'

/** Returns the environment variable of an option, if there is one. */
export function twinOf(name: string, { twin }: Option): string | undefined {
  return twin === false ? undefined : `${twinPrefix}${name.toUpperCase().replaceAll('-', '_')}`
}
