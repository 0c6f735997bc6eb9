import { randomUUID } from 'node:crypto'
import { type Adapter, Low } from 'lowdb'
import { emptyState, type State, withTenant } from '../model/document.ts'
import type { Tenant } from '../model/tenant.ts'
import { UnknownSnapshot, UnknownTenant } from './errors.ts'
import { type Kept, keptOf, withMissing } from './merge.ts'

/** Makes the next state of the last; what it goes back to when it is reset is the seed. */
type Apply = (state: State, seed: State) => State

interface Change {
  readonly apply: Apply
  /** Applies to the seed as well. */
  readonly lasting: boolean
  readonly resolve: (state: State) => void
  readonly reject: (reason: unknown) => void
}

/**
 * The state and the only way to change it. Readers see what has been committed, that is: what the
 * adapter has stored. Changes queue as functions; those that wait are applied together, stored with
 * one write, and answered after it.
 */
export class Store {
  readonly #low: Low<State>
  #committed: State = emptyState
  #seed: State = emptyState
  readonly #snapshots = new Map<string, State>()
  #queue: Change[] = []
  #draining: Promise<void> | undefined
  #markOpen: () => void = () => {}

  /** Resolves when the state is there to be read. */
  readonly opened: Promise<void>

  constructor(adapter: Adapter<State>) {
    this.#low = new Low(adapter, emptyState)
    this.opened = new Promise((resolve) => {
      this.#markOpen = resolve
    })
  }

  get state(): State {
    return this.#committed
  }

  /**
   * Reads what is stored and adds what the seed has and it has not, or starts from the seed alone. Answers what was
   * kept as it was stored, if anything was.
   * @throws {WriteFailed} and what the adapter throws
   */
  async open(seed: State, { reset = false } = {}): Promise<Kept | undefined> {
    this.#seed = seed
    await this.#low.read()
    const stored = this.#low.data
    this.#committed = stored
    await this.update((state) => (reset ? seed : withMissing(state, seed)))
    this.#markOpen()
    return reset ? undefined : keptOf(stored, seed)
  }

  /**
   * Back to exactly the seed: every other tenant goes. Or one tenant back to what the seed has of it.
   * @throws {UnknownTenant} the seed does not have it
   */
  async reset(tenantId?: string): Promise<void> {
    await this.update((state, seed) =>
      tenantId === undefined ? seed : withTenant(state, getTenant(seed, tenantId)),
    )
  }

  /** Keeps the state as it is now, in memory, and answers the id by which it can be restored. */
  async snapshot(): Promise<string> {
    const id = randomUUID()
    this.#snapshots.set(id, await this.update((state) => state))
    return id
  }

  /** The ids of the snapshots, oldest first. */
  get snapshots(): readonly string[] {
    return [...this.#snapshots.keys()]
  }

  /** Goes back to a snapshot, which stays. @throws {UnknownSnapshot} {WriteFailed} */
  async restore(id: string): Promise<void> {
    const snapshot = this.#snapshots.get(id)
    if (snapshot === undefined) throw new UnknownSnapshot(id)
    await this.update(() => snapshot)
  }

  /** Forgets a snapshot. @throws {UnknownSnapshot} */
  deleteSnapshot(id: string): void {
    if (!this.#snapshots.delete(id)) throw new UnknownSnapshot(id)
  }

  /** @throws {UnknownTenant} */
  getTenant(tenantId: string): Tenant {
    return getTenant(this.#committed, tenantId)
  }

  /**
   * Applies a pure change and answers the state it led to, once that is stored. A change that
   * throws fails alone; a failed write fails all changes that it was to store.
   * @throws {WriteFailed} and whatever `apply` throws
   */
  update(apply: Apply): Promise<State> {
    return this.#enqueue(apply, false)
  }

  #enqueue(apply: Apply, lasting: boolean): Promise<State> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ apply, lasting, resolve, reject })
      this.#draining ??= this.#drain()
    })
  }

  /** Changes one tenant and answers its new record. @throws {UnknownTenant} {WriteFailed} */
  async updateTenant(tenantId: string, apply: (tenant: Tenant) => Tenant): Promise<Tenant> {
    return getTenant(await this.update((state) => changeTenant(state, tenantId, apply)), tenantId)
  }

  /**
   * Applies a change that is to outlive a reset: what had to be made for the seed belongs to it for the
   * life of the process. The change has to do with a state that lacks what it is about.
   */
  complete(apply: (state: State) => State): Promise<State> {
    return this.#enqueue(apply, true)
  }

  /** The same for one tenant. @throws {UnknownTenant} */
  async completeTenant(tenantId: string, apply: (tenant: Tenant) => Tenant): Promise<Tenant> {
    const change = (state: State) =>
      state.tenants.has(tenantId) ? changeTenant(state, tenantId, apply) : state
    return getTenant(await this.complete(change), tenantId)
  }

  /** Resolves when no change waits any more. */
  async flush(): Promise<void> {
    await this.#draining
  }

  async #drain(): Promise<void> {
    // Let the changes of this turn of the event loop join the first batch.
    await undefined
    while (this.#queue.length > 0) {
      const batch = this.#queue
      this.#queue = []
      await this.#commit(batch)
    }
    // In the same step in which the queue was found empty: a change that comes now drains anew.
    this.#draining = undefined
  }

  async #commit(batch: readonly Change[]): Promise<void> {
    let next = this.#committed
    let seed = this.#seed
    const applied: { change: Change; result: State }[] = []
    for (const change of batch) {
      try {
        next = change.apply(next, seed)
        if (change.lasting) seed = change.apply(seed, seed)
        applied.push({ change, result: next })
      } catch (error) {
        change.reject(error)
      }
    }
    try {
      if (next !== this.#committed) {
        this.#low.data = next
        await this.#low.write()
        this.#committed = next
      }
      this.#seed = seed
      for (const { change, result } of applied) change.resolve(result)
    } catch (error) {
      for (const { change } of applied) change.reject(error)
    }
  }
}

function getTenant(state: State, tenantId: string): Tenant {
  const tenant = state.tenants.get(tenantId)
  if (tenant === undefined) throw new UnknownTenant(tenantId)
  return tenant
}

function changeTenant(state: State, tenantId: string, apply: (tenant: Tenant) => Tenant): State {
  const before = getTenant(state, tenantId)
  const after = apply(before)
  return after === before ? state : withTenant(state, after)
}
