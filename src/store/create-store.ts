import { Memory } from 'lowdb'
import { FileAdapter, type FileOptions } from './file.ts'
import { Store } from './store.ts'

/** Creates a store that keeps its state in the data file or, without one, in memory. */
export function createStore(data: string | undefined, options: FileOptions): Store {
  return new Store(data === undefined ? new Memory() : new FileAdapter(data, options))
}
