/** The emulator's own API, `/_appid`: JSON, every change by POST, PUT or DELETE, errors `{"message"}`. */
import type { RouterContext } from '@koa/router'
import type { Next } from 'koa'
import { createBodyReader, UnreadableBody } from '../http/body.ts'
import {
  badRequest,
  MessageError,
  methodNotAllowed,
  notFound,
  renderMessage,
} from '../http/message-error.ts'
import { createDispatch, type Handler } from '../http/routes.ts'
import { unexpected } from '../http/unexpected.ts'
import { InvalidInput } from '../model/parse.ts'
import type { RequestState, Runtime } from '../runtime.ts'
import { UnknownSnapshot, UnknownTenant, WriteFailed } from '../store/errors.ts'
import { refuseWebPages } from './access.ts'
import { createControl } from './control.ts'

const health = ['/health', '/_appid/health', '/_appid/ready']

const routes = [
  ...health.map((path) => ({ name: 'health', method: 'GET', path })),
  { name: 'reset', method: 'POST', path: '/_appid/reset' },
  { name: 'resetTenant', method: 'POST', path: '/_appid/tenants/{tenantId}/reset' },
  { name: 'getState', method: 'GET', path: '/_appid/state' },
  { name: 'putState', method: 'PUT', path: '/_appid/state' },
  { name: 'listSnapshots', method: 'GET', path: '/_appid/snapshots' },
  { name: 'snapshot', method: 'POST', path: '/_appid/snapshots' },
  { name: 'restore', method: 'POST', path: '/_appid/snapshots/{snapshotId}/restore' },
  { name: 'deleteSnapshot', method: 'DELETE', path: '/_appid/snapshots/{snapshotId}' },
  { name: 'requests', method: 'GET', path: '/_appid/requests' },
  { name: 'countRequests', method: 'GET', path: '/_appid/requests/count' },
  { name: 'clearRequests', method: 'DELETE', path: '/_appid/requests' },
  { name: 'getClock', method: 'GET', path: '/_appid/tenants/{tenantId}/clock' },
  { name: 'setClock', method: 'PUT', path: '/_appid/tenants/{tenantId}/clock' },
  { name: 'resetClock', method: 'DELETE', path: '/_appid/tenants/{tenantId}/clock' },
  { name: 'advanceClock', method: 'POST', path: '/_appid/tenants/{tenantId}/clock/advance' },
]

/** A whole state may be large; 64 MiB hold some 200,000 applications. */
const readBody = createBodyReader(64 * 1024 * 1024)

export function control(runtime: Runtime) {
  const { version, instance, uptime, store } = runtime
  const actions = createControl(runtime)
  const body = (ctx: RouterContext<RequestState>) => readBody(ctx, ['application/json'])
  const done = (ctx: RouterContext<RequestState>) => {
    ctx.status = 204
  }
  const param = (ctx: RouterContext<RequestState>, name: string) => ctx.params[name] ?? ''

  const handlers: Record<string, Handler<RequestState>> = {
    health(ctx) {
      const tenants = store.state.tenants.size
      ctx.body = { status: 'ok', version, instance, uptime: uptime(), tenants }
    },
    async reset(ctx) {
      await actions.reset()
      done(ctx)
    },
    async resetTenant(ctx) {
      await actions.reset(param(ctx, 'tenantId'))
      done(ctx)
    },
    async getState(ctx) {
      ctx.body = await actions.getState()
    },
    async putState(ctx) {
      await actions.putState(await body(ctx))
      done(ctx)
    },
    listSnapshots(ctx) {
      ctx.body = { snapshots: store.snapshots.map((id) => ({ id })) }
    },
    async snapshot(ctx) {
      ctx.body = { id: await actions.snapshot() }
      ctx.status = 201
    },
    async restore(ctx) {
      await actions.restore(param(ctx, 'snapshotId'))
      done(ctx)
    },
    deleteSnapshot(ctx) {
      store.deleteSnapshot(param(ctx, 'snapshotId'))
      done(ctx)
    },
    async requests(ctx) {
      ctx.body = await actions.requests(filterOf(ctx))
    },
    async countRequests(ctx) {
      ctx.body = { count: await actions.countRequests(filterOf(ctx)) }
    },
    async clearRequests(ctx) {
      await actions.clearRequests()
      done(ctx)
    },
    async getClock(ctx) {
      ctx.body = await actions.getClock(param(ctx, 'tenantId'))
    },
    async setClock(ctx) {
      ctx.body = await actions.setClock(param(ctx, 'tenantId'), await body(ctx))
    },
    async resetClock(ctx) {
      ctx.body = await actions.resetClock(param(ctx, 'tenantId'))
    },
    async advanceClock(ctx) {
      const { seconds } = await body(ctx)
      ctx.body = await actions.advanceClock(param(ctx, 'tenantId'), seconds)
    },
  }
  const refusals = { notFound: nothingAt, methodNotAllowed, notEmulated: nothingAt }
  const dispatch = createDispatch(routes, handlers, refusals, () => {})

  return async function controlSurface(
    ctx: RouterContext<RequestState>,
    next: Next,
  ): Promise<void> {
    if (!isControl(ctx.path)) return next()
    try {
      if (!runtime.control && !health.includes(ctx.path)) throw nothingAt(ctx.path)
      refuseWebPages(ctx, [...runtime.allowedHosts, runtime.issuer.publicHost])
      // Health answers from the first moment: the lock of a data file is asked about there.
      if (ctx.path !== '/_appid/health') await store.opened
      await dispatch(ctx)
    } catch (error) {
      renderError(ctx, error)
    }
  }
}

/** Whether a path is one of the emulator's own. */
export function isControl(path: string): boolean {
  return /^\/(?:_appid(?:\/|$)|health\/?$)/.test(path)
}

const nothingAt = (path: string) => notFound(`there is nothing at ${path} in the control API`)

// In a query everything is text.
function filterOf({ query }: RouterContext<RequestState>): object {
  const { status } = query
  return { ...query, ...(/^\d+$/.test(`${status}`) && { status: Number(status) }) }
}

function renderError(ctx: RouterContext<RequestState>, thrown: unknown): void {
  const error = toMessageError(thrown)
  if (error.status === 500) ctx.app.emit('error', thrown, ctx)
  ctx.state.record.error = error.message
  renderMessage(ctx, error)
}

function toMessageError(thrown: unknown): MessageError {
  if (thrown instanceof MessageError) return thrown
  if (thrown instanceof InvalidInput) return badRequest(thrown.message)
  if (thrown instanceof UnknownTenant || thrown instanceof UnknownSnapshot)
    return notFound(thrown.message)
  if (thrown instanceof UnreadableBody) return new MessageError(thrown.status, thrown.message)
  return new MessageError(500, thrown instanceof WriteFailed ? thrown.message : unexpected)
}
