import type { RouterContext } from '@koa/router'
import * as v from 'valibot'
import { excerpt } from '../excerpt.ts'
import { badRequest, notFound } from '../http/message-error.ts'
import { tenantUrls } from '../issuer/issuer.ts'
import { withoutApplication } from '../model/access-control.ts'
import {
  type Application,
  ApplicationType,
  maxApplications,
  newCredentials,
} from '../model/application.ts'
import { findApplication, type Tenant, withApplication } from '../model/tenant.ts'
import { Name50 } from '../model/values/text.ts'
import type { RequestState, Runtime } from '../runtime.ts'
import { parseBody } from './body.ts'

const Registration = v.object({
  name: Name50,
  type: v.optional(ApplicationType, 'regularwebapp'),
})
const Renaming = v.object({ name: Name50 })

/** `GET /applications`: all applications, in the order of their creation. */
export function list() {
  return (ctx: RouterContext<RequestState>): void => {
    ctx.body = {
      applications: ctx.state.tenant.applications.map((application) =>
        toResponse(ctx, application),
      ),
    }
  }
}

/** `POST /applications` */
export function register({ store }: Runtime) {
  return async (ctx: RouterContext<RequestState>): Promise<void> => {
    const { name, type } = await parseBody(ctx, Registration)
    const application = { ...newCredentials(type), type, name }
    await store.updateTenant(ctx.state.tenant.tenantId, (tenant) => {
      if (tenant.applications.length >= maxApplications)
        throw badRequest(
          `this tenant already has ${maxApplications} applications, the maximum: delete one first`,
        )
      return { ...tenant, applications: [...tenant.applications, application] }
    })
    ctx.body = toResponse(ctx, application)
  }
}

/** `GET /applications/{clientId}` */
export function get() {
  return (ctx: RouterContext<RequestState>): void => {
    ctx.body = toResponse(ctx, getApplication(ctx.state.tenant, ctx.params.clientId))
  }
}

/** `PUT /applications/{clientId}` changes the name. Nothing else can be changed. */
export function update({ store }: Runtime) {
  return async (ctx: RouterContext<RequestState>): Promise<void> => {
    const { name } = await parseBody(ctx, Renaming)
    const { clientId } = ctx.params
    const tenant = await store.updateTenant(ctx.state.tenant.tenantId, (tenant) =>
      withApplication(tenant, { ...getApplication(tenant, clientId), name }),
    )
    ctx.status = 201
    ctx.body = toResponse(ctx, getApplication(tenant, clientId))
  }
}

/** `DELETE /applications/{clientId}`. The credentials stop working at once. */
export function remove({ store }: Runtime) {
  return async (ctx: RouterContext<RequestState>): Promise<void> => {
    await store.updateTenant(ctx.state.tenant.tenantId, (tenant) => {
      const { clientId } = getApplication(tenant, ctx.params.clientId)
      return withoutApplication(tenant, clientId)
    })
    ctx.status = 204
  }
}

/** @throws {MessageError} 404 */
export function getApplication(tenant: Tenant, clientId = ''): Application {
  const application = findApplication(tenant, clientId)
  if (application === undefined)
    throw notFound(`tenant ${tenant.tenantId} has no application ${excerpt(clientId)}`)
  return application
}

// The members are in App ID's order. JSON leaves out the undefined secret of a singlepageapp.
function toResponse(
  ctx: RouterContext<RequestState>,
  { clientId, secret, name, type }: Application,
) {
  const { base, tenant } = ctx.state
  return {
    clientId,
    tenantId: tenant.tenantId,
    secret,
    name,
    ...tenantUrls(base, tenant.tenantId),
    type,
  }
}
