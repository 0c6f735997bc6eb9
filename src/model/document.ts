import * as v from 'valibot'
import { inconsistencies } from './access-control.ts'
import { type Fault, FaultsSchema, withIds } from './fault.ts'
import { type Iam, IamSchema } from './iam.ts'
import type { Immutable } from './immutable.ts'
import { InvalidInput, type Problem, parse } from './parse.ts'
import type { SigningKey } from './signing-key.ts'
import { completed, emptyTenant, strangers, type Tenant, TenantSchema } from './tenant.ts'
import { Uuid } from './text.ts'

/** The version of the format that this emulator reads and writes. */
export const formatVersion = 1

/** What a document has besides its tenants. */
export const SharedSchema = v.strictObject({
  iam: v.optional(IamSchema),
  faults: v.optional(FaultsSchema),
})

/** The one JSON format: a fixture, the data file and a snapshot. */
export const DocumentSchema = v.strictObject({
  $schema: v.optional(v.string()),
  version: v.literal(formatVersion),
  ...SharedSchema.entries,
  tenants: v.record(Uuid, TenantSchema),
})

/** What a fixture may say: everything below a tenant's id is optional. */
export type Fixture = Immutable<v.InferInput<typeof DocumentSchema>>

/** The document with every gap filled, its tenants by id and aware of it. Replaced, never mutated. */
export interface State {
  readonly $schema?: string | undefined
  readonly iam?: Iam | undefined
  /** Those of IAM and of every tenant. */
  readonly faults?: readonly Fault[] | undefined
  readonly tenants: ReadonlyMap<string, Tenant>
}

export const emptyState: State = { tenants: new Map() }

/** A document that has been checked: what it leaves out is still missing. */
export type Given = v.InferOutput<typeof DocumentSchema>

/** Reads a document, of any origin, into a state. @throws {InvalidInput} naming the place */
export function toState(document: unknown): State {
  return completedState(parseDocument(document))
}

/** @throws {InvalidInput} naming the place */
export function parseDocument(document: unknown): Given {
  refuseOtherVersion(document)
  // What App ID ignores in a request is a typing error in a document.
  return parse(DocumentSchema, document, { closed: true })
}

/** The state that a document describes. @throws {InvalidInput} its tenants name what they do not have */
export function completedState({ version: _, tenants: given, faults, ...rest }: Given): State {
  const tenants = new Map<string, Tenant>()
  const problems: Problem[] = []
  for (const [tenantId, tenant] of Object.entries(given)) {
    const whole = completed(tenantId, tenant)
    tenants.set(tenantId, whole)
    for (const { path, message } of [...strangers(tenantId, tenant), ...inconsistencies(whole)])
      problems.push({ path: `tenants.${tenantId}.${path}`, message })
  }
  if (problems.length > 0) throw new InvalidInput(problems)
  return { ...rest, ...(faults && { faults: withIds('', faults) }), tenants }
}

/** The document that a state is read from: what is written and what can be started with. */
export function toDocument({ $schema, tenants, ...rest }: State): Fixture {
  return {
    ...($schema !== undefined && { $schema }),
    version: formatVersion,
    ...rest,
    tenants: Object.fromEntries(
      [...tenants].map(([id, { tenantId: _, ...tenant }]) => [id, tenant]),
    ),
  }
}

/** The state with these keys for IAM, unless it has some. */
export function withIamKeys(state: State, signingKeys: readonly SigningKey[]): State {
  const known = state.iam?.signingKeys ?? []
  return known.length > 0 ? state : { ...state, iam: { ...state.iam, signingKeys } }
}

/** The state with this key for a tenant, if it is there and has none. */
export function withTenantKey(state: State, tenantId: string, key: SigningKey): State {
  const tenant = state.tenants.get(tenantId)
  return tenant === undefined || tenant.signingKeys.length > 0
    ? state
    : withTenant(state, { ...tenant, signingKeys: [key] })
}

/** Reads what a document has below a tenant's id. @throws {InvalidInput} naming the place */
export function toTenant(tenantId: string, fixture: unknown): Tenant {
  const { tenants } = toState({ version: formatVersion, tenants: { [tenantId]: fixture } })
  return tenants.get(tenantId) ?? emptyTenant(tenantId)
}

/** The state without a tenant. */
export function withoutTenant(state: State, tenantId: string): State {
  const tenants = new Map(state.tenants)
  tenants.delete(tenantId)
  return { ...state, tenants }
}

/** The state with one tenant added or replaced. */
export function withTenant(state: State, tenant: Tenant): State {
  return {
    ...state,
    tenants: new Map(state.tenants).set(tenant.tenantId, tenant),
  }
}

// A file of a later emulator deserves a better answer than the list of what is unknown in it.
function refuseOtherVersion(document: unknown): void {
  if (typeof document !== 'object' || document === null || !('version' in document)) return
  const { version } = document
  if (typeof version === 'number' && version > formatVersion)
    throw new InvalidInput([
      {
        path: 'version',
        message: `is ${version}, newer than the ${formatVersion} that this emulator reads: update appid-emulator`,
      },
    ])
}
