/**
 * The public API of the package. `checkFixture`, `inSchemaOrder`, `startEmulator` and `Nameable` are only for the
 * command.
 */
export type * from './api.ts'
export { connect } from './client.ts'
export { createEmulator, startEmulator } from './emulator.ts'
export { inSchemaOrder } from './model/document.ts'
export { EmulatorError, type ErrorCode } from './model/emulator-error.ts'
export type { Nameable } from './options.ts'
export { checkFixture } from './store/check-fixture.ts'
