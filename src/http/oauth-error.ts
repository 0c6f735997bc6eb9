import { STATUS_CODES } from 'node:http'

/** The status of each code, where RFC 6749 §5.2 or App ID has one. Of two codes with one status the first is the usual one. */
const statuses = {
  invalid_request: 400,
  invalid_client: 401,
  invalid_scope: 400,
  unsupported_grant_type: 400,
  not_found: 404,
  invalid_tenant: 404,
  method_not_allowed: 405,
  server_error: 500,
  not_implemented: 501,
} as const

export interface OAuthErrorOptions {
  /** What the log and the journal may know and the client may not. */
  readonly detail?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** An error as OAuth has it: `{"error","error_description"}` (RFC 6749 §5.2). */
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

export function oauthError(
  code: keyof typeof statuses,
  description: string,
  { status = statuses[code], ...options }: OAuthErrorOptions & { readonly status?: number } = {},
): OAuthError {
  return new OAuthError(status, code, description, options)
}

export const invalidRequest = (description: string, status?: number) =>
  oauthError('invalid_request', description, status === undefined ? {} : { status })

/** The usual code of a status; where there is none, the status in words: too_many_requests. */
export function codeOf(status: number): string {
  const [code] = Object.entries(statuses).find(([, one]) => one === status) ?? []
  return code ?? `${STATUS_CODES[status] ?? status}`.toLowerCase().replaceAll(/\W+/g, '_')
}
