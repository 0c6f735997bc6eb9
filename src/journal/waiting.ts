import { EmulatorError } from '../model/emulator-error.ts'

// Captured at load, so that fake timers in a test do not affect the emulator.
const { setTimeout, clearTimeout } = globalThis

interface Wait<Item> {
  see(item: Item): void
  fail(error: EmulatorError): void
}

/** Callers that wait for something that has not come yet. */
export class Waiting<Item> {
  readonly #what: string
  readonly #waits = new Set<Wait<Item>>()
  #closed: EmulatorError | undefined

  /** `what` they wait for, in messages. */
  constructor(what: string) {
    this.#what = what
  }

  /**
   * Resolves to the next item that is wanted. `timeout` is in milliseconds.
   * @throws {EmulatorError} TIMEOUT, CLOSED
   */
  next(isWanted: (item: Item) => boolean, timeout: number): Promise<Item> {
    if (this.#closed !== undefined) return Promise.reject(this.#closed)
    return new Promise((resolve, reject) => {
      const end = () => {
        clearTimeout(timer)
        this.#waits.delete(wait)
      }
      const wait: Wait<Item> = {
        see(item) {
          if (!isWanted(item)) return
          end()
          resolve(item)
        },
        fail(error) {
          end()
          reject(error)
        },
      }
      const message = `no matching ${this.#what} within ${timeout} ms`
      const timer = setTimeout(() => wait.fail(new EmulatorError('TIMEOUT', message)), timeout)
      this.#waits.add(wait)
    })
  }

  /** Gives an item to all callers that want it. */
  see(item: Item): void {
    for (const wait of [...this.#waits]) wait.see(item)
  }

  /** Rejects all waiting callers, and later ones, with this error. */
  close(error: EmulatorError): void {
    this.#closed = error
    for (const wait of [...this.#waits]) wait.fail(error)
  }
}
