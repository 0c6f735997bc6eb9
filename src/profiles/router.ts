/** The profiles API, `/api/v1/attributes`, below `profiles_endpoint` of the discovery document. */
import type { RouterContext } from '@koa/router'
import type { Next } from 'koa'
import { performer } from '../faults/perform.ts'
import { allowAnyOrigin } from '../http/cors.ts'
import { createDispatch, type Handler } from '../http/routes.ts'
import { readText } from '../http/text.ts'
import { maxAttributes } from '../model/users/profile.ts'
import { type EmulatedProfilesOperation, profilesOperations } from '../operations.ts'
import type { RequestState, Runtime } from '../runtime.ts'
import { enterTenantOfToken } from '../surface/bearer.ts'
import { oauthRefusals, renderOAuthError } from '../surface/oauth-error.ts'
import * as attributes from './attributes.ts'

export function profiles(runtime: Runtime) {
  const handlers: Record<EmulatedProfilesOperation, Handler<RequestState>> = {
    'profiles.getAllAttributes': attributes.getAll(runtime),
    'profiles.getAttribute': attributes.get(runtime),
    'profiles.setAttribute': attributes.set(runtime),
    'profiles.deleteAttribute': attributes.remove(runtime),
  }
  const refusals = oauthRefusals('the profiles API')
  const dispatch = createDispatch(profilesOperations, handlers, refusals, performer(runtime))

  return async function profilesSurface(
    ctx: RouterContext<RequestState>,
    next: Next,
  ): Promise<void> {
    if (!/^\/api\/v1\/attributes(\/|$)/.test(ctx.path)) return next()
    if (allowAnyOrigin(ctx, 'GET, HEAD, PUT, DELETE', 'authorization, content-type')) return
    try {
      // Faults would read the body as JSON. What is wrong with it, the handler says.
      if (ctx.method === 'PUT') await readText(ctx, maxAttributes).catch(() => {})
      enterTenantOfToken(runtime, ctx)
      await dispatch(ctx)
    } catch (error) {
      renderOAuthError(ctx, error)
    }
  }
}
