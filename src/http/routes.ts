import Router, { type RouterContext } from '@koa/router'

/** What routing needs to know of an operation: `{name}` in the path is a parameter. */
export interface Route {
  readonly name: string
  readonly method: string
  /** Undefined for one that is known by name only: nothing leads to it. */
  readonly path: string | undefined
}

export type Handler<State> = (ctx: RouterContext<State>) => void | Promise<void>

/** Runs what a route leads to. */
export type Perform<State, R> = (
  ctx: RouterContext<State>,
  route: R,
  handle: () => void | Promise<void>,
) => void | Promise<void>

/** The errors, in the shape of a surface, for requests that no handler takes. */
export interface Refusals {
  notFound(path: string): Error
  methodNotAllowed(method: string, allowed: readonly string[]): Error
  notEmulated(name: string): Error
}

/**
 * Sends a request to the handler of its route, which it finds by the route's name. Of two routes that
 * fit, the first in the table takes it; `perform` is told which and calls the handler, or does not. Throws one of the
 * refusals otherwise.
 */
export function createDispatch<State, R extends Route>(
  routes: readonly R[],
  handlers: Readonly<Record<string, Handler<State>>>,
  refusals: Refusals,
  perform: Perform<State, R>,
): (ctx: RouterContext<State>) => Promise<void> {
  const router = new Router<State>()
  for (const route of routes) {
    if (route.path === undefined) continue
    const handler = handlers[route.name]
    router.register(route.path.replaceAll(/\{(\w+)\}/g, ':$1'), [route.method], async (ctx) => {
      await perform(ctx, route, () => {
        if (handler === undefined) throw refusals.notEmulated(route.name)
        return handler(ctx)
      })
    })
  }
  const dispatch = router.routes()

  return async (ctx) => {
    await dispatch(ctx, async () => {
      const { path, method } = ctx
      const layers = router.match(path, method).path
      if (layers.length === 0) throw refusals.notFound(path)
      throw refusals.methodNotAllowed(
        method,
        [...new Set(layers.flatMap(({ methods }) => methods))].sort(),
      )
    })
  }
}
