import type { ParameterizedContext } from 'koa'
import { UnreadableBody } from '../http/body.ts'
import { badRequest, MessageError, renderMessage } from '../http/message-error.ts'
import { unexpected } from '../http/unexpected.ts'
import { InvalidHost } from '../issuer.ts'
import { InvalidInput } from '../model/parse.ts'
import type { RequestState } from '../runtime.ts'
import { UnknownTenant, WriteFailed } from '../store/errors.ts'

export const notEmulated = (operation: string) => new NotEmulated(operation)

/** 501, with the operation's name as a member of its own. */
export class NotEmulated extends MessageError {
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
  const error = toMessageError(thrown)
  if (error.status === 500) ctx.app.emit('error', thrown, ctx)
  ctx.state.record.error = error.message
  renderMessage(ctx, error)
  if (error instanceof NotEmulated)
    ctx.body = { message: error.message, operation: error.operation }
}

// The one answer that was recorded from the service: Express's sendStatus(404).
function renderUnknownTenant(ctx: ParameterizedContext<RequestState>, error: UnknownTenant): void {
  ctx.state.record.error = error.message
  ctx.status = 404
  ctx.type = 'text/plain'
  ctx.body = 'Not Found'
}

function toMessageError(thrown: unknown): MessageError {
  if (thrown instanceof MessageError) return thrown
  if (thrown instanceof InvalidInput || thrown instanceof InvalidHost)
    return badRequest(thrown.message)
  if (thrown instanceof UnreadableBody)
    return new MessageError(thrown.status === 415 ? 400 : thrown.status, thrown.message)
  if (thrown instanceof WriteFailed) return new MessageError(500, thrown.message)
  return new MessageError(500, unexpected)
}
