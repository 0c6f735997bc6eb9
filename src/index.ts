/** The public API of the package. */
export type { ClockReading, Control, KeyInfo, Requests } from './control/control.ts'
export type { Emulator } from './emulator.ts'
export { createEmulator } from './emulator.ts'
export type { JournalEntry, JournalFilter, Log, LogEvent } from './log.ts'
export type { Fixture } from './model/document.ts'
export type { EmulatorOptions } from './options.ts'
export type { ApplicationInfo, TenantInfo } from './tenant-info.ts'
