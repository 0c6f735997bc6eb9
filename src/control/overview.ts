import type { RouterContext } from '@koa/router'
import { wantsPage } from '../http/wants-page.ts'
import type { RequestState, Runtime } from '../runtime.ts'
import { Overview, overview } from '../surface/overview.ts'

/** The operation at the root of the control API. It is only available over HTTP. */
export const getOverview = {
  name: 'getOverview',
  method: 'GET',
  path: '/_appid',
  summary:
    'Returns the version, the tenants and where to go on, as `/` does; browsers go to the page there',
  answer: Overview,
} as const

export function respondWithOverview(runtime: Runtime) {
  return async (ctx: RouterContext<RequestState>): Promise<void> => {
    // Relative, because a proxy may expose the emulator below a path.
    if (wantsPage(ctx)) ctx.redirect(ctx.path.endsWith('/') ? '../' : './')
    else ctx.body = await overview(runtime, ctx)
  }
}
