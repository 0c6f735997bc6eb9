import type { ParameterizedContext } from 'koa'

/** Forbids caching of the response (RFC 6749 §5.1). */
export function noStore(ctx: ParameterizedContext): void {
  ctx.set('Cache-Control', 'no-store')
  ctx.set('Pragma', 'no-cache')
}
