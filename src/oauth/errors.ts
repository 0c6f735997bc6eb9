import { STATUS_CODES } from 'node:http'
import { UnreadableBody } from '../http/body.ts'
import { unexpected } from '../http/unexpected.ts'
import { InvalidHost } from '../issuer.ts'
import { FaultAnswer } from '../performer.ts'
import { UnknownTenant, WriteFailed } from '../store/errors.ts'
import { errorRenderer } from '../surface.ts'

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
  readonly headers?: Readonly<Record<string, string>>
}

/** An error as the authorization server answers it: `{"error","error_description"}` (RFC 6749 §5.2). */
export class OAuthError extends Error {
  override readonly name = 'OAuthError'
  readonly status: number
  readonly code: string
  readonly detail: string
  readonly headers: Readonly<Record<string, string>>

  constructor(
    status: number,
    code: string,
    description: string,
    { detail = description, headers = {} }: OAuthErrorOptions = {},
  ) {
    super(description)
    this.status = status
    this.code = code
    this.detail = detail
    this.headers = headers
  }
}

function oauthError(
  code: keyof typeof statuses,
  description: string,
  { status = statuses[code], ...options }: OAuthErrorOptions & { readonly status?: number } = {},
): OAuthError {
  return new OAuthError(status, code, description, options)
}

export const invalidRequest = (description: string, status?: number) =>
  oauthError('invalid_request', description, status === undefined ? {} : { status })

export const invalidClient = (description: string, detail?: string) =>
  oauthError('invalid_client', description, detail === undefined ? {} : { detail })

export const invalidScope = (description: string) => oauthError('invalid_scope', description)

export const unsupportedGrantType = (description: string) =>
  oauthError('unsupported_grant_type', description)

export const notFound = (path: string) =>
  oauthError('not_found', `there is nothing at ${path} in the authorization server`)

export const methodNotAllowed = (method: string, allowed: readonly string[]) =>
  oauthError('method_not_allowed', `${method} is not allowed here: use ${allowed.join(', ')}`, {
    headers: { Allow: allowed.join(', ') },
  })

export const notEmulated = (operation: string) =>
  oauthError('not_implemented', `not emulated: ${operation}`)

export const renderError = errorRenderer(toOAuthError, ({ code, message }) => ({
  error: code,
  error_description: message,
}))

function toOAuthError(thrown: unknown): OAuthError {
  if (thrown instanceof OAuthError) return thrown
  if (thrown instanceof UnreadableBody) return invalidRequest(thrown.message, thrown.status)
  if (thrown instanceof InvalidHost) return invalidRequest(thrown.message)
  if (thrown instanceof UnknownTenant) return oauthError('invalid_tenant', thrown.message)
  if (thrown instanceof WriteFailed) return oauthError('server_error', thrown.message)
  if (thrown instanceof FaultAnswer) {
    const { status, code = codeOf(status), message, headers } = thrown
    return new OAuthError(status, code, message, { headers })
  }
  return oauthError('server_error', unexpected)
}

// The first code of this status; where there is none, the status in words: too_many_requests.
function codeOf(status: number): string {
  const [code] = Object.entries(statuses).find(([, one]) => one === status) ?? []
  return code ?? `${STATUS_CODES[status] ?? status}`.toLowerCase().replaceAll(/\W+/g, '_')
}
