interface Change<Value> {
  readonly apply: (value: Value) => Value
  readonly resolve: (value: Value) => void
  readonly reject: (reason: unknown) => void
}

/**
 * A value and the only way to change it. Readers see the stored value. Changes are queued functions; all that
 * are waiting are applied together, stored with one write, and then resolved.
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
   * Applies a pure change and, once it is stored, resolves to the resulting value. A change that throws fails alone; a
   * failed write fails every change in its batch.
   * @throws what `apply` or the write throws
   */
  change(apply: (value: Value) => Value): Promise<Value> {
    if (this.#refusal !== undefined) return Promise.reject(this.#refusal)
    return new Promise((resolve, reject) => {
      this.#queue.push({ apply, resolve, reject })
      this.#draining ??= this.#drain()
    })
  }

  /** Refuses all further changes, and resolves when the queue is empty. */
  async close(refusal: Error): Promise<void> {
    this.#refusal = refusal
    await this.#draining
  }

  async #drain(): Promise<void> {
    // Wait, so that all changes of this turn of the event loop join the first batch.
    await undefined
    while (this.#queue.length > 0) await this.#commit(this.#queue.splice(0))
    // No await between the check for an empty queue and this: the next change must start a new drain.
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
