/** The profiles API, `/api/v1`, to which discovery's `profiles_endpoint` leads. None of it is emulated yet. */
import type { RouterContext } from '@koa/router'
import type { Next } from 'koa'
import type { RequestState } from '../runtime.ts'

export function profiles() {
  return async function profilesSurface(
    ctx: RouterContext<RequestState>,
    next: Next,
  ): Promise<void> {
    if (!/^\/api\/v1\/attributes(\/|$)/.test(ctx.path)) return next()
    const description = 'not emulated: profiles.attributes'
    ctx.state.record.error = description
    ctx.status = 501
    ctx.body = { error: 'not_implemented', error_description: description }
  }
}
