/** The control API, `/_appid`: JSON, changes only by POST, PUT or DELETE, errors as `{"code","message"}`. */
import type { RouterContext } from '@koa/router'
import type { Next } from 'koa'
import { createBodyReader } from '../http/body.ts'
import { methodNotAllowed, notFound } from '../http/message-error.ts'
import { originOf, reached } from '../http/reached.ts'
import { createDispatch, type Handler, nothingAt } from '../http/routes.ts'
import { EmulatorError } from '../model/emulator-error.ts'
import type { RequestState, Runtime } from '../runtime.ts'
import { refuseWebPages } from '../surface/access.ts'
import { renderError } from './errors.ts'
import { openApi, toOpenApi } from './openapi.ts'
import type { Operation } from './operation.ts'
import { getOverview, respondWithOverview } from './overview.ts'
import { perform } from './perform.ts'
import { controlOperations } from './table.ts'

/** In bytes. A whole state may be large: 64 MiB is enough for about 200,000 applications. */
const readBody = createBodyReader(64 * 1024 * 1024)

const safeMethods = ['GET', 'HEAD']

export function control(runtime: Runtime) {
  const handlers: Record<string, Handler<RequestState>> = {
    [getOverview.name]: respondWithOverview(runtime),
    [openApi.name]: async (ctx) => {
      ctx.body = await toOpenApi(runtime.version)
    },
    ...Object.fromEntries(controlOperations.map((row) => [row.name, toHandler(runtime, row)])),
  }
  const refusals = { surface: 'the control API', notFound, methodNotAllowed, notEmulated: notFound }
  const routes = [getOverview, openApi, ...controlOperations]
  const dispatch = createDispatch(routes, handlers, refusals, (_, __, handle) => handle())

  return async function controlSurface(
    ctx: RouterContext<RequestState>,
    next: Next,
  ): Promise<void> {
    if (!isControl(ctx.path)) return next()
    try {
      if (!isHealth(ctx.path)) {
        if (!runtime.control) throw controlOff(runtime)
        refuseWebPages(runtime, ctx)
      }
      const isRoot = ctx.path === '/_appid/'
      // A path with an empty id at the end would otherwise match the operation that changes all items.
      if (!safeMethods.includes(ctx.method) && ctx.path.endsWith('/') && !isRoot)
        throw nothingAt(ctx.path, refusals)
      // Only /_appid/health responds before the state is loaded.
      if (ctx.path !== '/_appid/health') await runtime.store.opened
      await dispatch(ctx)
    } catch (error) {
      renderError(ctx, error)
    }
  }
}

function toHandler(runtime: Runtime, row: Operation) {
  return async (ctx: RouterContext<RequestState>): Promise<void> => {
    const caller = {
      runtime,
      get base() {
        return runtime.issuer.base(originOf(reached(ctx)))
      },
    }
    // An unexpected body is also read, so that `perform` refuses it.
    const hasBody = row.body !== undefined || ctx.request.is('json')
    const body = hasBody ? await readBody(ctx, ['application/json']) : {}
    // A GET without query parameters ignores the query, because browsers and proxies may add one.
    const query = row.query === undefined && row.method === 'GET' ? {} : fromQuery(ctx.query)
    const answer = await perform(row, caller, { params: ctx.params, query, body })
    ctx.body = answer
    ctx.status = answer === undefined ? 204 : (row.status ?? 200)
  }
}

const healthPaths = new Set<string>(
  controlOperations.filter((row) => 'health' in row).flatMap(({ path }) => [path, `${path}/`]),
)

const isHealth = (path: string) => healthPaths.has(path)

/** Whether a path belongs to the control API. */
export function isControl(path: string): boolean {
  return /^\/_appid(?:\/|$)/.test(path) || isHealth(path)
}

const numbers = ['status', 'since', 'limit', 'timeout']

// All values in a query are strings.
function fromQuery(query: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(query).map(([name, value]) => [
      name,
      numbers.includes(name) && /^-?\d+(?:\.\d+)?$/.test(`${value}`) ? Number(value) : value,
    ]),
  )
}

const controlOff = ({ word }: Runtime) =>
  new EmulatorError('CONTROL_OFF', `the control API is switched off (${word('control')})`)
