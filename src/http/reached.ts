import type { ParameterizedContext } from 'koa'

/**
 * Under which name a request reached us, as the headers have it: Koa's `ctx.host` mends a Host with a
 * user in it, which we have to refuse. `X-Forwarded-*` count when the app trusts its proxy.
 */
export function reached(ctx: ParameterizedContext): { protocol: string; host: string } {
  const forwarded = ctx.app.proxy ? ctx.get('X-Forwarded-Host') : ''
  const [first = ''] = forwarded.split(',')
  return { protocol: ctx.protocol, host: first.trim() || ctx.get('Host') }
}
