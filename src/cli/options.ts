/** How an option is written: alone, with one value, or with a value and any number of times. */
type Kind = 'flag' | 'value' | 'list'

interface Option {
  readonly kind: Kind
  readonly alias?: string
  /** What the value is, for the help. */
  readonly value?: string
  readonly describe: string
  /** The option that says the contrary; a flag on the command line beats the environment's contrary. */
  readonly opposite?: string
}

/** The options of `start`. Help, environment twins and the README's table come from here. */
export const startOptions = {
  port: {
    kind: 'value',
    alias: 'p',
    value: 'N',
    describe: 'the port; 0 takes any free one (default: 6002)',
  },
  host: {
    kind: 'value',
    alias: 'H',
    value: 'ADDRESS',
    describe: 'the one address to listen on (default: both loopback addresses)',
  },
  data: {
    kind: 'value',
    value: 'FILE',
    describe: 'the JSON file that keeps the state (default: .appid-emulator/db.json)',
    opposite: 'in-memory',
  },
  'in-memory': { kind: 'flag', describe: 'keep the state in memory only', opposite: 'data' },
  seed: {
    kind: 'list',
    value: 'NAME|FILE',
    describe:
      'what to start with: a bundled fixture (demo, failures), or a file with / or .json in its name; repeatable (default: demo)',
    opposite: 'no-seed',
  },
  'no-seed': { kind: 'flag', describe: 'start with nothing', opposite: 'seed' },
  tenant: { kind: 'list', value: 'UUID', describe: 'an empty tenant under this id; repeatable' },
  reset: { kind: 'flag', describe: 'start from the seed, whatever the data file holds' },
  'public-url': {
    kind: 'value',
    value: 'ORIGIN',
    describe: 'the origin of iss, issuer and the authorization endpoint (default: the request’s)',
  },
  issuer: {
    kind: 'value',
    value: 'TEMPLATE',
    describe: 'the issuer of every tenant, with {tenantId} in it',
  },
  'trust-proxy': { kind: 'flag', describe: 'believe X-Forwarded-Proto and X-Forwarded-Host' },
  'strict-iam': {
    kind: 'flag',
    describe: 'the management API takes nothing but unexpired tokens of POST /identity/token',
  },
  'no-control': {
    kind: 'flag',
    describe: 'no control API: /_appid answers health only',
  },
  'allowed-host': {
    kind: 'list',
    value: 'NAME',
    describe:
      'a host under which /_appid, the management API and IAM may be used, besides local names; repeatable',
  },
  journal: {
    kind: 'value',
    value: 'N',
    describe: 'how many requests to remember for GET /_appid/requests; 0 for none (default: 10000)',
  },
  silent: { kind: 'flag', describe: 'print the ready line, warnings and errors only' },
  'log-format': { kind: 'value', value: 'pretty|json', describe: 'how to print (default: pretty)' },
} as const satisfies Readonly<Record<string, Option>>

/** The options of `token`: where the emulator is, and what the token is to be. */
export const tokenOptions = {
  url: {
    kind: 'value',
    value: 'URL',
    describe: 'where the emulator answers (default: http://localhost:6002)',
  },
  tenant: { kind: 'value', value: 'UUID', describe: 'whose token (default: the first tenant’s)' },
  client: {
    kind: 'value',
    value: 'UUID',
    describe: 'the application that it is issued to (default: the first)',
  },
  sub: { kind: 'value', value: 'TEXT', describe: 'another subject' },
  scope: { kind: 'value', value: 'SCOPES', describe: 'other scopes, separated by spaces' },
  claims: {
    kind: 'value',
    value: 'JSON',
    describe: 'claims to add or replace; null takes one away',
  },
  header: {
    kind: 'value',
    value: 'JSON',
    describe: 'members of the header to add or replace; null takes one away',
  },
  'expires-in': {
    kind: 'value',
    value: 'SECONDS',
    describe: 'the lifetime; negative for the past',
  },
  flaw: { kind: 'value', value: 'NAME', describe: 'what is wrong with it, such as expired' },
} as const satisfies Readonly<Record<string, Option>>

export type OptionTable = Readonly<Record<string, Option>>

/** What was said, by option, before any of it is understood. */
export type Given = ReadonlyMap<string, readonly string[]>

/** The command line or the environment cannot be understood. Exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** The environment variable that says the same as an option. */
export function environmentTwin(name: string): string {
  return `APPID_EMULATOR_${name.toUpperCase().replaceAll('-', '_')}`
}

/**
 * What the command line and the environment say together. The command line wins, over the twin of the
 * same option and over that of its opposite. A list is separated by commas in the environment.
 * @throws {UsageError}
 */
export function readGiven(
  table: OptionTable,
  flags: Readonly<Record<string, unknown>>,
  environment: Readonly<Record<string, string | undefined>>,
): Given {
  const onCommandLine = new Map<string, readonly string[]>()
  const inEnvironment = new Map<string, readonly string[]>()
  for (const [name, option] of Object.entries(table)) {
    const flag = flagValues(name, option.kind, flags[name])
    if (flag) onCommandLine.set(name, flag)
    if (flags[name] === false) continue
    const twin = twinValues(name, option.kind, environment[environmentTwin(name)])
    if (twin) inEnvironment.set(name, twin)
  }
  for (const name of onCommandLine.keys()) {
    inEnvironment.delete(name)
    const opposite = table[name]?.opposite
    if (opposite !== undefined) inEnvironment.delete(opposite)
  }
  const given = new Map([...inEnvironment, ...onCommandLine])
  for (const name of given.keys()) {
    const opposite = table[name]?.opposite
    if (opposite !== undefined && given.has(opposite))
      throw new UsageError(`--${name} and --${opposite} contradict each other: leave one out`)
  }
  return given
}

function flagValues(name: string, kind: Kind, value: unknown): readonly string[] | undefined {
  const values = [value].flat().filter((one) => one !== undefined)
  if (values.length === 0) return undefined
  if (kind !== 'list' && values.length > 1)
    throw new UsageError(`--${name} is given more than once`)
  if (kind === 'flag') return values[0] === true ? [] : undefined
  return values.map((one) => {
    if (typeof one !== 'string' || one === '') throw new UsageError(`--${name} needs a value`)
    return one
  })
}

function twinValues(
  name: string,
  kind: Kind,
  text: string | undefined,
): readonly string[] | undefined {
  if (text === undefined || text === '') return undefined
  if (kind === 'value') return [text]
  if (kind === 'list') return text.split(',').map((one) => one.trim())
  if (['1', 'true'].includes(text)) return []
  if (['0', 'false'].includes(text)) return undefined
  throw new UsageError(`${environmentTwin(name)} must be true, 1, false or 0, not ${text}`)
}
