import * as v from 'valibot'
import { inconsistencies } from './access-control.ts'
import { type Fault, FaultsSchema, withIds } from './fault.ts'
import { type Iam, IamSchema } from './iam.ts'
import type { Immutable } from './immutable.ts'
import { InvalidInput, type Path, type Problem, parse } from './parsing/parse.ts'
import type { SigningKey } from './signing-key.ts'
import { completed, foreignApplications, type Tenant, TenantSchema } from './tenant.ts'
import { Uuid } from './values/text.ts'

/** The version of the document format that this emulator reads and writes. */
export const formatVersion = 1

/** The members of a document that belong to no tenant. */
export const SharedSchema = v.strictObject({
  iam: v.optional(IamSchema),
  faults: v.optional(FaultsSchema),
})

/** The JSON format of fixtures, the data file and the control API's state. */
export const DocumentSchema = v.strictObject({
  $schema: v.optional(v.string()),
  version: v.literal(formatVersion),
  ...SharedSchema.entries,
  tenants: v.record(Uuid, TenantSchema),
})

/** A fixture: everything below a tenant's id is optional. */
export type Fixture = Immutable<v.InferInput<typeof DocumentSchema>>

/** A document with all defaults filled in; each tenant includes its id. Replaced, never mutated. */
export interface State {
  readonly $schema?: string | undefined
  readonly iam?: Iam | undefined
  /** The faults that apply to IAM and to every tenant. */
  readonly faults?: readonly Fault[] | undefined
  readonly tenants: ReadonlyMap<string, Tenant>
}

export const emptyState: State = { tenants: new Map() }

/** A checked document, without defaults for what is left out of its tenants. */
export type Given = v.InferOutput<typeof DocumentSchema>

/** Converts an untrusted document to a state. @throws {InvalidInput} with the path of each problem */
export function toState(document: unknown): State {
  return completedState(parseDocument(document))
}

/** @throws {InvalidInput} with the path of each problem */
export function parseDocument(document: unknown): Given {
  refuseOtherVersion(document)
  // App ID ignores unknown members in a request, but in a document they are probably typos.
  return parse(DocumentSchema, withVersion(document), { closed: true })
}

// A version that is missing has a member, so that the message comes from its own schema and says what it must be.
function withVersion(document: unknown): unknown {
  return typeof document !== 'object' ||
    document === null ||
    Array.isArray(document) ||
    'version' in document
    ? document
    : { version: undefined, ...document }
}

/** The state that a document describes. @throws {InvalidInput} a tenant refers to something that does not exist */
export function completedState({ version: _, tenants: given, faults, ...rest }: Given): State {
  const tenants = new Map<string, Tenant>()
  const problems: Problem[] = []
  for (const [tenantId, tenant] of Object.entries(given)) {
    const whole = completed(tenantId, tenant)
    tenants.set(tenantId, whole)
    const own = [
      ...foreignApplications(tenantId, tenant, 'move the application to that tenant'),
      ...inconsistencies(whole, tenant),
    ]
    // Not with `...`: there may be more problems than a function can have arguments.
    for (const problem of below(['tenants', tenantId], own)) problems.push(problem)
  }
  if (problems.length > 0) throw new InvalidInput(problems)
  return { ...rest, ...(faults && { faults: withIds('', faults) }), tenants }
}

/** The document that describes a state; `toState` reads it back. */
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

/** The document with all members in the order of the schema, so that equal states have equal texts. */
export function inSchemaOrder(document: Fixture): Fixture {
  return toDocument(toState(document))
}

/** Sets the keys of IAM, unless it has some already. */
export function withIamKeys(state: State, signingKeys: readonly SigningKey[]): State {
  const known = state.iam?.signingKeys ?? []
  return known.length > 0 ? state : { ...state, iam: { ...state.iam, signingKeys } }
}

/** Sets the key of a tenant, unless the tenant does not exist or has one already. */
export function withTenantKey(state: State, tenantId: string, key: SigningKey): State {
  const tenant = state.tenants.get(tenantId)
  return tenant === undefined || tenant.signingKeys.length > 0
    ? state
    : withTenant(state, { ...tenant, signingKeys: [key] })
}

/** Converts the member `fixture` of a new tenant: the part of a document below a tenant's id. @throws {InvalidInput} */
export function toTenant(tenantId: string, given: unknown): Tenant {
  const input = v.strictObject({ fixture: TenantSchema })
  const { fixture } = parse(input, { fixture: given }, { closed: true })
  const tenant = completed(tenantId, fixture)
  const problems = [
    ...foreignApplications(tenantId, fixture, 'pass it as the tenantId of the new tenant'),
    ...inconsistencies(tenant, fixture),
  ]
  if (problems.length > 0) throw new InvalidInput(below(['fixture'], problems))
  return tenant
}

function below(parent: Path, problems: readonly Problem[]): Problem[] {
  return problems.map(({ path, message }) => ({ path: [...parent, ...path], message }))
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

// Checked first: otherwise the message for a newer file would be a list of unknown members.
function refuseOtherVersion(document: unknown): void {
  if (typeof document !== 'object' || document === null || !('version' in document)) return
  const { version } = document
  if (typeof version === 'number' && version > formatVersion)
    throw new InvalidInput([
      {
        path: ['version'],
        message: `is ${version}, but this emulator supports only ${formatVersion}: update appid-emulator`,
      },
    ])
}
