import { WebPageRefused } from '../access.ts'
import { UnreadableBody } from '../http/body.ts'
import { badRequest, conflict, forbidden, MessageError, notFound } from '../http/message-error.ts'
import { InvalidHost } from '../http/reached.ts'
import { unexpected } from '../http/unexpected.ts'
import { InvalidInput } from '../model/parse.ts'
import {
  TenantExists,
  UnknownOrigin,
  UnknownSnapshot,
  UnknownTenant,
  WriteFailed,
} from '../store/errors.ts'
import { errorRenderer } from '../surface.ts'

export const renderError = errorRenderer(toMessageError, ({ message }) => ({ message }))

function toMessageError(thrown: unknown): MessageError {
  if (thrown instanceof MessageError) return thrown
  if (thrown instanceof InvalidInput || thrown instanceof InvalidHost)
    return badRequest(thrown.message)
  if (thrown instanceof UnknownTenant || thrown instanceof UnknownSnapshot)
    return notFound(thrown.message)
  if (thrown instanceof WebPageRefused) return forbidden(thrown.message)
  if (thrown instanceof TenantExists || thrown instanceof UnknownOrigin)
    return conflict(thrown.message)
  if (thrown instanceof UnreadableBody) return new MessageError(thrown.status, thrown.message)
  return new MessageError(500, thrown instanceof WriteFailed ? thrown.message : unexpected)
}
