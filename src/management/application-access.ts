/** An application's scopes and roles: `/applications/{clientId}/scopes` and `/applications/{clientId}/roles`. */
import type { RouterContext } from '@koa/router'
import * as v from 'valibot'
import { withScopes } from '../model/access-control.ts'
import { Scopes } from '../model/scope.ts'
import { withApplication } from '../model/tenant.ts'
import type { RequestState, Runtime } from '../runtime.ts'
import { getApplication } from './applications.ts'
import { parseBody } from './body.ts'
import { RolesBody, roleIds, toRolesResponse } from './role-list.ts'

const ScopesBody = v.object({ scopes: Scopes })

/** `GET /applications/{clientId}/scopes` */
export function getScopes() {
  return (ctx: RouterContext<RequestState>): void => {
    ctx.body = { scopes: getApplication(ctx.state.tenant, ctx.params.clientId).scopes ?? [] }
  }
}

/** `PUT /applications/{clientId}/scopes` replaces all scopes. */
export function putScopes({ store }: Runtime) {
  return async (ctx: RouterContext<RequestState>): Promise<void> => {
    const { scopes } = await parseBody(ctx, ScopesBody)
    await store.updateTenant(ctx.state.tenant.tenantId, (tenant) =>
      withScopes(tenant, getApplication(tenant, ctx.params.clientId), scopes),
    )
    ctx.body = { scopes }
  }
}

/** `GET /applications/{clientId}/roles` */
export function getRoles() {
  return (ctx: RouterContext<RequestState>): void => {
    const { tenant } = ctx.state
    ctx.body = toRolesResponse(tenant, getApplication(tenant, ctx.params.clientId))
  }
}

/** `PUT /applications/{clientId}/roles` replaces all roles. The request lists ids or names. */
export function putRoles({ store }: Runtime) {
  return async (ctx: RouterContext<RequestState>): Promise<void> => {
    const body = await parseBody(ctx, RolesBody)
    const { clientId } = ctx.params
    const tenant = await store.updateTenant(ctx.state.tenant.tenantId, (tenant) =>
      withApplication(tenant, {
        ...getApplication(tenant, clientId),
        roles: roleIds(tenant, body),
      }),
    )
    ctx.body = toRolesResponse(tenant, getApplication(tenant, clientId))
  }
}
