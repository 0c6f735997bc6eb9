import Router, { type RouterContext } from '@koa/router'
import { excerpt } from '../excerpt.ts'

/** The part of an operation that routing needs. `{name}` in the path is a parameter. */
export interface Route {
  readonly name: string
  readonly method: string
  readonly path: string
}

export type Handler<State> = (ctx: RouterContext<State>) => void | Promise<void>

/** Runs the handler of a route, or skips it. */
export type Perform<State, R> = (
  ctx: RouterContext<State>,
  route: R,
  handle: () => void | Promise<void>,
) => void | Promise<void>

/** The errors of a surface for requests without a handler, in its own format. */
export interface Refusals {
  /** The surface in "there is nothing at {path} in {surface}". */
  readonly surface: string
  notFound(message: string): Error
  methodNotAllowed(message: string, headers: Readonly<Record<'Allow', string>>): Error
  notEmulated(message: string, name: string): Error
}

/** The 404 of a surface. */
export function nothingAt(path: string, { notFound, surface }: Refusals): Error {
  return notFound(`there is nothing at ${excerpt(path)} in ${surface}`)
}

/** The 501 of a surface for the operation or API with this name. */
export function missing(name: string, { notEmulated }: Refusals): Error {
  return notEmulated(`not emulated: ${name}`, name)
}

/**
 * Dispatches each request to the handler with the name of its route. If several routes match, a literal path segment
 * wins over a parameter, regardless of the method; otherwise a route with a handler wins, and of several the first in the
 * table. Throws one of `refusals` when there is no route or no handler.
 */
export function createDispatch<State, R extends Route>(
  routes: readonly R[],
  handlers: Readonly<Record<string, Handler<State>>>,
  refusals: Refusals,
  perform: Perform<State, R>,
): (ctx: RouterContext<State>) => Promise<void> {
  const places = routes.map((route) => new Place(route, routes))

  const withHandler = (method: string) => {
    const router = new Router<State>()
    for (const { route, isFor } of places) {
      const handler = handlers[route.name]
      if (handler === undefined || !methodsOf(route).includes(method)) continue
      const path = route.path.replaceAll(/\{(\w+)\}/g, ':$1')
      router.register(path, [route.method], (ctx, next) =>
        isFor(ctx.path) ? perform(ctx, route, () => handler(ctx)) : next(),
      )
    }
    return router.routes()
  }
  // A router tries all its routes on every request: each method has its own. Compiling the paths takes a while, and most
  // runs use only a few of them: it waits for the first request with the method.
  const dispatches = new Map<string, ReturnType<typeof withHandler>>()

  const withoutHandler = async (ctx: RouterContext<State>): Promise<void> => {
    const { path, method } = ctx
    const here = places.filter((place) => place.fits(path) && place.isFor(path))
    if (here.length === 0) throw nothingAt(path, refusals)
    const route = here.map((place) => place.route).find((one) => methodsOf(one).includes(method))
    if (route !== undefined)
      return perform(ctx, route, () => {
        throw missing(route.name, refusals)
      })
    const Allow = [...new Set(here.flatMap((place) => methodsOf(place.route)))].sort().join(', ')
    throw refusals.methodNotAllowed(`${method} is not allowed here: use ${Allow}`, { Allow })
  }

  return (ctx) => {
    const dispatch = dispatches.get(ctx.method) ?? withHandler(ctx.method)
    dispatches.set(ctx.method, dispatch)
    return dispatch(ctx, () => withoutHandler(ctx))
  }
}

const methodsOf = ({ method }: Route) => (method === 'GET' ? ['GET', 'HEAD'] : [method])

/** Matches the paths of a route, except those of a more literal route. Compiles its patterns lazily. */
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

  /** Whether a path that fits belongs to this route: no matching route is more literal. */
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
