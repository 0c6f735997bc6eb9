import { randomUUID } from 'node:crypto'
import { type Adapter, Low } from 'lowdb'
import { derived } from '../model/derived.ts'
import { emptyState, type State } from '../model/document.ts'
import type { Tenant } from '../model/tenant.ts'
import { Committed } from './committed.ts'
import { Eras } from './eras.ts'
import { type Kept, keptOf, withMissing } from './merge.ts'
import * as to from './versions.ts'

type Apply = (state: State) => State

/**
 * The state and the only way to change it. Readers see the state that the adapter has stored. A change resolves once it
 * is stored. If storing fails, the change is not made and `WriteFailed` is thrown.
 */
export class Store {
  readonly #low: Low<State>
  readonly #versions: Committed<to.Versions>
  readonly eras = new Eras()
  readonly #changeListeners: ((tenant: Tenant) => void)[] = []
  #markOpen: () => void = () => {}

  /** Resolves when the state has been loaded. */
  readonly opened: Promise<void>

  constructor(adapter: Adapter<State>) {
    this.#low = new Low(adapter, emptyState)
    this.#versions = new Committed(to.noVersions, ({ state }) => this.#write(state))
    this.opened = new Promise((resolve) => {
      this.#markOpen = resolve
    })
  }

  get state(): State {
    return this.#versions.value.state
  }

  /** Calls back with every tenant that was changed, before the change resolves. */
  onChanged(listener: (tenant: Tenant) => void): void {
    this.#changeListeners.push(listener)
  }

  /**
   * Loads the stored state and adds the parts that only the seed has; with `reset`, starts from the seed alone. Returns
   * the parts of the seed that were not used because the stored state has its own, if any.
   * @throws what the adapter throws
   */
  async open(seed: State, { reset = false } = {}): Promise<Kept | undefined> {
    await this.#low.read()
    const stored = this.#low.data
    await this.#versions.change((versions) =>
      to.started(versions, reset ? seed : withMissing(stored, seed), seed),
    )
    this.#markOpen()
    return reset ? undefined : keptOf(stored, seed)
  }

  /** Resets everything to the seed, or one tenant to its original state. @throws {EmulatorError} */
  async reset(tenantId?: string): Promise<void> {
    await this.#versions.change((versions) =>
      tenantId === undefined
        ? to.started(versions, versions.seed, versions.seed)
        : to.tenantReset(versions, tenantId),
    )
    this.eras.replaced(tenantId)
  }

  async put(state: State): Promise<void> {
    await this.#versions.change((versions) => to.withPut(versions, state))
    this.eras.replaced()
  }

  /** @throws {EmulatorError} ALREADY_EXISTS */
  async addTenant(tenant: Tenant): Promise<void> {
    await this.#versions.change((versions) => to.withMade(versions, tenant))
  }

  /** @throws {UnknownTenant} */
  async deleteTenant(tenantId: string): Promise<void> {
    await this.#versions.change((versions) => to.withoutMade(versions, tenantId))
    this.eras.replaced(tenantId)
  }

  /** Keeps the current state in memory, and returns the id of the snapshot. */
  async snapshot(): Promise<string> {
    const id = randomUUID()
    await this.#versions.change((versions) => to.withSnapshot(versions, id))
    this.eras.begin()
    return id
  }

  /** The ids of the snapshots, oldest first. */
  get snapshots(): readonly string[] {
    return [...this.#versions.value.snapshots.keys()]
  }

  /** Restores a snapshot, and keeps it for further restores. @throws {EmulatorError} UNKNOWN_SNAPSHOT */
  async restore(id: string): Promise<void> {
    await this.#versions.change((versions) => to.restored(versions, id))
    this.eras.replaced()
  }

  /** @throws {EmulatorError} UNKNOWN_SNAPSHOT */
  async deleteSnapshot(id: string): Promise<void> {
    await this.#versions.change((versions) => to.withoutSnapshot(versions, id))
  }

  /** @throws {UnknownTenant} */
  getTenant(tenantId: string): Tenant {
    return to.tenantOf(this, tenantId)
  }

  /** Applies a pure change and returns the resulting state. @throws what `apply` throws */
  async update(apply: Apply): Promise<State> {
    const { state } = await this.#versions.change((versions) => ({
      ...versions,
      state: apply(versions.state),
    }))
    return state
  }

  /** Changes one tenant and returns its new record. @throws {UnknownTenant} */
  async updateTenant(tenantId: string, apply: (tenant: Tenant) => Tenant): Promise<Tenant> {
    const changed = await this.#versions.change((versions) =>
      to.withChangedTenant(versions, tenantId, apply),
    )
    const tenant = to.tenantOf(changed, tenantId)
    for (const listener of this.#changeListeners) listener(tenant)
    return tenant
  }

  /**
   * Applies a change that survives resets and restores, such as a signing key that was created on first use. It is also
   * applied to the seed and to all snapshots, so `apply` must accept a state that lacks the tenant that it changes.
   */
  async complete(apply: Apply): Promise<State> {
    // Cached, so that identical states stay identical: returning to one then changes nothing.
    const completed = derived(apply)
    const { state } = await this.#versions.change((versions) =>
      to.changedEverywhere(versions, completed),
    )
    return state
  }

  /** Refuses all further changes, and resolves when the pending ones are done. */
  close(refusal: Error): Promise<void> {
    return this.#versions.close(refusal)
  }

  async #write(state: State): Promise<void> {
    const stored = this.#low.data
    if (state === stored) return
    this.#low.data = state
    try {
      await this.#low.write()
    } catch (error) {
      this.#low.data = stored
      throw error
    }
  }
}
