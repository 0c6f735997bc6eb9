/**
 * State must be replaced, never mutated. In tests, everything that the store reads or is about to write is frozen,
 * so code that mutates it, whether in the emulator or in a test, throws.
 */
import { vi } from 'vitest'

vi.mock('lowdb', async (importOriginal) => {
  const lowdb = await importOriginal<typeof import('lowdb')>()

  class Low<Data> extends lowdb.Low<Data> {
    override async read(): Promise<void> {
      await super.read()
      freeze(this.data)
    }

    override write(): Promise<void> {
      freeze(this.data)
      return super.write()
    }
  }
  return { ...lowdb, Low }
})

// Only this function freezes values, so a frozen value has frozen members: no need to visit it again.
function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return
  if (value instanceof Map) {
    for (const method of ['set', 'delete', 'clear'])
      Object.defineProperty(value, method, { value: refuse })
  }
  Object.freeze(value)
  for (const member of value instanceof Map ? value.values() : Object.values(value)) freeze(member)
}

function refuse(): never {
  throw new TypeError('the state is replaced, never mutated')
}
