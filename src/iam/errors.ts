import { randomUUID } from 'node:crypto'
import { excerpt } from '../excerpt.ts'
import { FaultAnswer } from '../faults/perform.ts'
import { UnreadableBody } from '../http/body.ts'
import { InvalidHost } from '../http/reached.ts'
import { unexpected } from '../http/unexpected.ts'
import { WriteFailed } from '../store/errors.ts'
import { WebPageRefused } from '../surface/access.ts'
import { errorRenderer } from '../surface/render-error.ts'

/** An IAM error response: `{"errorCode","errorMessage","context"}`. */
export class IamError extends Error {
  override readonly name = 'IamError'
  readonly code: string
  readonly status: number
  readonly headers: Readonly<Record<string, string>>

  constructor(
    status: number,
    code: string,
    message: string,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message)
    this.status = status
    this.code = code
    this.headers = headers
  }
}

export const unknownApiKey = () =>
  new IamError(400, 'BXNIM0415E', 'Provided API key could not be found.')

export const missingProperty = (name: string) =>
  new IamError(400, 'BXNIM0109E', `Property missing or empty: ${name}`)

export const badRequest = (message: string, status = 400) =>
  new IamError(status, 'BXNIM0109E', message)

export const notFound = (message: string) => new IamError(404, 'BXNIM0404E', message)

export const methodNotAllowed = (message: string, headers: Readonly<Record<'Allow', string>>) =>
  new IamError(405, 'BXNIM0405E', message, headers)

export const notEmulated = (message: string) => new IamError(501, 'BXNIM0501E', message)

// The URL is sent without the query, which may contain an API key.
export const renderError = errorRenderer(
  toIamError,
  ({ code, message }, { protocol, host, path }) => ({
    errorCode: code,
    errorMessage: message,
    context: { requestId: randomUUID(), url: excerpt(`${protocol}://${host}${path}`) },
  }),
)

function toIamError(thrown: unknown): IamError {
  if (thrown instanceof IamError) return thrown
  if (thrown instanceof InvalidHost) return badRequest(thrown.message)
  if (thrown instanceof WebPageRefused) return new IamError(403, 'BXNIM0403E', thrown.message)
  if (thrown instanceof UnreadableBody) return badRequest(thrown.message, thrown.status)
  if (thrown instanceof WriteFailed) return new IamError(500, 'BXNIM0500E', thrown.message)
  if (thrown instanceof FaultAnswer) {
    const { status, code = `BXNIM0${status}E`, message, headers } = thrown
    return new IamError(status, code, message, headers)
  }
  return new IamError(500, 'BXNIM0500E', unexpected)
}
