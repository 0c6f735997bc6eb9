import type { ParameterizedContext } from 'koa'
import { UnreadableBody } from '../http/body.ts'
import { badRequest, MessageError, notFound, renderMessage } from '../http/message-error.ts'
import { unexpected } from '../http/unexpected.ts'
import { InvalidHost } from '../issuer.ts'
import { InvalidInput } from '../model/parse.ts'
import type { RequestState } from '../runtime.ts'
import { UnknownSnapshot, UnknownTenant, WriteFailed } from '../store/errors.ts'

/** Turns whatever was thrown into `{"message"}`. What nobody expected is reported to the app and stays vague. */
export function renderError(ctx: ParameterizedContext<RequestState>, thrown: unknown): void {
  const error = toMessageError(thrown)
  if (error.status === 500) ctx.app.emit('error', thrown, ctx)
  ctx.state.record.error = error.message
  renderMessage(ctx, error)
}

function toMessageError(thrown: unknown): MessageError {
  if (thrown instanceof MessageError) return thrown
  if (thrown instanceof InvalidInput || thrown instanceof InvalidHost)
    return badRequest(thrown.message)
  if (thrown instanceof UnknownTenant || thrown instanceof UnknownSnapshot)
    return notFound(thrown.message)
  if (thrown instanceof UnreadableBody) return new MessageError(thrown.status, thrown.message)
  return new MessageError(500, thrown instanceof WriteFailed ? thrown.message : unexpected)
}
