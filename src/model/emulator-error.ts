/** All error codes. The control API's error bodies use the same codes. */
export const errorCodes = [
  'INVALID_INPUT',
  'UNKNOWN_TENANT',
  'UNKNOWN_APPLICATION',
  'UNKNOWN_USER',
  'UNKNOWN_FAULT',
  'UNKNOWN_KEY',
  'UNKNOWN_SNAPSHOT',
  'ALREADY_EXISTS',
  'NOTHING_TO_RESET_TO',
  'LAST_KEY',
  'CANNOT_SIGN_IN',
  'TIMEOUT',
  'CLOSED',
  'WRITE_FAILED',
  'INVALID_SEED',
  'PORT_IN_USE',
  'CANNOT_LISTEN',
  'FILE_IN_USE',
  'UNUSABLE_FILE',
  'UNREACHABLE',
  'OTHER_VERSION',
  'REFUSED',
  'CONTROL_OFF',
  'NOT_FOUND',
  'METHOD_NOT_ALLOWED',
  'INTERNAL',
] as const

export type ErrorCode = (typeof errorCodes)[number]

/** Every error that the package throws. The message says what is wrong and how to fix it. */
export class EmulatorError extends Error {
  override readonly name = 'EmulatorError'
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string) {
    super(message)
    this.code = code
  }
}
