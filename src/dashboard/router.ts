/** What a browser shows at `/` and `/swagger-ui/`, and the small JSON that programs get at `/`. */
import type { Next, ParameterizedContext } from 'koa'
import { methodNotAllowed } from '../http/message-error.ts'
import type { RequestState, Runtime } from '../runtime.ts'
import { overview, wantsPage } from '../surface/overview.ts'
import { renderError } from './errors.ts'

type Context = ParameterizedContext<RequestState>

/** Nothing from elsewhere, nothing inline, in no frame. */
const contentSecurityPolicy = [
  "default-src 'none'",
  ...["script-src 'self'", "style-src 'self'", "connect-src 'self'", "img-src 'self' data:"],
  ...["base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"],
].join('; ')

export function dashboard(runtime: Runtime) {
  return async function dashboardSurface(ctx: Context, next: Next): Promise<void> {
    if (!isDashboard(ctx.path)) return next()
    ctx.set({
      'Content-Security-Policy': contentSecurityPolicy,
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'no-cache',
    })
    try {
      if (ctx.method !== 'GET' && ctx.method !== 'HEAD') {
        const Allow = 'GET, HEAD'
        throw methodNotAllowed(`${ctx.method} is not allowed here: use ${Allow}`, { Allow })
      }
      if (ctx.path === '/' && !wantsPage(ctx)) ctx.body = await overview(runtime, ctx)
      else await show(ctx)
    } catch (error) {
      renderError(ctx, error)
    }
  }
}

/** Whether a path is one of the pages, or one of their parts. */
export function isDashboard(path: string): boolean {
  return path === '/' || /^\/dashboard\/page\.(?:js|css)$/.test(path)
}

async function show(ctx: Context): Promise<void> {
  const folder = withoutSlash(ctx)
  if (folder !== undefined) return ctx.redirect(`./${folder}/`)
  const { html, script, style } = await import('./page.ts')
  const files: Readonly<Record<string, readonly [type: string, text: string]>> = {
    '/': ['text/html', html],
    '/dashboard/page.js': ['text/javascript', script],
    '/dashboard/page.css': ['text/css', style],
  }
  const [type, text] = files[ctx.path] ?? ['text/html', html]
  ctx.type = `${type}; charset=utf-8`
  ctx.body = text
}

/**
 * The last segment of the path, as the client sent it, if a page is there whose relative links need a slash after it:
 * the page at `/` when the path of `publicUrl` has none at its end.
 */
function withoutSlash(ctx: Context): string | undefined {
  const [, last] =
    /\/([^/?#]+)(?:[?#].*)?$/.exec(ctx.originalUrl.replace(/^https?:\/\/[^/]*/i, '')) ?? []
  return ctx.path === '/' ? last : undefined
}
