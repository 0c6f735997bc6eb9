/** The emulator's own API, `/_appid`. */
import type { RouterContext } from '@koa/router'
import type { Next } from 'koa'
import type { RequestState, Runtime } from '../runtime.ts'

export function control({ version, instance, uptime, store }: Runtime) {
  return async function controlSurface(
    ctx: RouterContext<RequestState>,
    next: Next,
  ): Promise<void> {
    if (!/^\/_appid\/health\/?$/.test(ctx.path)) return next()
    if (!['GET', 'HEAD'].includes(ctx.method)) {
      ctx.status = 405
      ctx.set('Allow', 'GET, HEAD')
      ctx.body = { message: `${ctx.method} is not allowed here: use GET, HEAD` }
      return
    }
    ctx.body = {
      status: 'ok',
      version,
      instance,
      uptime: uptime(),
      tenants: store.state.tenants.size,
    }
  }
}
