import type { ParameterizedContext } from 'koa'

/**
 * Whether the emulator's own page sent a request for itself: it is neither recorded nor struck by faults. Whoever sends the
 * header may hide so, too, but no page from elsewhere.
 */
export function fromPage(ctx: ParameterizedContext): boolean {
  // Browsers send Sec-Fetch-Site to localhost and over https.
  const isOwn = ['', 'same-origin'].includes(ctx.get('Sec-Fetch-Site'))
  return isOwn && ctx.get('X-AppID-Emulator-Page') !== ''
}
