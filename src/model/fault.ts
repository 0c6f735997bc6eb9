import { randomUUID } from 'node:crypto'
import * as v from 'valibot'
import { hasNoTenant, tokenOperation } from '../operations.ts'
import { FlawName } from './flaw.ts'
import type { Immutable } from './immutable.ts'
import { matchEntries, possible } from './match.ts'
import { distinct } from './values/distinct.ts'
import { Json } from './values/json.ts'
import { madeUpUuid } from './values/made-up.ts'

const count = (least: number) =>
  v.pipe(
    v.number(),
    v.safeInteger(`must be a whole number up to ${Number.MAX_SAFE_INTEGER}`),
    v.minValue(least, `must be at least ${least}`),
  )

const HeaderName = v.pipe(
  v.string(),
  v.regex(/^[\w!#$%&'*+.^`|~-]+$/, 'is not a valid header name'),
  v.check(
    (name) =>
      !/^(?:connection|content-length|keep-alive|trailer|transfer-encoding|upgrade)$/i.test(name),
    'cannot be set by a fault: use truncate or disconnect',
  ),
)
const HeaderValue = v.pipe(v.string(), v.regex(/^[\t\x20-\x7e]*$/, 'must be printable ASCII'))

const Headers = v.pipe(
  v.record(HeaderName, HeaderValue),
  v.check(
    (headers) => new Set(namesOf(headers)).size === namesOf(headers).length,
    'must not name a header twice (header names are case-insensitive)',
  ),
)

function namesOf(headers: Readonly<Record<string, string>>): string[] {
  return Object.keys(headers).map((name) => name.toLowerCase())
}

/** A response that replaces the handler's. */
const answer = {
  status: v.optional(v.pipe(count(200), v.maxValue(599, 'must be at most 599'))),
  error: v.optional(v.string()),
  errorDescription: v.optional(v.string()),
  body: v.optional(Json),
  headers: v.optional(Headers),
  retryAfter: v.optional(count(0)),
}

/** Damage to the handler's response. */
const damage = {
  truncate: v.optional(count(0)),
  malformed: v.optional(v.literal(true)),
  disconnect: v.optional(v.literal(true)),
  flaw: v.optional(FlawName),
}

/** In milliseconds: ten minutes, longer than any client waits. */
const longest = 600_000

const EffectSchema = v.pipe(
  v.strictObject({
    delayMs: v.optional(v.pipe(count(0), v.maxValue(longest, `must be at most ${longest}`))),
    ...answer,
    ...damage,
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return
    const { status, body, error, errorDescription } = dataset.value
    const given = Object.entries(dataset.value).flatMap(([name, value]) =>
      value === undefined ? [] : [name],
    )
    const answering = given.find((name) => name in answer)
    const [damaging, anotherDamage] = given.filter((name) => name in damage)
    if (given.length === 0)
      addIssue({
        message: `has no effect: set one of status, delayMs, ${Object.keys(damage).join(', ')}`,
      })
    if (answering !== undefined && damaging !== undefined)
      addIssue({
        message: `${answering} replaces the response, ${damaging} damages it: set only one of them`,
      })
    else if (anotherDamage !== undefined)
      addIssue({
        message: `${damaging} and ${anotherDamage} cannot be combined: set only one of them`,
      })
    else if (answering !== undefined && status === undefined)
      addIssue({ message: `status is missing: ${answering} needs it` })
    else if (body !== undefined && (error ?? errorDescription) !== undefined)
      addIssue({ message: 'error and errorDescription define the body: leave body out' })
  }),
)

const entries = {
  id: v.optional(
    v.pipe(
      v.string(),
      v.minLength(1, 'must not be empty'),
      v.maxLength(200, 'must be at most 200 characters'),
    ),
  ),
  ...matchEntries,
  times: v.optional(count(1)),
  after: v.optional(count(0)),
  effect: EffectSchema,
}

/** A fault in a document. */
const FaultEntriesSchema = v.strictObject(entries)

type GivenFault = v.InferOutput<typeof FaultEntriesSchema>

const GivenFaultSchema = v.pipe(
  FaultEntriesSchema,
  possible<GivenFault>(),
  v.check(
    ({ operation = tokenOperation, effect: { flaw } }) =>
      flaw === undefined || operation === tokenOperation,
    `flaws apply only to token requests: set operation to ${tokenOperation} or leave it out`,
  ),
  v.check(
    ({ operation, method = 'POST', effect: { flaw } }) =>
      flaw === undefined || operation !== undefined || method === 'POST',
    'flaws apply only to token requests: set method to POST or leave it out',
  ),
)

const withNewId = v.transform(({ id = randomUUID(), ...rest }: GivenFault) => ({ id, ...rest }))

/**
 * A failure of matching requests: it skips the first `after` of them, then strikes `times` times (default: no limit).
 * A flaw applies only to token requests.
 */
export const FaultSchema = v.pipe(GivenFaultSchema, withNewId)

export type Fault = Immutable<v.InferOutput<typeof FaultSchema>>

/** A fault to add. */
export type NewFault = Immutable<v.InferInput<typeof FaultSchema>>

/** A fault, with the number of times that it has struck. */
export const FaultInfoSchema = v.object({
  ...entries,
  id: v.string(),
  strikes: v.number(),
})

const ofTenant = v.check(
  ({ operation }: GivenFault) => operation === undefined || !hasNoTenant(operation),
  ({ input: { operation } }: v.CheckIssue<GivenFault>) =>
    `operation: ${operation} belongs to no tenant: add the fault to the emulator (emulator.faults, POST /_appid/faults)`,
)

/** A fault of a tenant. It cannot apply to IAM or the profiles API, which belong to no tenant. */
export const TenantFaultSchema = v.pipe(GivenFaultSchema, ofTenant, withNewId)

const distinctIds = distinct<GivenFault>('faults', ({ id }) => id, 'id')

/** The faults of the whole emulator, in the order in which they are tried. */
export const FaultsSchema = v.pipe(v.array(GivenFaultSchema), distinctIds)

/** The faults of a tenant, in the order in which they are tried. */
export const TenantFaultsSchema = v.pipe(v.array(v.pipe(GivenFaultSchema, ofTenant)), distinctIds)

/** Fills in missing ids. `owner` is the tenant's id, or empty for the faults of the whole emulator. */
export function withIds(owner: string, faults: readonly GivenFault[]): Fault[] {
  const taken = new Set(faults.map(({ id }) => id))
  return faults.map(({ id: given, ...rest }, index) => {
    const id = given ?? madeUpUuid([owner, 'fault', '', index], taken)
    taken.add(id)
    return { id, ...rest }
  })
}
