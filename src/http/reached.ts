import type { ParameterizedContext } from 'koa'

/**
 * Under which name a request reached us, as the headers have it: Koa's `ctx.host` mends a Host with a
 * user in it, which we have to refuse. When the app trusts its proxy, what that forwards counts; of a list, the first.
 */
export function reached(ctx: ParameterizedContext): { protocol: string; host: string } {
  const { protocol } = ctx
  const host = ctx.get('Host')
  if (!ctx.app.proxy) return { protocol, host }
  const forwarded = first(ctx.get('X-Forwarded-Host'))
  const port = first(ctx.get('X-Forwarded-Port'))
  if (port === '') return { protocol, host: forwarded || host }
  // In X-Forwarded-Host a port is the one that the client wrote; in Host it may be ours.
  const name = forwarded || host.replace(/:\d*$/, '')
  return { protocol, host: /:\d+$/.test(name) ? name : `${name}:${port}` }
}

function first(list: string): string {
  const [one = ''] = list.split(',')
  return one.trim()
}
