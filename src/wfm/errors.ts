import { UnreadableBody } from '../http/body.ts'
import { badRequest, MessageError } from '../http/message-error.ts'
import { InvalidHost } from '../http/reached.ts'
import { unexpected } from '../http/unexpected.ts'
import { InvalidInput } from '../model/parsing/parse.ts'
import { WriteFailed } from '../store/errors.ts'
import { errorRenderer } from '../surface/render-error.ts'
import type { Context } from './link-handler.ts'
import { show } from './show.ts'

const render = errorRenderer(toMessageError, ({ message }) => message)

/** Renders errors as pages. */
export async function renderError(ctx: Context, thrown: unknown): Promise<void> {
  render(ctx, thrown)
  const { status, message } = toMessageError(thrown)
  await show(ctx, { kind: 'notice', heading: 'This did not work', text: message }, status)
}

function toMessageError(thrown: unknown): MessageError {
  if (thrown instanceof MessageError) return thrown
  if (thrown instanceof InvalidHost || thrown instanceof InvalidInput)
    return badRequest(thrown.message)
  if (thrown instanceof UnreadableBody) return new MessageError(thrown.status, thrown.message)
  if (thrown instanceof WriteFailed) return new MessageError(500, thrown.message)
  return new MessageError(500, unexpected)
}
