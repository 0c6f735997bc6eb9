import type { ParameterizedContext } from 'koa'
import { UnreadableBody } from '../http/body.ts'
import { unexpected } from '../http/unexpected.ts'
import { InvalidHost } from '../issuer.ts'
import type { RequestState } from '../runtime.ts'
import { UnknownTenant, WriteFailed } from '../store/errors.ts'

/** The status of each code, where RFC 6749 §5.2 or App ID has one. */
const statuses = {
  invalid_request: 400,
  invalid_client: 401,
  invalid_scope: 400,
  unsupported_grant_type: 400,
  invalid_tenant: 404,
  not_found: 404,
  method_not_allowed: 405,
  server_error: 500,
  not_implemented: 501,
} as const

export interface OAuthErrorOptions {
  /** What the log and the journal may know and the client may not. */
  readonly detail?: string
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
}

/** An error as the authorization server answers it: `{"error","error_description"}` (RFC 6749 §5.2). */
export class OAuthError extends Error {
  override readonly name = 'OAuthError'
  readonly code: keyof typeof statuses
  readonly status: number
  readonly detail: string
  readonly headers: Readonly<Record<string, string>>

  constructor(code: keyof typeof statuses, description: string, options: OAuthErrorOptions = {}) {
    super(description)
    this.code = code
    this.status = options.status ?? statuses[code]
    this.detail = options.detail ?? description
    this.headers = options.headers ?? {}
  }
}

export const invalidRequest = (description: string, options?: OAuthErrorOptions) =>
  new OAuthError('invalid_request', description, options)

export const invalidClient = (description: string, detail?: string) =>
  new OAuthError('invalid_client', description, detail === undefined ? {} : { detail })

export const invalidScope = (description: string) => new OAuthError('invalid_scope', description)

export const unsupportedGrantType = (description: string) =>
  new OAuthError('unsupported_grant_type', description)

export const notFound = (path: string) =>
  new OAuthError('not_found', `there is nothing at ${path} in the authorization server`)

export const methodNotAllowed = (method: string, allowed: readonly string[]) =>
  new OAuthError('method_not_allowed', `${method} is not allowed here: use ${allowed.join(', ')}`, {
    headers: { Allow: allowed.join(', ') },
  })

export const notEmulated = (operation: string) =>
  new OAuthError('not_implemented', `not emulated: ${operation}`)

/** Turns whatever was thrown into the answer. What nobody expected is reported to the app and stays vague. */
export function renderError(ctx: ParameterizedContext<RequestState>, thrown: unknown): void {
  const error = toOAuthError(thrown)
  if (error.status === 500) ctx.app.emit('error', thrown, ctx)
  ctx.state.record.error = error.detail
  ctx.status = error.status
  ctx.set(error.headers)
  ctx.body = { error: error.code, error_description: error.message }
}

function toOAuthError(thrown: unknown): OAuthError {
  if (thrown instanceof OAuthError) return thrown
  if (thrown instanceof UnreadableBody)
    return invalidRequest(thrown.message, { status: thrown.status })
  if (thrown instanceof InvalidHost) return invalidRequest(thrown.message)
  if (thrown instanceof UnknownTenant) return new OAuthError('invalid_tenant', thrown.message)
  if (thrown instanceof WriteFailed) return new OAuthError('server_error', thrown.message)
  return new OAuthError('server_error', unexpected)
}
