import * as v from 'valibot'
import type { Application } from './application.ts'
import { distinct } from './distinct.ts'
import type { Immutable } from './immutable.ts'
import { list } from './list.ts'
import { madeUpUuid } from './made-up.ts'
import { Uuid } from './text.ts'

/** How many roles App ID lets a tenant have. */
export const maxRoles = 50

/** Which scopes of which application a role grants. */
export const Access = list(
  v.object({
    application_id: v.string(),
    scopes: v.pipe(
      list(v.string()),
      distinct('scopes', (scope) => scope),
    ),
  }),
)

/** What one says of a role when one makes or replaces it. */
export const RoleProperties = v.object({
  name: v.pipe(v.string(), v.minLength(1, 'must not be empty')),
  description: v.optional(v.string(), ''),
  access: Access,
})

/** A role as a document holds it. */
export const RoleSchema = v.object({
  id: v.optional(Uuid),
  ...v.partial(RoleProperties).entries,
})

type GivenRole = v.InferOutput<typeof RoleSchema>

export type Role = Immutable<{ id: string } & v.InferOutput<typeof RoleProperties>>

/** The roles of a tenant with what they leave out. One without a name is called after its id. */
export function completedRoles(tenantId: string, roles: readonly GivenRole[]): Role[] {
  const taken = new Set(roles.flatMap(({ id, name }) => [id, name]))
  return roles.map(({ id: given, name, description = '', access = [] }, index) => {
    const id = given ?? madeUpUuid([tenantId, 'role', name ?? '', index], taken)
    taken.add(id)
    return { id, name: name ?? id, description, access }
  })
}

/** The applications with the ids of their roles, where a fixture may have names. What is both is an id. */
export function withRoleIds(
  applications: readonly Application[],
  roles: readonly Role[],
): readonly Application[] {
  const ids = new Map([
    ...roles.map(({ id, name }) => [name, id] as const),
    ...roles.map(({ id }) => [id, id] as const),
  ])
  return applications.map((application) =>
    application.roles?.some((role) => ids.get(role) !== role)
      ? { ...application, roles: application.roles.map((role) => ids.get(role) ?? role) }
      : application,
  )
}
