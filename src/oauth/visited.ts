import type { ParameterizedContext } from 'koa'
import type { RequestState, Runtime } from '../runtime.ts'
import { refuseWebPages } from '../surface/access.ts'
import { refuse } from './refuse.ts'

type Context = ParameterizedContext<RequestState>

/**
 * Wraps an endpoint that browsers visit. What it throws is refused with a page, and so is a request under a foreign host name
 * or from a foreign web page: the pages need no password.
 */
export function visited(runtime: Runtime, handler: (ctx: Context) => Promise<void>) {
  return async (ctx: Context): Promise<void> => {
    try {
      refuseWebPages(runtime, ctx)
      await handler(ctx)
    } catch (error) {
      await refuse(ctx, error)
    }
  }
}
