import type { ParameterizedContext } from 'koa'

/**
 * Whether the emulator's own page sent a request for itself: it is neither recorded nor struck by faults. Whoever sends the
 * header may hide so, too, but no page from elsewhere, and never a request for a token: what the page gets for a person is
 * recorded.
 */
export function fromPage(ctx: ParameterizedContext): boolean {
  if (ctx.method === 'POST' && /^\/oauth\//i.test(ctx.path)) return false
  // Browsers send Sec-Fetch-Site to localhost and over https.
  const isOwn = ['', 'same-origin'].includes(ctx.get('Sec-Fetch-Site'))
  return isOwn && ctx.get('X-AppID-Emulator-Page') !== ''
}
