/** What the surfaces have in common: whom a request is for, and how an error is answered. */
import type { ParameterizedContext } from 'koa'
import { UnreadableBody } from './http/body.ts'
import { codeOf, invalidRequest, OAuthError, oauthError } from './http/oauth-error.ts'
import { InvalidHost, originOf, reached } from './http/reached.ts'
import type { Refusals } from './http/routes.ts'
import { unexpected } from './http/unexpected.ts'
import { FaultAnswer } from './performer.ts'
import type { RequestState, Runtime } from './runtime.ts'
import { UnknownTenant, WriteFailed } from './store/errors.ts'

/** Lets a request into the tenant that it is for. @throws {InvalidHost} {UnknownTenant} */
export function enterTenant(
  { issuer, store }: Runtime,
  ctx: ParameterizedContext<RequestState>,
  tenantId: string,
): void {
  ctx.state.base = issuer.base(originOf(reached(ctx)))
  ctx.state.tenant = store.getTenant(tenantId)
}

/** An error in the words of a surface. `detail` is what the log may know and the client may not. */
export interface SurfaceError {
  readonly status: number
  readonly message: string
  readonly detail?: string
  readonly headers: Readonly<Record<string, string>>
}

/**
 * Makes a surface's renderer, which turns whatever was thrown into the answer. What nobody expected is reported to the
 * app and stays vague.
 */
export function errorRenderer<E extends SurfaceError>(
  toError: (thrown: unknown) => E,
  toBody: (error: E, ctx: ParameterizedContext<RequestState>) => unknown,
) {
  return (ctx: ParameterizedContext<RequestState>, thrown: unknown): void => {
    const error = toError(thrown)
    if (error.status === 500 && !(thrown instanceof FaultAnswer)) ctx.app.emit('error', thrown, ctx)
    ctx.state.record.error = error.detail ?? error.message
    ctx.status = error.status
    ctx.body = toBody(error, ctx)
    ctx.set(error.headers)
  }
}

/** The renderer of the surfaces whose errors are OAuth's. */
export const renderOAuthError = errorRenderer(toOAuthError, ({ code, message }) => ({
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

/** Why a surface whose errors are OAuth's has no handler for a request. `surface` as in "in the authorization server". */
export function oauthRefusals(surface: string): Refusals {
  return {
    notFound: (path) => oauthError('not_found', `there is nothing at ${path} in ${surface}`),
    methodNotAllowed(method, allowed) {
      const Allow = allowed.join(', ')
      return oauthError('method_not_allowed', `${method} is not allowed here: use ${Allow}`, {
        headers: { Allow },
      })
    },
    notEmulated: (name) => oauthError('not_implemented', `not emulated: ${name}`),
  }
}
