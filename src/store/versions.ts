/** What runs now, and what that goes back to. */
import { emptyState, type State, withoutTenant, withTenant } from '../model/document.ts'
import type { Tenant } from '../model/tenant.ts'
import { tenantExists, UnknownTenant, unknownOrigin } from './errors.ts'

/** Replaced, never mutated. */
export interface Versions {
  readonly state: State
  /** What a reset of everything goes back to. */
  readonly seed: State
  /** The tenants that were made since the start, as they were made: what a reset of one goes back to. */
  readonly made: State
}

/** What a snapshot keeps: the seed stays what it is. */
export type Snapshot = Omit<Versions, 'seed'>

export const started = (state: State, seed: State): Versions => ({ state, seed, made: emptyState })

/** With a new tenant. @throws {EmulatorError} ALREADY_EXISTS */
export function withMade(versions: Versions, tenant: Tenant): Versions {
  const { state, made } = versions
  if (state.tenants.has(tenant.tenantId)) throw tenantExists(tenant.tenantId)
  return { ...versions, state: withTenant(state, tenant), made: withTenant(made, tenant) }
}

/** @throws {UnknownTenant} */
export function withoutMade(versions: Versions, tenantId: string): Versions {
  const { state, made } = versions
  if (!state.tenants.has(tenantId)) throw new UnknownTenant(tenantId)
  return { ...versions, state: withoutTenant(state, tenantId), made: withoutTenant(made, tenantId) }
}

/** With another state. Its tenants that the seed does not have are made by it. */
export function withPut({ seed }: Versions, state: State): Versions {
  const made = [...state.tenants].filter(([tenantId]) => !seed.tenants.has(tenantId))
  return { state, seed, made: { tenants: new Map(made) } }
}

/** @throws {EmulatorError} NOTHING_TO_RESET_TO: the tenant was made before the start @throws {UnknownTenant} */
export function tenantReset(versions: Versions, tenantId: string): Versions {
  const { state, seed, made } = versions
  const origin = made.tenants.get(tenantId) ?? seed.tenants.get(tenantId)
  if (origin !== undefined) return { ...versions, state: withTenant(state, origin) }
  if (state.tenants.has(tenantId)) throw unknownOrigin(tenantId)
  throw new UnknownTenant(tenantId)
}
