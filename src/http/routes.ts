import Router, { type RouterContext } from '@koa/router'
import { excerpt } from '../excerpt.ts'

/** What routing needs to know of an operation: `{name}` in the path is a parameter. */
export interface Route {
  readonly name: string
  readonly method: string
  readonly path: string
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
 * Sends a request to the handler of its route, which it finds by the route's name. Of two routes that fit, the one
 * with a word where the other has a parameter takes the request, whatever its method; else the first in the table.
 * `perform` runs the handler, or does not. Throws one of the refusals when there is no route or no handler.
 */
export function createDispatch<State, R extends Route>(
  routes: readonly R[],
  handlers: Readonly<Record<string, Handler<State>>>,
  refusals: Refusals,
  perform: Perform<State, R>,
): (ctx: RouterContext<State>) => Promise<void> {
  const router = new Router<State>()
  const places = routes.map((route) => new Place(route, routes))
  for (const { route, isFor } of places) {
    const handler = handlers[route.name]
    const path = route.path.replaceAll(/\{(\w+)\}/g, ':$1')
    router.register(path, [route.method], async (ctx, next) => {
      if (!isFor(ctx.path)) return next()
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
      const here = places.filter((place) => place.fits(path) && place.isFor(path))
      if (here.length === 0) throw refusals.notFound(excerpt(path))
      const allowed = here.flatMap(({ route }) =>
        route.method === 'GET' ? ['GET', 'HEAD'] : [route.method],
      )
      throw refusals.methodNotAllowed(method, [...new Set(allowed)].sort())
    })
  }
}

/** Where a route is: which paths it fits, and which of them are another route's. Found out when it is first asked. */
class Place<R extends Route> {
  readonly route: R
  readonly #routes: readonly R[]
  #pattern: RegExp | undefined
  #moreLiteral: readonly RegExp[] | undefined

  constructor(route: R, routes: readonly R[]) {
    this.route = route
    this.#routes = routes
  }

  fits(path: string): boolean {
    this.#pattern ??= toPattern(this.route)
    return this.#pattern.test(path)
  }

  /** Of a path that fits: whether no other route has a word where this one has a parameter. */
  readonly isFor = (path: string): boolean => {
    this.#moreLiteral ??= this.#routes
      .filter((other) => isMoreLiteral(other, this.route))
      .map(toPattern)
    return !this.#moreLiteral.some((pattern) => pattern.test(path))
  }
}

function toPattern({ path }: Route): RegExp {
  const source = path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')
  return new RegExp(`^${source}/?$`, 'i')
}

function isMoreLiteral(one: Route, other: Route): boolean {
  const words = one.path.split('/')
  const others = other.path.split('/')
  return (
    one.path !== other.path &&
    words.length === others.length &&
    words.every(
      (word, index) =>
        word === others[index] || (!word.startsWith('{') && others[index]?.startsWith('{')),
    )
  )
}
