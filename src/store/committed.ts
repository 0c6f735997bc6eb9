interface Change<Value> {
  readonly apply: (value: Value) => Value
  readonly resolve: (value: Value) => void
  readonly reject: (reason: unknown) => void
  /** Those that come after it are not stored together with it. */
  readonly last: boolean
}

/**
 * A value and the only way to change it. Readers see what has been stored. Changes queue as functions; those that
 * wait are applied together, stored with one write, and answered after it.
 */
export class Committed<Value> {
  #value: Value
  readonly #write: (value: Value) => Promise<void>
  readonly #queue: Change<Value>[] = []
  #draining: Promise<void> | undefined
  #refusal: Error | undefined

  constructor(value: Value, write: (value: Value) => Promise<void>) {
    this.#value = value
    this.#write = write
  }

  get value(): Value {
    return this.#value
  }

  /**
   * Applies a pure change and answers the value that it led to, once that is stored. A change that throws fails alone;
   * a failed write fails all changes that it was to store. `stored` is called when the change is stored, and before any
   * later one is applied.
   * @throws whatever `apply` and the write throw
   */
  change(apply: (value: Value) => Value, stored?: (value: Value) => void): Promise<Value> {
    if (this.#refusal !== undefined) return Promise.reject(this.#refusal)
    return new Promise((resolve, reject) => {
      const told = (value: Value) => {
        stored?.(value)
        resolve(value)
      }
      this.#queue.push({ apply, resolve: told, reject, last: stored !== undefined })
      this.#draining ??= this.#drain()
    })
  }

  /** Refuses every change from now on, and resolves when none waits any more. */
  async close(refusal: Error): Promise<void> {
    this.#refusal = refusal
    await this.#draining
  }

  async #drain(): Promise<void> {
    // Let the changes of this turn of the event loop join the first batch.
    await undefined
    while (this.#queue.length > 0) {
      const last = this.#queue.findIndex((change) => change.last)
      await this.#commit(this.#queue.splice(0, last === -1 ? this.#queue.length : last + 1))
    }
    // In the same step in which the queue was found empty: a change that comes now drains anew.
    this.#draining = undefined
  }

  async #commit(batch: readonly Change<Value>[]): Promise<void> {
    let next = this.#value
    const applied: { change: Change<Value>; result: Value }[] = []
    for (const change of batch) {
      try {
        next = change.apply(next)
        applied.push({ change, result: next })
      } catch (error) {
        change.reject(error)
      }
    }
    try {
      await this.#write(next)
      this.#value = next
      for (const { change, result } of applied) change.resolve(result)
    } catch (error) {
      for (const { change } of applied) change.reject(error)
    }
  }
}
