import { randomUUID } from 'node:crypto'
import type { RouterContext } from '@koa/router'
import { excerpt } from '../excerpt.ts'
import { badRequest, conflict, notFound } from '../http/message-error.ts'
import { accessProblems, withoutRole } from '../model/access-control.ts'
import { InvalidInput } from '../model/parsing/parse.ts'
import { maxRoles, type Role, RoleProperties } from '../model/role.ts'
import type { Tenant } from '../model/tenant.ts'
import type { RequestState, Runtime } from '../runtime.ts'
import { parseBody } from './body.ts'

/** `GET /roles` */
export function list() {
  return (ctx: RouterContext<RequestState>): void => {
    ctx.body = { roles: ctx.state.tenant.roles.map(toResponse) }
  }
}

/** `POST /roles` returns 201. */
export function create({ store }: Runtime) {
  return async (ctx: RouterContext<RequestState>): Promise<void> => {
    const role = { id: randomUUID(), ...(await parseBody(ctx, RoleProperties)) }
    await store.updateTenant(ctx.state.tenant.tenantId, (tenant) => {
      refuse(tenant, role)
      if (tenant.roles.length >= maxRoles)
        throw badRequest(`this tenant already has ${maxRoles} roles, the maximum: delete one first`)
      return { ...tenant, roles: [...tenant.roles, role] }
    })
    ctx.status = 201
    ctx.body = toResponse(role)
  }
}

/** `GET /roles/{roleId}` */
export function get() {
  return (ctx: RouterContext<RequestState>): void => {
    ctx.body = toResponse(getRole(ctx.state.tenant, ctx.params.roleId))
  }
}

/** `PUT /roles/{roleId}` replaces everything except the id. */
export function replace({ store }: Runtime) {
  return async (ctx: RouterContext<RequestState>): Promise<void> => {
    const properties = await parseBody(ctx, RoleProperties)
    const { roleId } = ctx.params
    const { roles } = await store.updateTenant(ctx.state.tenant.tenantId, (tenant) => {
      const { id } = getRole(tenant, roleId)
      const role = { id, ...properties }
      refuse(tenant, role)
      return { ...tenant, roles: tenant.roles.map((other) => (other.id === id ? role : other)) }
    })
    ctx.body = toResponse(getRole({ ...ctx.state.tenant, roles }, roleId))
  }
}

/** `DELETE /roles/{roleId}` also removes the role from applications. It returns 202, as in IBM's API description. */
export function remove({ store }: Runtime) {
  return async (ctx: RouterContext<RequestState>): Promise<void> => {
    await store.updateTenant(ctx.state.tenant.tenantId, (tenant) =>
      withoutRole(tenant, getRole(tenant, ctx.params.roleId).id),
    )
    ctx.body = null
    ctx.status = 202
  }
}

function getRole(tenant: Tenant, id = ''): Role {
  const role = tenant.roles.find((one) => one.id === id)
  if (role === undefined) throw notFound(`tenant ${tenant.tenantId} has no role ${excerpt(id)}`)
  return role
}

function refuse(tenant: Tenant, { id, name, access }: Role): void {
  if (tenant.roles.some((other) => other.name === name && other.id !== id))
    throw conflict(`name: there is already a role ${excerpt(name)}`)
  const problems = accessProblems(tenant, access, ['access'])
  if (problems.length > 0) throw new InvalidInput(problems)
}

function toResponse({ id, name, description, access }: Role) {
  return { id, name, description, access }
}
