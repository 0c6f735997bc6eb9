/** The management API, `/management/v4/{tenantId}`: one file per resource. Bodies are JSON both ways. */
import type { RouterContext } from '@koa/router'
import type { Next } from 'koa'
import { parseBearer } from '../http/credentials.ts'
import { createDispatch, type Handler } from '../http/routes.ts'
import { type EmulatedManagementOperation, managementOperations } from '../operations.ts'
import { enterOperation, enterTenant, type RequestState, type Runtime } from '../runtime.ts'
import * as applications from './applications.ts'
import { methodNotAllowed, notEmulated, notFound, renderError, unauthorized } from './errors.ts'

export function management(runtime: Runtime) {
  const handlers: Record<EmulatedManagementOperation, Handler<RequestState>> = {
    'mgmt.listApplications': applications.list(),
    'mgmt.registerApplication': applications.register(runtime),
    'mgmt.getApplication': applications.get(),
    'mgmt.updateApplication': applications.update(runtime),
    'mgmt.deleteApplication': applications.remove(runtime),
  }
  const refusals = { notFound: nothingAt, methodNotAllowed, notEmulated }
  const dispatch = createDispatch(managementOperations, handlers, refusals, enterOperation)

  return async function managementSurface(
    ctx: RouterContext<RequestState>,
    next: Next,
  ): Promise<void> {
    const [, tenantId] = /^\/management\/v4\/([^/]+)/.exec(ctx.path) ?? []
    if (tenantId === undefined) return next()
    try {
      if (parseBearer(ctx.get('Authorization')) === undefined)
        throw unauthorized('send an IAM access token: Authorization: Bearer … (any one will do)')
      enterTenant(runtime, ctx, tenantId)
      await dispatch(ctx)
    } catch (error) {
      renderError(ctx, error)
    }
  }
}

const nothingAt = (path: string) => notFound(`there is nothing at ${path} in the management API`)
