import type { Nameable, NewToken } from '../index.ts'

/** How an option is written: alone, with one value, or with a value and any number of times. */
export type Kind = 'flag' | 'value' | 'list'

interface Option {
  readonly kind: Kind
  /** What it sets: of `createEmulator`, of the token that is asked for, or where that is. */
  readonly sets?: Nameable | keyof NewToken | 'url'
  readonly alias?: string
  /** What the value is, for the help. */
  readonly value?: string
  readonly describe: string
  /** The option that says the contrary; a flag on the command line beats the environment's contrary. */
  readonly opposite?: string
  /** False when no environment variable says the same. */
  readonly twin?: false
}

/** The options of `start`. Help, environment twins and the README's table come from here. */
export const startOptions = {
  port: {
    kind: 'value',
    sets: 'port',
    alias: 'p',
    value: 'N',
    describe: 'the port; 0 takes any free one (default: 6002)',
  },
  host: {
    kind: 'value',
    sets: 'host',
    alias: 'H',
    value: 'ADDRESS',
    describe: 'the one address to listen on (default: both loopback addresses)',
  },
  data: {
    kind: 'value',
    sets: 'data',
    value: 'FILE',
    describe: 'the JSON file that keeps the state (default: .appid-emulator/db.json)',
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
      'what to start with: a bundled fixture (demo, failures), or a file with / or .json in its name; repeatable (default: demo)',
    opposite: 'no-seed',
  },
  'no-seed': { kind: 'flag', describe: 'start with nothing', opposite: 'seed' },
  tenant: {
    kind: 'list',
    sets: 'tenantIds',
    value: 'UUID',
    describe: 'an empty tenant under this id; repeatable',
  },
  reset: {
    kind: 'flag',
    sets: 'reset',
    describe: 'start from the seed, whatever the data file holds',
  },
  'public-url': {
    kind: 'value',
    sets: 'publicUrl',
    value: 'URL',
    describe:
      'the URL that iss, issuer and the authorization endpoint begin with; a path in it is in every URL (default: the request’s origin)',
  },
  issuer: {
    kind: 'value',
    sets: 'issuer',
    value: 'TEMPLATE',
    describe: 'the issuer of every tenant, with {tenantId} in it',
  },
  'trust-proxy': {
    kind: 'flag',
    sets: 'trustProxy',
    describe: 'believe X-Forwarded-Proto, X-Forwarded-Host and X-Forwarded-Port',
  },
  'strict-iam': {
    kind: 'flag',
    sets: 'strictIam',
    describe: 'the management API takes nothing but unexpired tokens of POST /identity/token',
  },
  'no-control': {
    kind: 'flag',
    sets: 'control',
    describe: 'no control API: /_appid answers health only',
  },
  'allowed-host': {
    kind: 'list',
    sets: 'allowedHosts',
    value: 'NAME',
    describe:
      'a host under which /_appid, the management API and IAM may be used, besides local names; repeatable',
  },
  journal: {
    kind: 'value',
    sets: 'journal',
    value: 'N',
    describe: 'how many requests to remember for GET /_appid/requests; 0 for none (default: 10000)',
  },
  silent: { kind: 'flag', describe: 'print the ready line, warnings and errors only' },
  'log-format': {
    kind: 'value',
    value: 'pretty|json',
    describe: 'how to print: pretty or json (default: pretty)',
  },
} as const satisfies Readonly<Record<string, Option>>

const flaws: Readonly<Record<NonNullable<NewToken['flaw']>, true>> = {
  expired: true,
  'not-yet-valid': true,
  'wrong-audience': true,
  'wrong-issuer': true,
  'wrong-tenant': true,
  'wrong-key': true,
  'unknown-kid': true,
  'alg-none': true,
  'hs256-with-public-key': true,
  tampered: true,
  'missing-kid': true,
  'missing-scope': true,
  'ver-3': true,
}

/** The options of `token`: where the emulator is, and what the token is to be. */
export const tokenOptions = {
  url: {
    kind: 'value',
    sets: 'url',
    value: 'URL',
    describe: 'where the emulator answers (default: http://localhost:6002)',
  },
  tenant: {
    kind: 'value',
    value: 'UUID',
    describe: 'whose token (default: the first tenant’s)',
    twin: false,
  },
  client: {
    kind: 'value',
    sets: 'clientId',
    value: 'UUID',
    describe: 'the application that it is issued to (default: the first)',
    twin: false,
  },
  sub: { kind: 'value', sets: 'sub', value: 'TEXT', describe: 'another subject', twin: false },
  scope: {
    kind: 'value',
    sets: 'scope',
    value: 'SCOPES',
    describe: 'other scopes, separated by spaces',
    twin: false,
  },
  claims: {
    kind: 'value',
    sets: 'claims',
    value: 'JSON',
    describe: 'claims to add or replace; null takes one away',
    twin: false,
  },
  header: {
    kind: 'value',
    sets: 'header',
    value: 'JSON',
    describe: 'members of the header to add or replace; null takes one away',
    twin: false,
  },
  'expires-in': {
    kind: 'value',
    sets: 'expiresIn',
    value: 'SECONDS',
    describe: 'the lifetime; negative for the past',
    twin: false,
  },
  flaw: {
    kind: 'value',
    sets: 'flaw',
    value: 'NAME',
    describe: `what is wrong with it: ${Object.keys(flaws).join(', ')}`,
    twin: false,
  },
} as const satisfies Readonly<Record<string, Option>>

export type OptionTable = Readonly<Record<string, Option>>

/** What the names of our environment variables begin with. */
export const twinPrefix = 'APPID_EMULATOR_'

/** The environment variable that says the same as an option, if there is one. */
export function twinOf(name: string, { twin }: Option): string | undefined {
  return twin === false ? undefined : `${twinPrefix}${name.toUpperCase().replaceAll('-', '_')}`
}
