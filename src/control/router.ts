/** The emulator's own API, `/_appid`: JSON, every change by POST, PUT or DELETE, errors `{"message"}`. */
import type { RouterContext } from '@koa/router'
import type { Next } from 'koa'
import { methodNotAllowed, notFound } from '../http/message-error.ts'
import { createDispatch } from '../http/routes.ts'
import type { RequestState, Runtime } from '../runtime.ts'
import { refuseWebPages } from './access.ts'
import type { Actions } from './actions.ts'
import { renderError } from './errors.ts'
import { createHandlers } from './handlers.ts'

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
  { name: 'listTenants', method: 'GET', path: '/_appid/tenants' },
  { name: 'createTenant', method: 'POST', path: '/_appid/tenants' },
  { name: 'deleteTenant', method: 'DELETE', path: '/_appid/tenants/{tenantId}' },
  { name: 'listKeys', method: 'GET', path: '/_appid/tenants/{tenantId}/keys' },
  { name: 'rotateKeys', method: 'POST', path: '/_appid/tenants/{tenantId}/keys/rotate' },
  { name: 'deleteKey', method: 'DELETE', path: '/_appid/tenants/{tenantId}/keys/{kid}' },
  { name: 'requests', method: 'GET', path: '/_appid/requests' },
  { name: 'countRequests', method: 'GET', path: '/_appid/requests/count' },
  { name: 'clearRequests', method: 'DELETE', path: '/_appid/requests' },
  { name: 'getClock', method: 'GET', path: '/_appid/tenants/{tenantId}/clock' },
  { name: 'setClock', method: 'PUT', path: '/_appid/tenants/{tenantId}/clock' },
  { name: 'resetClock', method: 'DELETE', path: '/_appid/tenants/{tenantId}/clock' },
  { name: 'advanceClock', method: 'POST', path: '/_appid/tenants/{tenantId}/clock/advance' },
]

export function control(runtime: Runtime, actions: Actions) {
  const handlers = createHandlers(runtime, actions)
  const allowedHosts = [...runtime.allowedHosts, runtime.issuer.publicHost]
  const refusals = { notFound: nothingAt, methodNotAllowed, notEmulated: nothingAt }
  const dispatch = createDispatch(routes, handlers, refusals, () => {})

  return async function controlSurface(
    ctx: RouterContext<RequestState>,
    next: Next,
  ): Promise<void> {
    if (!isControl(ctx.path)) return next()
    try {
      if (!runtime.control && !health.includes(ctx.path)) throw nothingAt(ctx.path)
      refuseWebPages(ctx, allowedHosts)
      // Health answers from the first moment: the lock of a data file is asked about there.
      if (ctx.path !== '/_appid/health') await runtime.store.opened
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
