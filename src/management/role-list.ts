/** The roles of an application or a user, as requests and responses list them. */
import * as v from 'valibot'
import { excerpt } from '../excerpt.ts'
import { badRequest } from '../http/message-error.ts'
import { type Holder, rolesOf } from '../model/access-control.ts'
import type { Tenant } from '../model/tenant.ts'
import { distinct } from '../model/values/distinct.ts'
import { list } from '../model/values/list.ts'

const roleList = (name: string) =>
  v.optional(
    v.pipe(
      list(v.string()),
      distinct(name, (role) => role),
    ),
    [],
  )

/** `{"roles":{"ids":[…]}}`, or `names`. A missing list counts as empty: Go's JSON encoder leaves empty lists out. */
export const RolesBody = v.object({
  roles: v.pipe(
    v.unknown(),
    v.check((roles) => !Array.isArray(roles), 'must be an object with ids or names, not an array'),
    v.object({ ids: roleList('ids'), names: roleList('names') }),
    v.check(
      ({ ids, names }) => ids.length === 0 || names.length === 0,
      'give ids or names, not both',
    ),
  ),
})

/** The ids of the roles of a request. @throws {MessageError} 400: the tenant does not have one of them */
export function roleIds(
  tenant: Tenant,
  { roles: { ids, names } }: v.InferOutput<typeof RolesBody>,
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

/** The ids of the roles with these names. Those that do not exist here are left out. */
export function idsOfNamed(tenant: Tenant, names: readonly string[]): readonly string[] {
  return tenant.roles.filter(({ name }) => names.includes(name)).map(({ id }) => id)
}

/** The response that lists the roles of an application or a user. */
export function toRolesResponse(tenant: Tenant, holder: Holder) {
  return { roles: rolesOf(tenant, holder).map(({ id, name }) => ({ id, name })) }
}
