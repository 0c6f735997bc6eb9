import { excerpt } from '../excerpt.ts'
import { EmulatorError } from '../model/emulator-error.ts'

export class UnknownTenant extends EmulatorError {
  constructor(tenantId: string) {
    super('UNKNOWN_TENANT', `there is no tenant ${excerpt(tenantId)}`)
  }
}

export const tenantExists = (tenantId: string) =>
  new EmulatorError('ALREADY_EXISTS', `tenantId: tenant ${tenantId} already exists`)

/** The tenant to reset was loaded from the data file and is not in the seed. */
export const unknownOrigin = (tenantId: string) =>
  new EmulatorError(
    'NOTHING_TO_RESET_TO',
    `tenant ${tenantId} was loaded from the data file, so its original state is unknown: delete it and create it again`,
  )

export const unknownSnapshot = (id: string) =>
  new EmulatorError('UNKNOWN_SNAPSHOT', `there is no snapshot ${excerpt(id)}`)

/** The state could not be written; the change was not made. */
export class WriteFailed extends EmulatorError {
  constructor(message: string) {
    super('WRITE_FAILED', message)
  }
}

/** The data file cannot be used; it has not been changed. */
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

/** The message of an error, in plain English for what often happens to a file that is read. */
export function plainMessageOf(error: unknown): string {
  switch (errorCode(error)) {
    case 'ENOENT':
      return 'file not found'
    case 'EISDIR':
      return 'is a folder, not a file'
    default:
      return messageOf(error)
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
