/** The public API of the package. */
export type { ClockReading, Control } from './control/control.ts'
export type { Emulator } from './emulator.ts'
export { createEmulator } from './emulator.ts'
export type { Log, LogEvent } from './journal.ts'
export type { Fixture } from './model/document.ts'
export type { EmulatorOptions } from './options.ts'
export type { ApplicationInfo, TenantInfo } from './tenant-info.ts'
