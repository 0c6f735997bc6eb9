import { UnreadableBody } from '../http/body.ts'
import { badRequest, MessageError } from '../http/message-error.ts'
import { InvalidHost } from '../http/reached.ts'
import { unexpected } from '../http/unexpected.ts'
import { escapeHtml } from '../model/html.ts'
import { InvalidInput } from '../model/parse.ts'
import { WriteFailed } from '../store/errors.ts'
import { htmlPage, pageHeaders } from '../surface/html-page.ts'
import { errorRenderer } from '../surface/render-error.ts'

/** Renders errors as pages. */
export const renderError = errorRenderer(toMessageError, ({ message }, ctx) => {
  ctx.set(pageHeaders)
  ctx.type = 'text/html; charset=utf-8'
  return htmlPage('This did not work', `<p>${escapeHtml(message)}</p>`)
})

function toMessageError(thrown: unknown): MessageError {
  if (thrown instanceof MessageError) return thrown
  if (thrown instanceof InvalidHost || thrown instanceof InvalidInput)
    return badRequest(thrown.message)
  if (thrown instanceof UnreadableBody) return new MessageError(thrown.status, thrown.message)
  if (thrown instanceof WriteFailed) return new MessageError(500, thrown.message)
  return new MessageError(500, unexpected)
}
