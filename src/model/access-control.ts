/** Access control: how the scopes, roles and applications of a tenant relate to each other. */
import { excerpt } from '../excerpt.ts'
import type { Application } from './application.ts'
import type { Path, Problem } from './parsing/parse.ts'
import { hint } from './parsing/suggestion.ts'
import type { Role } from './role.ts'
import { findApplication, type GivenTenant, type Tenant, withApplication } from './tenant.ts'

/** An application or a user, which has roles by their ids. */
export interface Holder {
  readonly roles?: readonly string[] | undefined
}

/** The roles of an application or a user, in the order in which they were assigned. */
export function rolesOf(tenant: Pick<Tenant, 'roles'>, { roles = [] }: Holder): Role[] {
  return roles.flatMap((id) => tenant.roles.find((role) => role.id === id) ?? [])
}

/**
 * The scopes that the roles of an application or a user grant, without duplicates, in the order of the roles. If the
 * audience is an application of the tenant, only its scopes are included.
 */
export function grantedScopes(tenant: Tenant, holder: Holder, audience?: string): string[] {
  const limited = audience !== undefined && findApplication(tenant, audience) !== undefined
  const access = rolesOf(tenant, holder)
    .flatMap((role) => role.access)
    .filter(({ application_id }) => !limited || application_id === audience)
  return [...new Set(access.flatMap(({ scopes }) => scopes))]
}

/** Replaces the scopes of an application; removed scopes are also removed from the roles that grant them. */
export function withScopes(
  tenant: Tenant,
  application: Application,
  scopes: readonly string[],
): Tenant {
  const narrowed = (entry: Role['access'][number]) =>
    entry.application_id === application.clientId
      ? { ...entry, scopes: entry.scopes.filter((scope) => scopes.includes(scope)) }
      : entry
  return {
    ...withApplication(tenant, { ...application, scopes }),
    roles: tenant.roles.map((role) => ({ ...role, access: role.access.map(narrowed) })),
  }
}

/** Deletes an application, and its scopes from the roles that grant them. */
export function withoutApplication(tenant: Tenant, clientId: string): Tenant {
  return {
    ...tenant,
    applications: tenant.applications.filter((application) => application.clientId !== clientId),
    roles: tenant.roles.map((role) => ({
      ...role,
      access: role.access.filter(({ application_id }) => application_id !== clientId),
    })),
  }
}

/** Deletes a role, and removes it from the applications and users that have it. */
export function withoutRole(tenant: Tenant, id: string): Tenant {
  const without = <One extends Holder>(holder: One): One =>
    holder.roles?.includes(id)
      ? { ...holder, roles: holder.roles.filter((role) => role !== id) }
      : holder
  return {
    ...tenant,
    applications: tenant.applications.map(without),
    ...(tenant.users && { users: tenant.users.map(without) }),
    roles: tenant.roles.filter((role) => role.id !== id),
  }
}

/**
 * The applications and scopes in a role's access that the tenant does not have. `at` is the path of the access. `written`
 * is the access as it stands in a fixture, where applications may be named by their names.
 */
export function accessProblems(
  { applications }: Pick<Tenant, 'applications'>,
  access: Role['access'],
  at: Path,
  written?: Role['access'],
): Problem[] {
  return access.flatMap(({ application_id, scopes }, index) => {
    const application = applications.find(({ clientId }) => clientId === application_id)
    if (application === undefined) {
      const namesake = applications.find(({ name }) => name === application_id)
      const names = written ? applications.map(({ name }) => name) : []
      const remedy = namesake
        ? `: that is a name, use the id ${namesake.clientId}`
        : hint(application_id, names)
      const message = `there is no application ${excerpt(application_id)}${remedy}`
      return [{ path: [...at, index, 'application_id'], message }]
    }
    const { scopes: known = [] } = application
    const word = excerpt(written?.[index]?.application_id ?? application_id)
    return scopes.flatMap((scope, place) =>
      known.includes(scope)
        ? []
        : [
            {
              path: [...at, index, 'scopes', place],
              message: `application ${word} has no scope ${excerpt(scope)}${hint(scope, known)}`,
            },
          ],
    )
  })
}

/**
 * The roles of an application or a user that the tenant does not have, or that are listed twice. `at` is its path.
 * `written` is the application or user as it stands in a fixture, where roles may be named by their names.
 */
export function holderProblems(
  { roles }: Pick<Tenant, 'roles'>,
  { roles: own = [] }: Holder,
  at: Path,
  written?: Holder,
): Problem[] {
  return own.flatMap((id, place) => {
    const path = [...at, 'roles', place]
    if (!roles.some((role) => role.id === id)) {
      const names = roles.map(({ name }) => name)
      return [{ path, message: `there is no role ${excerpt(id)}${hint(id, names)}` }]
    }
    // A fixture may have named the role once by its id and once by its name.
    const word = excerpt(written?.roles?.[place] ?? id)
    return own.indexOf(id) < place ? [{ path, message: `role ${word} is listed twice` }] : []
  })
}

/** Broken or duplicate references in the roles, applications and users of a tenant, which was `written` in a fixture. */
export function inconsistencies(
  { applications, roles, users = [] }: Pick<Tenant, 'applications' | 'roles' | 'users'>,
  written: GivenTenant,
): Problem[] {
  const inHolders = (list: 'applications' | 'users', holders: readonly Holder[]): Problem[] =>
    holders.flatMap((holder, index) =>
      holderProblems({ roles }, holder, [list, index], written[list]?.[index]),
    )
  return [
    ...inHolders('applications', applications),
    ...inHolders('users', users),
    ...roles.flatMap(({ access }, index) =>
      accessProblems(
        { applications },
        access,
        ['roles', index, 'access'],
        written.roles[index]?.access,
      ),
    ),
  ]
}
