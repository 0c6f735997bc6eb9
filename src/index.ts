/** The public API of the package. */

export type {
  ApplicationInfo,
  Emulator,
  EmulatorOptions,
  TenantInfo,
} from './emulator.ts'
export { createEmulator } from './emulator.ts'
export type { Log, LogEvent } from './journal.ts'
export type { Fixture } from './model/document.ts'
