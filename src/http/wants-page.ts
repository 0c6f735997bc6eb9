import type { ParameterizedContext } from 'koa'

/** Whether a request prefers a page to JSON, as browsers do. */
export function wantsPage(ctx: ParameterizedContext): boolean {
  ctx.vary('Accept')
  return ctx.accepts('json', 'html') === 'html'
}
