/** What a browser shows at `/` and `/swagger-ui/`, and the small JSON that programs get at `/`. */
import { gzipSync } from 'node:zlib'
import type { Next, ParameterizedContext } from 'koa'
import { methodNotAllowed } from '../http/message-error.ts'
import { originOf, reached } from '../http/reached.ts'
import { wantsPage } from '../http/wants-page.ts'
import { operations } from '../operations.ts'
import type { RequestState, Runtime } from '../runtime.ts'
import { overview } from '../surface/overview.ts'
import { renderError } from './errors.ts'

type Context = ParameterizedContext<RequestState>

/** Nothing from elsewhere, nothing inline, in no frame. */
const contentSecurityPolicy = [
  "default-src 'none'",
  ...["script-src 'self'", "style-src 'self'", "connect-src 'self'", "img-src 'self' data:"],
  ...["base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"],
].join('; ')

export function dashboard(runtime: Runtime) {
  return (ctx: Context, next: Next): Promise<void> =>
    isDashboard(ctx.path) ? respond(runtime, ctx) : next()
}

async function respond(runtime: Runtime, ctx: Context): Promise<void> {
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
    await show(runtime, ctx)
  } catch (error) {
    renderError(ctx, error)
  }
}

const paths =
  /^\/(?:dashboard\/(?:page|operations)\.(?:js|css)|swagger-ui(?:\/(?:index\.html)?)?)?$/

/** Whether a path is one of the pages, or one of their parts. */
export function isDashboard(path: string): boolean {
  return paths.test(path)
}

async function show(runtime: Runtime, ctx: Context): Promise<void> {
  const { path } = ctx
  if (path === '/' && !wantsPage(ctx)) {
    ctx.body = await overview(runtime, ctx)
    return
  }
  // App ID has the list of its operations at both of these.
  if (path === '/swagger-ui/index.html') return ctx.redirect('./')
  const folder = withoutSlash(ctx)
  if (folder !== undefined) return ctx.redirect(`./${folder}/`)

  const { files, operationsPage } = await import('./page.ts')
  const [type, text] = files[path] ?? [
    'text/html',
    operationsPage(operations, await placeOf(runtime, ctx)),
  ]
  ctx.type = `${type}; charset=utf-8`
  ctx.vary('Accept-Encoding')
  const zips = ctx.acceptsEncodings('gzip', 'identity') === 'gzip'
  if (zips) ctx.set('Content-Encoding', 'gzip')
  ctx.body = zips ? gzipSync(text) : text
}

/** What the examples in the list of operations need. */
async function placeOf(runtime: Runtime, ctx: Context) {
  const { tenants = [] } = await overview(runtime, ctx)
  return {
    control: runtime.control,
    base: runtime.issuer.base(originOf(reached(ctx))),
    tenantId: tenants[0]?.tenantId ?? '{tenantId}',
    iamToken: runtime.strictIam ? '{access_token}' : 'any',
  }
}

/** The last segment of the path as the client sent it, if a page is there whose relative links need a slash behind it. */
function withoutSlash({ path, originalUrl }: Context): string | undefined {
  // At `/` it is the end of the path of `publicUrl`.
  if (path !== '/' && path !== '/swagger-ui') return undefined
  const sent = originalUrl.replace(/^https?:\/\/[^/]*/i, '').replace(/[?#].*/s, '')
  return /[^/]+$/.exec(sent)?.[0]
}
