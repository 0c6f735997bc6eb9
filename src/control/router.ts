/** The emulator's own API, `/_appid`: JSON, every change by POST, PUT or DELETE, errors `{"message"}`. */
import type { RouterContext } from '@koa/router'
import type { Next } from 'koa'
import { refuseWebPages } from '../access.ts'
import { excerpt } from '../excerpt.ts'
import { createBodyReader } from '../http/body.ts'
import { badRequest, methodNotAllowed, notFound } from '../http/message-error.ts'
import { originOf, reached } from '../http/reached.ts'
import { createDispatch, type Handler } from '../http/routes.ts'
import type { RequestState, Runtime } from '../runtime.ts'
import type { Actions } from './actions.ts'
import { renderError } from './errors.ts'
import { createHandlers } from './handlers.ts'
import { type ControlRoute, isHealth, routes } from './routes.ts'

/** A whole state may be large; 64 MiB hold some 200,000 applications. */
const readBody = createBodyReader(64 * 1024 * 1024)

export function control(runtime: Runtime, actions: Actions) {
  const { issuer } = runtime
  const controlHandlers = createHandlers(runtime, actions)

  const toHandler =
    (route: ControlRoute & { readonly name: keyof typeof controlHandlers }) =>
    async (ctx: RouterContext<RequestState>): Promise<void> => {
      const { name, method, status = 200, body, query } = route
      // Who narrows a change by what is not looked at changes more than was meant.
      const [unknown] =
        method === 'GET'
          ? []
          : [
              ...(query === undefined ? Object.keys(ctx.query) : []),
              ...(body === undefined && ctx.request.is('json')
                ? Object.keys(await readBody(ctx, ['application/json']))
                : []),
            ]
      if (unknown !== undefined) throw badRequest(`${excerpt(unknown)}: is not known here`)
      const answer = await controlHandlers[name]({
        // Health is asked for under names that no URL can be made of.
        get base() {
          return issuer.base(originOf(reached(ctx)))
        },
        query: query === undefined ? {} : fromQuery(ctx.query),
        body: body === undefined ? {} : await readBody(ctx, ['application/json']),
        param: (one) => ctx.params[one] ?? '',
      })
      ctx.body = answer
      ctx.status = status
    }
  const handlers: Record<string, Handler<RequestState>> = Object.fromEntries(
    routes.map((route) => [route.name, toHandler(route)]),
  )
  const refusals = { notFound: nothingAt, methodNotAllowed, notEmulated: nothingAt }
  const dispatch = createDispatch(routes, handlers, refusals, (_, __, handle) => handle())

  return async function controlSurface(
    ctx: RouterContext<RequestState>,
    next: Next,
  ): Promise<void> {
    if (!isControl(ctx.path)) return next()
    try {
      if (!isHealth(ctx.path)) {
        if (!runtime.control) throw nothingAt(ctx.path)
        refuseWebPages(runtime, ctx)
      }
      // Health answers from the first moment, everything else once the state is there.
      if (ctx.path !== '/_appid/health') await runtime.store.opened
      await dispatch(ctx)
    } catch (error) {
      renderError(ctx, error)
    }
  }
}

/** Whether a path is one of the emulator's own. */
export function isControl(path: string): boolean {
  return /^\/_appid(?:\/|$)/.test(path) || isHealth(path)
}

// In a query everything is text.
function fromQuery(query: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { status } = query
  return { ...query, ...(/^\d+$/.test(`${status}`) && { status: Number(status) }) }
}

const nothingAt = (path: string) =>
  notFound(`there is nothing at ${excerpt(path)} in the control API`)
