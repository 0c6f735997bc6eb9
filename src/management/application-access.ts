/** An application's scopes and roles: `/applications/{clientId}/scopes` and `/applications/{clientId}/roles`. */
import type { RouterContext } from '@koa/router'
import * as v from 'valibot'
import { excerpt } from '../excerpt.ts'
import { badRequest } from '../http/message-error.ts'
import { rolesOf, withScopes } from '../model/access-control.ts'
import { distinct } from '../model/distinct.ts'
import { list } from '../model/list.ts'
import { Scopes } from '../model/scope.ts'
import { type Tenant, withApplication } from '../model/tenant.ts'
import type { RequestState, Runtime } from '../runtime.ts'
import { getApplication } from './applications.ts'
import { parseBody } from './body.ts'

const ScopesBody = v.object({ scopes: Scopes })

const roleList = v.optional(
  v.pipe(
    list(v.string()),
    distinct('roles', (role) => role),
  ),
  [],
)
// A missing list counts as empty: Go's JSON encoder leaves empty lists out.
const RolesBody = v.object({
  roles: v.pipe(
    v.unknown(),
    v.check((roles) => !Array.isArray(roles), 'must be an object with ids or names, not an array'),
    v.object({ ids: roleList, names: roleList }),
    v.check(
      ({ ids, names }) => ids.length === 0 || names.length === 0,
      'give ids or names, not both',
    ),
  ),
})

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
    ctx.body = rolesResponse(ctx.state.tenant, ctx.params.clientId)
  }
}

/** `PUT /applications/{clientId}/roles` replaces all roles. The request lists ids or names. */
export function putRoles({ store }: Runtime) {
  return async (ctx: RouterContext<RequestState>): Promise<void> => {
    const { roles } = await parseBody(ctx, RolesBody)
    const { clientId } = ctx.params
    const tenant = await store.updateTenant(ctx.state.tenant.tenantId, (tenant) =>
      withApplication(tenant, {
        ...getApplication(tenant, clientId),
        roles: roleIds(tenant, roles),
      }),
    )
    ctx.body = rolesResponse(tenant, clientId)
  }
}

function roleIds(
  tenant: Tenant,
  { ids, names }: v.InferOutput<typeof RolesBody>['roles'],
): string[] {
  const [member, values] = ids.length > 0 ? (['id', ids] as const) : (['name', names] as const)
  return values.map((value, index) => {
    const role = tenant.roles.find((one) => one[member] === value)
    if (role !== undefined) return role.id
    const namesake = tenant.roles.find(({ name }) => name === value)
    const hint = namesake && `: that is a name, use the id ${namesake.id}`
    throw badRequest(`roles.${member}s.${index}: there is no role ${excerpt(value)}${hint ?? ''}`)
  })
}

function rolesResponse(tenant: Tenant, clientId: string | undefined) {
  const roles = rolesOf(tenant, getApplication(tenant, clientId))
  return { roles: roles.map(({ id, name }) => ({ id, name })) }
}
