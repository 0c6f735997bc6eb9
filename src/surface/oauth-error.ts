import { STATUS_CODES } from 'node:http'
import { FaultAnswer } from '../faults/perform.ts'
import { UnreadableBody } from '../http/body.ts'
import { InvalidHost } from '../http/reached.ts'
import type { Refusals } from '../http/routes.ts'
import { unexpected } from '../http/unexpected.ts'
import { UnknownTenant, WriteFailed } from '../store/errors.ts'
import { WebPageRefused } from './access.ts'
import { errorRenderer } from './render-error.ts'

/** The status of each code of RFC 6749 §5.2 or App ID. The first code of a status is that status's default. */
const statuses = {
  invalid_request: 400,
  invalid_client: 401,
  invalid_token: 401,
  invalid_scope: 400,
  invalid_grant: 400,
  FORBIDDEN: 403,
  access_denied: 403,
  insufficient_scope: 403,
  unsupported_grant_type: 400,
  not_found: 404,
  invalid_tenant: 404,
  method_not_allowed: 405,
  server_error: 500,
  not_implemented: 501,
} as const

export interface OAuthErrorOptions {
  /** Details for the log and the journal that the client must not see. */
  readonly detail?: string
  readonly headers?: Readonly<Record<string, string>>
  /** The member that has the code. Default: `error`. */
  readonly member?: 'error' | 'error_code'
}

/** An OAuth error response: `{"error","error_description"}` (RFC 6749 §5.2). */
export class OAuthError extends Error {
  override readonly name = 'OAuthError'
  readonly status: number
  readonly code: string
  readonly detail: string
  readonly headers: Readonly<Record<string, string>>
  readonly member: 'error' | 'error_code'

  constructor(
    status: number,
    code: string,
    description: string,
    { detail = description, headers = {}, member = 'error' }: OAuthErrorOptions = {},
  ) {
    super(description)
    this.status = status
    this.code = code
    this.detail = detail
    this.headers = headers
    this.member = member
  }
}

export function oauthError(
  code: keyof typeof statuses,
  description: string,
  { status = statuses[code], ...options }: OAuthErrorOptions & { readonly status?: number } = {},
): OAuthError {
  return new OAuthError(status, code, description, options)
}

export const invalidRequest = (description: string, status?: number) =>
  oauthError('invalid_request', description, status === undefined ? {} : { status })

/** The default code of a status; without one, the reason phrase in snake case: too_many_requests. */
function codeOf(status: number): string {
  const [code] = Object.entries(statuses).find(([, one]) => one === status) ?? []
  return code ?? `${STATUS_CODES[status] ?? status}`.toLowerCase().replaceAll(/\W+/g, '_')
}

/** Renders errors in the OAuth format. */
export const renderOAuthError = errorRenderer(toOAuthError, ({ member, code, message }) => ({
  [member]: code,
  error_description: message,
}))

export function toOAuthError(thrown: unknown): OAuthError {
  if (thrown instanceof OAuthError) return thrown
  if (thrown instanceof UnreadableBody) return invalidRequest(thrown.message, thrown.status)
  if (thrown instanceof WebPageRefused) return oauthError('access_denied', thrown.message)
  if (thrown instanceof InvalidHost) return invalidRequest(thrown.message)
  if (thrown instanceof UnknownTenant) return oauthError('invalid_tenant', thrown.message)
  if (thrown instanceof WriteFailed) return oauthError('server_error', thrown.message)
  if (thrown instanceof FaultAnswer) {
    const { status, code = codeOf(status), message, headers } = thrown
    return new OAuthError(status, code, message, { headers })
  }
  return oauthError('server_error', unexpected)
}

/** The refusals of a surface with OAuth errors. */
export function oauthRefusals(surface: string): Refusals {
  return {
    surface,
    notFound: (message) => oauthError('not_found', message),
    methodNotAllowed: (message, headers) => oauthError('method_not_allowed', message, { headers }),
    notEmulated: (message) => oauthError('not_implemented', message),
  }
}
