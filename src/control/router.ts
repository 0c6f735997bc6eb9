/** The emulator's own API, `/_appid`. */
import type { RouterContext } from '@koa/router'
import type { Next } from 'koa'
import type { RequestState, Runtime } from '../runtime.ts'

export function control({ version, instance, uptime, store }: Runtime) {
  return async function controlSurface(
    ctx: RouterContext<RequestState>,
    next: Next,
  ): Promise<void> {
    if (ctx.path !== '/_appid/health' || !['GET', 'HEAD'].includes(ctx.method)) return next()
    ctx.body = {
      status: 'ok',
      version,
      instance,
      uptime: uptime(),
      tenants: store.state.tenants.size,
    }
  }
}
