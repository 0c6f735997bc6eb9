import type { RouterContext } from '@koa/router'
import type { Tenant } from '../../model/tenant.ts'
import type { RequestState, Runtime } from '../../runtime.ts'
import { updateUser } from '../../users/update-user.ts'
import { parseBody } from '../body.ts'
import { RolesBody, roleIds, toRolesResponse } from '../role-list.ts'
import { getProfile } from './profile.ts'

/** `GET /users/{id}/roles` */
export function getRoles() {
  return (ctx: RouterContext<RequestState>): void => {
    const { tenant } = ctx.state
    ctx.body = toRolesResponse(tenant, getProfile(tenant, ctx.params.id))
  }
}

/** `PUT /users/{id}/roles` replaces all roles. The request lists ids or names. */
export function putRoles(runtime: Runtime) {
  return async (ctx: RouterContext<RequestState>): Promise<void> => {
    const body = await parseBody(ctx, RolesBody)
    const find = (tenant: Tenant) => getProfile(tenant, ctx.params.id)
    const tenant = await updateUser(runtime, ctx.state.tenant.tenantId, find, (user, tenant) => ({
      ...user,
      roles: roleIds(tenant, body),
    }))
    ctx.body = toRolesResponse(tenant, find(tenant))
  }
}
