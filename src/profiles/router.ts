/** The profiles API, `/api/v1/attributes`, below `profiles_endpoint` of the discovery document. */
import type { RouterContext } from '@koa/router'
import type { Next } from 'koa'
import { performer } from '../faults/perform.ts'
import { createDispatch, type Handler } from '../http/routes.ts'
import { type EmulatedProfilesOperation, profilesOperations } from '../operations.ts'
import type { RequestState, Runtime } from '../runtime.ts'
import { oauthRefusals, renderOAuthError } from '../surface/oauth-error.ts'

export function profiles(runtime: Runtime) {
  const handlers: Record<EmulatedProfilesOperation, Handler<RequestState>> = {}
  const refusals = oauthRefusals('the profiles API')
  const dispatch = createDispatch(profilesOperations, handlers, refusals, performer(runtime))

  return async function profilesSurface(
    ctx: RouterContext<RequestState>,
    next: Next,
  ): Promise<void> {
    if (!/^\/api\/v1\/attributes(\/|$)/.test(ctx.path)) return next()
    try {
      await dispatch(ctx)
    } catch (error) {
      renderOAuthError(ctx, error)
    }
  }
}
