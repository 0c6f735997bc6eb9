import { UnreadableBody } from '../http/body.ts'
import { MessageError } from '../http/message-error.ts'
import { InvalidHost } from '../http/reached.ts'
import { unexpected } from '../http/unexpected.ts'
import { EmulatorError, type ErrorCode } from '../model/emulator-error.ts'
import { WebPageRefused } from '../surface/access.ts'
import { errorRenderer } from '../surface/render-error.ts'

/** The status of each code; 500 for all others. */
const statuses: Readonly<Partial<Record<ErrorCode, number>>> = {
  INVALID_INPUT: 400,
  UNKNOWN_TENANT: 404,
  UNKNOWN_APPLICATION: 404,
  UNKNOWN_USER: 404,
  UNKNOWN_FAULT: 404,
  UNKNOWN_KEY: 404,
  UNKNOWN_SNAPSHOT: 404,
  ALREADY_EXISTS: 409,
  LAST_KEY: 409,
  CANNOT_SIGN_IN: 409,
  NOTHING_TO_RESET_TO: 409,
  REFUSED: 403,
  CONTROL_OFF: 404,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  TIMEOUT: 408,
  CLOSED: 503,
}

/** An error response of the control API. */
class ControlError extends MessageError {
  readonly code: ErrorCode

  constructor(
    code: ErrorCode,
    message: string,
    status = statuses[code] ?? 500,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(status, message, headers)
    this.code = code
  }
}

export const renderError = errorRenderer(toControlError, ({ code, message }) => ({ code, message }))

function toControlError(thrown: unknown): ControlError {
  if (thrown instanceof EmulatorError) return new ControlError(thrown.code, thrown.message)
  if (thrown instanceof InvalidHost) return new ControlError('INVALID_INPUT', thrown.message)
  if (thrown instanceof WebPageRefused) return new ControlError('REFUSED', thrown.message)
  if (thrown instanceof UnreadableBody)
    return new ControlError('INVALID_INPUT', thrown.message, thrown.status)
  if (thrown instanceof MessageError) {
    const code = thrown.status === 405 ? 'METHOD_NOT_ALLOWED' : 'NOT_FOUND'
    return new ControlError(code, thrown.message, thrown.status, thrown.headers)
  }
  return new ControlError('INTERNAL', unexpected)
}
