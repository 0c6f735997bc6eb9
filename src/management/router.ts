/** The management API, `/management/v4/{tenantId}`: one file per resource. Request and response bodies are JSON. */
import type { RouterContext } from '@koa/router'
import type { Next } from 'koa'
import { performer } from '../faults/perform.ts'
import { parseBearer } from '../http/credentials.ts'
import { methodNotAllowed, notFound, unauthorized } from '../http/message-error.ts'
import { createDispatch, type Handler } from '../http/routes.ts'
import { type EmulatedManagementOperation, managementOperations } from '../operations.ts'
import type { RequestState, Runtime } from '../runtime.ts'
import { refuseWebPages } from '../surface/access.ts'
import { enterTenant } from '../surface/enter-tenant.ts'
import { verified } from '../tokens/verify.ts'
import * as applicationAccess from './application-access.ts'
import * as applications from './applications.ts'
import { cloudDirectoryHandlers } from './cloud-directory/handlers.ts'
import { configHandlers } from './config/handlers.ts'
import { notEmulated, renderError } from './errors.ts'
import * as roles from './roles.ts'
import { usersHandlers } from './users/handlers.ts'

export function management(runtime: Runtime) {
  const handlers: Record<EmulatedManagementOperation, Handler<RequestState>> = {
    'mgmt.listApplications': applications.list(),
    'mgmt.registerApplication': applications.register(runtime),
    'mgmt.getApplication': applications.get(),
    'mgmt.updateApplication': applications.update(runtime),
    'mgmt.deleteApplication': applications.remove(runtime),
    'mgmt.getApplicationScopes': applicationAccess.getScopes(),
    'mgmt.putApplicationsScopes': applicationAccess.putScopes(runtime),
    'mgmt.getApplicationRoles': applicationAccess.getRoles(),
    'mgmt.putApplicationsRoles': applicationAccess.putRoles(runtime),
    'mgmt.listRoles': roles.list(),
    'mgmt.createRole': roles.create(runtime),
    'mgmt.getRole': roles.get(),
    'mgmt.updateRole': roles.replace(runtime),
    'mgmt.deleteRole': roles.remove(runtime),
    ...usersHandlers(runtime),
    ...cloudDirectoryHandlers(runtime),
    ...configHandlers(runtime),
  }
  const refusals = { surface: 'the management API', notFound, methodNotAllowed, notEmulated }
  const dispatch = createDispatch(managementOperations, handlers, refusals, performer(runtime))

  return async function managementSurface(
    ctx: RouterContext<RequestState>,
    next: Next,
  ): Promise<void> {
    const [, tenantId] = /^\/management\/v4\/([^/]+)/.exec(ctx.path) ?? []
    if (tenantId === undefined) return next()
    ctx.state.record.tenantId = tenantId
    try {
      refuseWebPages(runtime, ctx)
      await authenticate(runtime, ctx.get('Authorization'))
      enterTenant(runtime, ctx, tenantId)
      await dispatch(ctx)
    } catch (error) {
      renderError(ctx, error)
    }
  }
}

// Any token is accepted, except with strictIam. The issuer is not checked, because clients may use different
// host names for the same emulator.
async function authenticate(
  { strictIam, store, clock, word }: Runtime,
  authorization: string,
): Promise<void> {
  const token = parseBearer(authorization)
  if (token === undefined)
    throw unauthorized(
      `send an IAM access token: Authorization: Bearer … (any token is accepted, unless ${word('strictIam')} is set)`,
    )
  if (
    strictIam &&
    (await verified(token, store.state.iam?.signingKeys ?? [], clock.seconds())) === undefined
  )
    throw unauthorized(
      'the token was not issued by POST /identity/token or has expired: get a new one there',
    )
}
