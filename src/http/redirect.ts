import type { ParameterizedContext } from 'koa'
import { noStore } from './no-store.ts'

/** Redirects, with a text that says where to. */
export function redirect(ctx: ParameterizedContext, url: string): void {
  noStore(ctx)
  ctx.status = 302
  ctx.set('Location', url)
  ctx.type = 'text/plain; charset=utf-8'
  // App ID's text. IBM's Swift SDK reads the URL from here, up to the end.
  ctx.body = `Found. Redirecting to ${url}`
}
