import { randomUUID } from 'node:crypto'
import type { ParameterizedContext } from 'koa'
import { UnreadableBody } from '../http/body.ts'
import { unexpected } from '../http/unexpected.ts'
import type { RequestState } from '../runtime.ts'
import { WriteFailed } from '../store/errors.ts'

/** An error as IAM answers it: `{"errorCode","errorMessage","context"}`. */
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

export const notFound = (path: string) =>
  new IamError(404, 'BXNIM0404E', `there is nothing at ${path} in IAM`)

export const methodNotAllowed = (method: string, allowed: readonly string[]) =>
  new IamError(405, 'BXNIM0405E', `${method} is not allowed here: use ${allowed.join(', ')}`, {
    Allow: allowed.join(', '),
  })

export const notEmulated = (operation: string) =>
  new IamError(501, 'BXNIM0501E', `not emulated: ${operation}`)

/** Turns whatever was thrown into the answer. What nobody expected is reported to the app and stays vague. */
export function renderError(ctx: ParameterizedContext<RequestState>, thrown: unknown): void {
  const error = toIamError(thrown)
  if (error.status === 500) ctx.app.emit('error', thrown, ctx)
  ctx.state.record.error = error.message
  ctx.status = error.status
  ctx.set(error.headers)
  ctx.body = {
    errorCode: error.code,
    errorMessage: error.message,
    context: { requestId: randomUUID(), url: ctx.href },
  }
}

function toIamError(thrown: unknown): IamError {
  if (thrown instanceof IamError) return thrown
  if (thrown instanceof UnreadableBody) return badRequest(thrown.message, thrown.status)
  if (thrown instanceof WriteFailed) return new IamError(500, 'BXNIM0500E', thrown.message)
  return new IamError(500, 'BXNIM0500E', unexpected)
}
