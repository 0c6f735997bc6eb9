import { excerpt } from '../excerpt.ts'
import { EmulatorError } from '../model/emulator-error.ts'

export class UnknownTenant extends EmulatorError {
  constructor(tenantId: string) {
    super('UNKNOWN_TENANT', `there is no tenant ${excerpt(tenantId)}`)
  }
}

export const tenantExists = (tenantId: string) =>
  new EmulatorError('ALREADY_EXISTS', `tenantId: there is a tenant ${tenantId} already`)

/** A tenant was to be reset that the data file had at the start and the seed does not have. */
export const unknownOrigin = (tenantId: string) =>
  new EmulatorError(
    'NOTHING_TO_RESET_TO',
    `tenant ${tenantId} was in the data file at the start, and what it was made as is not known: delete it and create it again`,
  )

export const unknownSnapshot = (id: string) =>
  new EmulatorError('UNKNOWN_SNAPSHOT', `there is no snapshot ${excerpt(id)}`)

/** The state could not be written; the change that was under way is not in it. */
export class WriteFailed extends EmulatorError {
  constructor(message: string) {
    super('WRITE_FAILED', message)
  }
}

/** The data file cannot be used as it is; it has not been touched. */
export class UnusableFile extends EmulatorError {
  constructor(message: string) {
    super('UNUSABLE_FILE', message)
  }
}

export const fileInUse = (message: string) => new EmulatorError('FILE_IN_USE', message)

export const closed = (url: string) =>
  new EmulatorError('CLOSED', `the emulator at ${url} is closed`)

/** A seed that cannot be used. */
export class InvalidSeed extends EmulatorError {
  constructor(message: string) {
    super('INVALID_SEED', message)
  }
}

/** The code of a system error, such as ENOENT. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined
}

/** What an error says. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
