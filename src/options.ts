import * as v from 'valibot'
import type { EmulatorOptions, Log } from './api.ts'
import { harmless } from './journal/log.ts'
import { InvalidInput, parse } from './model/parsing/parse.ts'
import { uuidNoun, uuidShape } from './model/values/text.ts'

/** What a message can name: an option, or the absence of `data`. */
export type Nameable = keyof EmulatorOptions | 'no data'

/** Returns the caller's own name for an option, such as `--port`. */
export type Word = (what: Nameable) => string

const flag = (otherwise: boolean) => v.optional(v.boolean(), otherwise)

const wholeNumber = (most: number) =>
  v.custom<number>(
    (input) => Number.isInteger(input) && Number(input) >= 0 && Number(input) <= most,
    ({ input }) => `must be a whole number from 0 to ${most}, not ${shown(input)}`,
  )

const shaped = (shape: RegExp, noun: string) =>
  v.pipe(
    v.string(),
    v.regex(shape, ({ input }) => `must be ${noun}, not ${shown(input)}`),
  )

const aFunction = <Function>() =>
  v.custom<Function>((input) => typeof input === 'function', 'must be a function')

const seed = v.custom<NonNullable<EmulatorOptions['seed']>>(
  (input) => input === false || [input].flat().every(isSeed),
  'must be the name of a fixture, the path of a file, a fixture, a list of these, or false',
)

const entries = {
  port: v.optional(wholeNumber(65_535), 0),
  host: v.optional(shaped(/^[^\s\p{Cc}]+$/u, 'an address to listen on, such as 127.0.0.1')),
  data: v.optional(shaped(/^[^\0]+$/, 'the path of a file')),
  seed: v.optional(seed, 'demo'),
  tenantIds: v.optional(
    v.pipe(
      v.array(shaped(uuidShape, uuidNoun)),
      v.check((ids) => new Set(ids).size === ids.length, 'must not contain the same id twice'),
    ),
    [],
  ),
  reset: flag(false),
  now: v.optional(aFunction<() => number>()),
  publicUrl: v.optional(v.string()),
  issuer: v.optional(v.string()),
  trustProxy: flag(false),
  strictIam: flag(false),
  autoLogin: flag(false),
  userPicker: flag(true),
  control: flag(true),
  allowedHosts: v.optional(v.array(shaped(/^[^\s\p{Cc}/@]+$/u, 'a host name')), []),
  journal: v.optional(wholeNumber(1_000_000), 10_000),
  log: v.pipe(
    v.optional(aFunction<Log>(), () => () => {}),
    v.transform(harmless),
  ),
} satisfies { [Name in keyof EmulatorOptions]-?: v.GenericSchema<EmulatorOptions[Name]> }

const SettingsSchema = v.strictObject(entries)

const names = v.keyof(SettingsSchema).options

/** The validated options, with defaults filled in. */
export type Settings = v.InferOutput<typeof SettingsSchema>

/** @throws {InvalidInput} */
export function parseOptions(options: EmulatorOptions): Settings {
  if (typeof options !== 'object' || options === null)
    throw new InvalidInput([{ path: ['options'], message: 'must be an object' }])
  const unknown = Object.keys(options).filter((name) => !Object.hasOwn(entries, name))
  if (unknown.length === 0) return parse(SettingsSchema, options)
  throw new InvalidInput([
    {
      path: [unknown.join(', ')],
      message: `no such option. The options are ${names.join(', ')}`,
    },
  ])
}

/** Runs `work`. If it refuses an option, the error uses the caller's own name for it. @throws {InvalidInput} */
export function named<T>(word: Word, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error
    throw new InvalidInput(
      error.problems.map(({ path, message }) => {
        const option = names.find((name) => name === path[0])
        return { path: option === undefined ? path : [word(option)], message }
      }),
    )
  }
}

function isSeed(input: unknown): boolean {
  return typeof input === 'string' ? input !== '' : typeof input === 'object' && input !== null
}

// Other values are shown by their type only, because they may contain anything.
function shown(input: unknown): string {
  if (typeof input === 'number' || input === null) return `${input}`
  return typeof input === 'string' ? JSON.stringify(input) : `a value of type ${typeof input}`
}
