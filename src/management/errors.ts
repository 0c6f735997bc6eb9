import type { ParameterizedContext } from 'koa'
import { UnreadableBody } from '../http/body.ts'
import { unexpected } from '../http/unexpected.ts'
import { InvalidHost } from '../issuer.ts'
import { InvalidInput } from '../model/parse.ts'
import type { RequestState } from '../runtime.ts'
import { UnknownTenant, WriteFailed } from '../store/errors.ts'

/** An error as the management API answers it: `{"message"}`. */
export class ManagementError extends Error {
  override readonly name = 'ManagementError'
  readonly status: number
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message)
    this.status = status
    this.headers = headers
  }
}

export const badRequest = (message: string) => new ManagementError(400, message)

export const unauthorized = (message: string) => new ManagementError(401, message)

export const notFound = (message: string) => new ManagementError(404, message)

export const conflict = (message: string) => new ManagementError(409, message)

export const methodNotAllowed = (method: string, allowed: readonly string[]) =>
  new ManagementError(405, `${method} is not allowed here: use ${allowed.join(', ')}`, {
    Allow: allowed.join(', '),
  })

export const notEmulated = (operation: string) => new NotEmulated(operation)

/** 501, with the operation's name as a member of its own. */
export class NotEmulated extends ManagementError {
  readonly operation: string

  constructor(operation: string) {
    super(501, `not emulated: ${operation}`)
    this.operation = operation
  }
}

/** Turns whatever was thrown into the answer. What nobody expected is reported to the app and stays vague. */
export function renderError(ctx: ParameterizedContext<RequestState>, thrown: unknown): void {
  if (thrown instanceof UnknownTenant) {
    renderUnknownTenant(ctx, thrown)
    return
  }
  const error = toManagementError(thrown)
  if (error.status === 500) ctx.app.emit('error', thrown, ctx)
  ctx.state.record.error = error.message
  ctx.status = error.status
  ctx.set(error.headers)
  ctx.body = {
    message: error.message,
    ...(error instanceof NotEmulated && { operation: error.operation }),
  }
}

// The one answer that was recorded from the service: Express's sendStatus(404).
function renderUnknownTenant(ctx: ParameterizedContext<RequestState>, error: UnknownTenant): void {
  ctx.state.record.error = error.message
  ctx.status = 404
  ctx.type = 'text/plain'
  ctx.body = 'Not Found'
}

function toManagementError(thrown: unknown): ManagementError {
  if (thrown instanceof ManagementError) return thrown
  if (thrown instanceof InvalidInput || thrown instanceof InvalidHost)
    return badRequest(thrown.message)
  if (thrown instanceof UnreadableBody)
    return new ManagementError(thrown.status === 415 ? 400 : thrown.status, thrown.message)
  if (thrown instanceof WriteFailed) return new ManagementError(500, thrown.message)
  return new ManagementError(500, unexpected)
}
