import type { ParameterizedContext } from 'koa'
import { redirect } from '../../http/redirect.ts'
import type { AuthorizationRequest, ResponseTarget } from '../../model/authorization-request.ts'
import { originOf, withParameters } from '../../model/redirect-uri.ts'
import type { ProfiledUser } from '../../model/users/user.ts'
import type { RequestState, Runtime } from '../../runtime.ts'
import { issueCode } from '../../surface/authorization-code.ts'
import { showPage } from '../../surface/show-page.ts'

type Context = ParameterizedContext<RequestState>

/** An error that the client gets at its redirect URI (RFC 6749 §4.1.2.1). */
export class AuthorizationError extends Error {
  override readonly name = 'AuthorizationError'
  readonly code: string

  constructor(code: string, description: string) {
    super(description)
    this.code = code
  }
}

/** Sends a code for the user who has signed in to the client. */
export async function respondWithCode(
  runtime: Runtime,
  ctx: Context,
  request: AuthorizationRequest,
  user: ProfiledUser,
): Promise<void> {
  const code = await issueCode(runtime, ctx.state.tenant.tenantId, request, user)
  ctx.state.record.sub = user.profileId
  await respond(ctx, request, { code })
}

/** Sends an error to the client. */
export function respondWithError(
  ctx: Context,
  target: ResponseTarget,
  { code, message }: AuthorizationError,
): Promise<void> {
  ctx.state.record.error = `${code}: ${message}`
  return respond(ctx, target, { error: code, error_description: message })
}

/** Returns to the client without a code: what it asked for ends in a mail. */
export function respondWithFlow(
  ctx: Context,
  { redirectUri, webMessage = false }: ResponseTarget,
  flow: 'sign_up' | 'forgot_password',
): Promise<void> {
  return respond(ctx, { redirectUri, webMessage }, { flow })
}

// IBM's Swift SDK takes the first parameter whose name begins with the one it looks for, so `error` comes first.
async function respond(
  ctx: Context,
  { redirectUri, state, webMessage = false }: ResponseTarget,
  answer: Readonly<Record<string, string>>,
): Promise<void> {
  const origin = originOf(redirectUri)
  if (webMessage && origin !== undefined) {
    const message = { type: 'authorization_response', ...answer, state }
    return showPage(ctx, { kind: 'web-message', origin, message }, { framedBy: origin })
  }
  redirect(ctx, withParameters(redirectUri, { ...answer, state }))
}
