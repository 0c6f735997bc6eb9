/** The current state, the states that resets go back to, and the snapshots. Pure functions change them. */
import { emptyState, type State, withoutTenant, withTenant } from '../model/document.ts'
import type { Tenant } from '../model/tenant.ts'
import { tenantExists, UnknownTenant, unknownOrigin, unknownSnapshot } from './errors.ts'

/** A snapshot has no seed: restoring it keeps the current seed. */
interface Snapshot {
  readonly state: State
  /** The tenants created since the start, in their original state: the target of a reset of one tenant. */
  readonly made: State
}

export interface Versions extends Snapshot {
  /** The target of a reset of everything. */
  readonly seed: State
  /** By id, oldest first. */
  readonly snapshots: ReadonlyMap<string, Snapshot>
}

export const noVersions: Versions = {
  state: emptyState,
  made: emptyState,
  seed: emptyState,
  snapshots: new Map(),
}

/** Starts over with a state and a seed. The snapshots are kept. */
export const started = ({ snapshots }: Versions, state: State, seed: State): Versions => ({
  state,
  made: emptyState,
  seed,
  snapshots,
})

/** @throws {UnknownTenant} */
export function tenantOf({ state }: Pick<Versions, 'state'>, tenantId: string): Tenant {
  const tenant = state.tenants.get(tenantId)
  if (tenant === undefined) throw new UnknownTenant(tenantId)
  return tenant
}

/** @throws {UnknownTenant} */
export function withChangedTenant(
  versions: Versions,
  tenantId: string,
  apply: (tenant: Tenant) => Tenant,
): Versions {
  const before = tenantOf(versions, tenantId)
  const after = apply(before)
  return after === before ? versions : { ...versions, state: withTenant(versions.state, after) }
}

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
export function withPut(versions: Versions, state: State): Versions {
  const made = [...state.tenants].filter(([tenantId]) => !versions.seed.tenants.has(tenantId))
  return { ...versions, state, made: { tenants: new Map(made) } }
}

/** @throws {EmulatorError} NOTHING_TO_RESET_TO: the tenant was only in the data file @throws {UnknownTenant} */
export function tenantReset(versions: Versions, tenantId: string): Versions {
  const { state, seed, made } = versions
  const origin = made.tenants.get(tenantId) ?? seed.tenants.get(tenantId)
  if (origin !== undefined) return { ...versions, state: withTenant(state, origin) }
  if (state.tenants.has(tenantId)) throw unknownOrigin(tenantId)
  throw new UnknownTenant(tenantId)
}

/** Keeps the current state as a snapshot. */
export function withSnapshot(versions: Versions, id: string): Versions {
  const { state, made, snapshots } = versions
  return { ...versions, snapshots: new Map(snapshots).set(id, { state, made }) }
}

/** @throws {EmulatorError} UNKNOWN_SNAPSHOT */
export function withoutSnapshot(versions: Versions, id: string): Versions {
  const snapshots = new Map(versions.snapshots)
  if (!snapshots.delete(id)) throw unknownSnapshot(id)
  return { ...versions, snapshots }
}

/** Goes back to a snapshot. @throws {EmulatorError} UNKNOWN_SNAPSHOT */
export function restored(versions: Versions, id: string): Versions {
  const snapshot = versions.snapshots.get(id)
  if (snapshot === undefined) throw unknownSnapshot(id)
  return { ...versions, ...snapshot }
}

/** Applies a change to every version. */
export function changedEverywhere(
  { state, made, seed, snapshots }: Versions,
  apply: (state: State) => State,
): Versions {
  const changed = (snapshot: Snapshot): Snapshot => ({
    state: apply(snapshot.state),
    made: apply(snapshot.made),
  })
  return {
    ...changed({ state, made }),
    seed: apply(seed),
    snapshots: new Map([...snapshots].map(([id, snapshot]) => [id, changed(snapshot)])),
  }
}
