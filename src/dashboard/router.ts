/** What a browser shows at `/` and `/swagger-ui/`, and the small JSON that programs get there. */
import type { Next, ParameterizedContext } from 'koa'
import type { RequestState, Runtime } from '../runtime.ts'
import { overview } from './overview.ts'

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
    if (ctx.method !== 'GET' && ctx.method !== 'HEAD') {
      ctx.status = 405
      ctx.set('Allow', 'GET, HEAD')
      ctx.body = { message: `${ctx.method} is not allowed here: use GET, HEAD` }
      return
    }
    ctx.set({
      'Content-Security-Policy': contentSecurityPolicy,
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'no-cache',
    })
    if (ctx.path === '/') ctx.vary('Accept')
    if (ctx.path !== '/' || ctx.accepts('json', 'html') === 'html') await show(ctx)
    else ctx.body = await overview(runtime, ctx)
  }
}

/** Whether a path is one of the pages, or one of their parts. */
export function isDashboard(path: string): boolean {
  return path === '/' || /^\/dashboard\/page\.(?:js|css)$/.test(path)
}

async function show(ctx: Context): Promise<void> {
  const { html, script, style } = await import('./page.ts')
  // Whole types: the build leaves most of the table of extensions out.
  const files: Readonly<Record<string, readonly [type: string, text: string]>> = {
    '/': ['text/html', html],
    '/dashboard/page.js': ['text/javascript', script],
    '/dashboard/page.css': ['text/css', style],
  }
  const [type = 'text/html', text = ''] = files[ctx.path] ?? []
  ctx.type = type
  ctx.body = text
}
