import * as v from 'valibot'
import type { Immutable } from './immutable.ts'
import { distinct } from './values/distinct.ts'
import { list } from './values/list.ts'
import { madeUpUuid } from './values/made-up.ts'
import { Uuid } from './values/text.ts'

/** The maximum number of roles in a tenant. */
export const maxRoles = 50

/** The scopes that a role grants, by application. */
export const Access = list(
  v.object({
    application_id: v.string(),
    scopes: v.pipe(
      list(v.string()),
      distinct('scopes', (scope) => scope),
    ),
  }),
)

/** The properties of a role that a client sends to create or replace it. */
export const RoleProperties = v.object({
  name: v.pipe(v.string(), v.minLength(1, 'must not be empty')),
  description: v.optional(v.string(), ''),
  access: Access,
})

/** A role in a document. */
export const RoleSchema = v.object({
  id: v.optional(Uuid),
  ...v.partial(RoleProperties).entries,
})

type GivenRole = v.InferOutput<typeof RoleSchema>

export type Role = Immutable<{ id: string } & v.InferOutput<typeof RoleProperties>>

/** Fills in what the roles leave out. The default name is the id. */
export function completedRoles(tenantId: string, roles: readonly GivenRole[]): Role[] {
  const taken = new Set(roles.flatMap(({ id, name }) => [id, name]))
  return roles.map(({ id: given, name, description = '', access = [] }, index) => {
    const id = given ?? madeUpUuid([tenantId, 'role', name ?? '', index], taken)
    taken.add(id)
    return { id, name: name ?? id, description, access }
  })
}

/** The roles with the names of applications in their access replaced by ids. An id, or a name that several have, stays. */
export function withClientIds(
  roles: readonly Role[],
  applications: readonly { readonly clientId: string; readonly name: string }[],
): readonly Role[] {
  const clientIdOf = (text: string): string => {
    if (applications.some(({ clientId }) => clientId === text)) return text
    const [namesake, another] = applications.filter(({ name }) => name === text)
    return another === undefined ? (namesake?.clientId ?? text) : text
  }
  return roles.map((role) => ({
    ...role,
    access: role.access.map((entry) => ({
      ...entry,
      application_id: clientIdOf(entry.application_id),
    })),
  }))
}

/** Who has roles: an application or a user. */
interface Holder {
  readonly roles?: readonly string[] | undefined
}

/** Replaces the role names of their holders with ids. A text that is both a name and an id is taken as the id. */
export function withRoleIds<One extends Holder>(
  holders: readonly One[],
  roles: readonly Role[],
): readonly One[] {
  const ids = new Map([
    ...roles.map(({ id, name }) => [name, id] as const),
    ...roles.map(({ id }) => [id, id] as const),
  ])
  return holders.map((holder) =>
    holder.roles?.some((role) => ids.get(role) !== role)
      ? { ...holder, roles: holder.roles.map((role) => ids.get(role) ?? role) }
      : holder,
  )
}
