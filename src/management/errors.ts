import { FaultAnswer } from '../faults/perform.ts'
import { UnreadableBody } from '../http/body.ts'
import { badRequest, forbidden, MessageError } from '../http/message-error.ts'
import { InvalidHost } from '../http/reached.ts'
import { unexpected } from '../http/unexpected.ts'
import { InvalidInput } from '../model/parsing/parse.ts'
import { UnknownTenant, WriteFailed } from '../store/errors.ts'
import { WebPageRefused } from '../surface/access.ts'
import { errorRenderer } from '../surface/render-error.ts'
import { ScimError } from './scim-error.ts'

export const notEmulated = (message: string, operation: string) =>
  new NotEmulated(message, operation)

/** 501. The body also has the name of the operation. */
class NotEmulated extends MessageError {
  readonly operation: string

  constructor(message: string, operation: string) {
    super(501, message)
    this.operation = operation
  }
}

/** 404 with the text body that was recorded from the live service (Express's sendStatus(404)). */
class NoSuchTenant extends MessageError {
  constructor(message: string) {
    super(404, message)
  }
}

export const renderError = errorRenderer(toMessageError, (error) => {
  if (error instanceof NoSuchTenant) return 'Not Found'
  if (error instanceof ScimError) return error.toBody()
  const { message } = error
  return error instanceof NotEmulated ? { message, operation: error.operation } : { message }
})

function toMessageError(thrown: unknown): MessageError {
  if (thrown instanceof MessageError) return thrown
  if (thrown instanceof UnknownTenant) return new NoSuchTenant(thrown.message)
  if (thrown instanceof InvalidInput || thrown instanceof InvalidHost)
    return badRequest(thrown.message)
  if (thrown instanceof WebPageRefused) return forbidden(thrown.message)
  if (thrown instanceof UnreadableBody)
    return new MessageError(thrown.status === 415 ? 400 : thrown.status, thrown.message)
  if (thrown instanceof WriteFailed) return new MessageError(500, thrown.message)
  if (thrown instanceof FaultAnswer)
    return new MessageError(thrown.status, thrown.message, thrown.headers)
  return new MessageError(500, unexpected)
}
