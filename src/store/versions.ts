/** The current state, and the states that resets go back to. */
import { emptyState, type State, withoutTenant, withTenant } from '../model/document.ts'
import type { Tenant } from '../model/tenant.ts'
import { tenantExists, UnknownTenant, unknownOrigin } from './errors.ts'

export interface Versions {
  readonly state: State
  /** The target of a reset of everything. */
  readonly seed: State
  /** The tenants created since the start, in their original state: the target of a reset of one tenant. */
  readonly made: State
}

/** A snapshot has no seed: restoring it keeps the current seed. */
export type Snapshot = Omit<Versions, 'seed'>

export const started = (state: State, seed: State): Versions => ({ state, seed, made: emptyState })

/** Adds a new tenant. @throws {EmulatorError} ALREADY_EXISTS */
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

/** Replaces the state. Its tenants that are not in the seed count as created by this change. */
export function withPut({ seed }: Versions, state: State): Versions {
  const made = [...state.tenants].filter(([tenantId]) => !seed.tenants.has(tenantId))
  return { state, seed, made: { tenants: new Map(made) } }
}

/** @throws {EmulatorError} NOTHING_TO_RESET_TO: the tenant was only in the data file @throws {UnknownTenant} */
export function tenantReset(versions: Versions, tenantId: string): Versions {
  const { state, seed, made } = versions
  const origin = made.tenants.get(tenantId) ?? seed.tenants.get(tenantId)
  if (origin !== undefined) return { ...versions, state: withTenant(state, origin) }
  if (state.tenants.has(tenantId)) throw unknownOrigin(tenantId)
  throw new UnknownTenant(tenantId)
}
