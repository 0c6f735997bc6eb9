import { badRequest, MessageError } from '../http/message-error.ts'
import { InvalidHost } from '../http/reached.ts'
import { unexpected } from '../http/unexpected.ts'
import { errorRenderer } from '../surface/render-error.ts'

/** Renders errors as `{"message"}`. */
export const renderError = errorRenderer(toMessageError, ({ message }) => ({ message }))

function toMessageError(thrown: unknown): MessageError {
  if (thrown instanceof MessageError) return thrown
  if (thrown instanceof InvalidHost) return badRequest(thrown.message)
  return new MessageError(500, unexpected)
}
