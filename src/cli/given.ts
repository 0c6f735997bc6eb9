import { baseUrlProblem, parseBaseUrl } from '../model/values/base-url.ts'
import { defaultUrl, type Kind, type OptionTable, twinOf } from './options.ts'

/** The unparsed values of one option, and `word`, the flag or variable that set it. */
interface OptionValues {
  readonly word: string
  readonly values: readonly string[]
}

/** The values that were given, by option. */
export type Given = ReadonlyMap<string, OptionValues>

/** The command line or the environment is invalid. Exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/**
 * Merges the command line and the environment. A flag overrides the environment variable of the same option, and that
 * of its opposite. In the environment, the elements of a list are separated by commas.
 * @throws {UsageError}
 */
export function readGiven(
  table: OptionTable,
  flags: Readonly<Record<string, unknown>>,
  environment: Readonly<Record<string, string | undefined>>,
): Given {
  const byDefault = new Map<string, OptionValues>()
  const onCommandLine = new Map<string, OptionValues>()
  const inEnvironment = new Map<string, OptionValues>()
  for (const [name, option] of Object.entries(table)) {
    const flag = fromFlag(`--${name}`, option.kind, flags[name])
    if (flag) onCommandLine.set(name, flag)
    const variable = twinOf(name, option)
    const text = variable && environment[variable]
    if (option.on && flags[name] !== false && !isOff(text))
      byDefault.set(name, { word: `--${name}`, values: [] })
    if (flags[name] === false || variable === undefined) continue
    const twin = fromVariable(variable, option.kind, text)
    if (twin) inEnvironment.set(name, twin)
  }
  for (const name of onCommandLine.keys()) {
    inEnvironment.delete(name)
    const opposite = table[name]?.opposite
    if (opposite !== undefined) inEnvironment.delete(opposite)
  }
  const given = new Map([...byDefault, ...inEnvironment, ...onCommandLine])
  for (const [name, { word }] of given) {
    const opposite = given.get(table[name]?.opposite ?? '')
    if (opposite !== undefined)
      throw new UsageError(`${word} and ${opposite.word} cannot be used together: leave one out`)
  }
  return given
}

/** The value of an option that takes one. */
export function textOf(given: Given, name: string): string | undefined {
  return given.get(name)?.values[0]
}

/** The value of an option that takes a whole number. @throws {UsageError} */
export function numberOf(given: Given, name: string): number | undefined {
  const option = given.get(name)
  const [text = ''] = option?.values ?? []
  if (option === undefined || /^-?\d+$/.test(text)) return option && Number(text)
  throw new UsageError(`${option.word}: must be a whole number, not ${text}`)
}

/** The URL of the emulator, without a trailing slash. @throws {UsageError} */
export function urlOf(given: Given): string {
  const text = textOf(given, 'url') ?? defaultUrl
  const url = parseBaseUrl(text)
  if (url !== undefined) return url
  throw new UsageError(`${given.get('url')?.word}: ${baseUrlProblem(text)}`)
}

/** Returns the user's name for a setting: the variable that set it, otherwise the flag. */
export function wordOf(what: string, table: OptionTable, given: Given): string {
  const [name] = Object.entries(table).find(([, { sets }]) => sets === what) ?? []
  return name === undefined ? what : (given.get(name)?.word ?? `--${name}`)
}

/** The option that names the missing item, by error code. */
const missing: Readonly<Record<string, string>> = {
  UNKNOWN_TENANT: 'tenant',
  UNKNOWN_APPLICATION: 'client',
  UNKNOWN_USER: 'user',
}

/** Whether an `EmulatorError` with this code is about an option that was given. */
export function isUsage(code: string, given: Given): boolean {
  return code === 'INVALID_INPUT' || given.has(missing[code] ?? '')
}

/** Whether Kubernetes or Docker set the variable: they use the same names for a service called `appid-emulator`. */
export function isServiceLink(value: string): boolean {
  return /^(?:tcp|udp|sctp):\/\//.test(value)
}

function fromFlag(word: string, kind: Kind, value: unknown): OptionValues | undefined {
  const values = [value].flat().filter((one) => one !== undefined)
  if (values.length === 0) return undefined
  if (kind !== 'list' && values.length > 1) throw new UsageError(`${word} can be given only once`)
  if (kind === 'flag') return values[0] === true ? { word, values: [] } : undefined
  return {
    word,
    values: values.map((one) => {
      if (typeof one !== 'string' || one === '') throw new UsageError(`${word} needs a value`)
      return one
    }),
  }
}

function fromVariable(
  word: string,
  kind: Kind,
  text: string | undefined,
): OptionValues | undefined {
  if (text === undefined || text === '' || isServiceLink(text)) return undefined
  if (kind === 'value') return { word, values: [text] }
  if (kind === 'list') return { word, values: text.split(',').map((one) => one.trim()) }
  if (['1', 'true'].includes(text)) return { word, values: [] }
  if (isOff(text)) return undefined
  throw new UsageError(`${word} must be true, 1, false or 0, not ${text}`)
}

function isOff(text: string | undefined): boolean {
  return text === '0' || text === 'false'
}
