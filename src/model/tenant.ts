import * as v from 'valibot'
import {
  type Application,
  ApplicationSchema,
  maxApplications,
  withCredentials,
} from './application.ts'
import { ClockSchema } from './clock.ts'
import { ConfigSchema } from './config/config.ts'
import { TenantFaultsSchema, withIds } from './fault.ts'
import type { Immutable } from './immutable.ts'
import type { Problem } from './parsing/parse.ts'
import { completedRoles, maxRoles, RoleSchema, withClientIds, withRoleIds } from './role.ts'
import { type SigningKey, SigningKeysSchema } from './signing-key.ts'
import { completedUsers } from './users/completed-users.ts'
import { preparedKey } from './users/prepared.ts'
import { RefreshTokensSchema } from './users/refresh-tokens.ts'
import { type GivenUser, providerOf, UserSchema } from './users/user.ts'
import { distinct } from './values/distinct.ts'

const UsersSchema = v.pipe(
  v.array(UserSchema),
  distinct('users', (user) => inDirectory(user, user.email), 'email'),
  distinct('users', (user) => inDirectory(user, user.userName), 'userName'),
  distinct('users', ({ profileId }) => profileId ?? undefined, 'profileId'),
  distinct(
    'users',
    (user) => user.idpIdentity && preparedKey(providerOf(user), user.idpIdentity),
    'idpIdentity',
  ),
  distinct('users', (user) => user.id && `${providerOf(user)} ${user.id}`, 'id'),
)

const inDirectory = (user: GivenUser, name: string | undefined) =>
  providerOf(user) === 'cloud_directory' && user.removed !== true ? name?.toLowerCase() : undefined

/** A tenant in a document, below its id. The last signing key signs. */
export const TenantSchema = v.strictObject({
  name: v.optional(v.string()),
  applications: v.optional(
    v.pipe(
      v.array(ApplicationSchema),
      v.maxLength(maxApplications, `must have at most ${maxApplications} applications`),
      distinct('applications', ({ clientId }) => clientId, 'clientId'),
    ),
    [],
  ),
  signingKeys: v.optional(SigningKeysSchema, []),
  roles: v.optional(
    v.pipe(
      v.array(RoleSchema),
      v.maxLength(maxRoles, `must have at most ${maxRoles} roles`),
      distinct('roles', ({ id }) => id, 'id'),
      distinct('roles', ({ id, name = id }) => name, 'name'),
    ),
    [],
  ),
  users: v.optional(UsersSchema),
  refreshTokens: v.optional(RefreshTokensSchema),
  config: v.optional(ConfigSchema),
  clock: v.optional(ClockSchema),
  faults: v.optional(TenantFaultsSchema),
})

export type GivenTenant = v.InferOutput<typeof TenantSchema>

/** A tenant with all defaults filled in. */
export type Tenant = Immutable<ReturnType<typeof completed>>

/** Fills in the ids and secrets that a tenant leaves out. */
export function completed(tenantId: string, { faults, users, ...rest }: GivenTenant) {
  const applications = withCredentials(tenantId, rest.applications)
  const roles = withClientIds(completedRoles(tenantId, rest.roles), applications)
  return {
    tenantId,
    ...rest,
    applications: withRoleIds(applications, roles),
    roles,
    ...(users && { users: withRoleIds(completedUsers(tenantId, users), roles) }),
    ...(faults && { faults: withIds(tenantId, faults) }),
  }
}

/** Reports applications whose `tenantId` is that of another tenant. `remedy`: what helps, other than removing it. */
export function foreignApplications(
  tenantId: string,
  { applications }: GivenTenant,
  remedy: string,
): Problem[] {
  return applications.flatMap((application, index) =>
    application.tenantId === undefined || application.tenantId === tenantId
      ? []
      : [
          {
            path: ['applications', index, 'tenantId'],
            message: `is the id of another tenant: remove it, or ${remedy}`,
          },
        ],
  )
}

export function findApplication(tenant: Tenant, clientId: string): Application | undefined {
  return tenant.applications.find((application) => application.clientId === clientId)
}

/** Replaces the application that has the same id. */
export function withApplication(tenant: Tenant, changed: Application): Tenant {
  return {
    ...tenant,
    applications: tenant.applications.map((application) =>
      application.clientId === changed.clientId ? changed : application,
    ),
  }
}

/** The key that signs. @throws {Error} the tenant has no key: the caller must have created one */
export function signingKeyOf({ tenantId, signingKeys }: Tenant): SigningKey {
  const key = signingKeys.at(-1)
  if (key === undefined) throw new Error(`tenant ${tenantId} has no signing key`)
  return key
}

/** Adds a key that signs from now on. With `keepOld` the old keys stay in the key set. */
export function withNewSigningKey(tenant: Tenant, key: SigningKey, keepOld: boolean): Tenant {
  const old = keepOld
    ? tenant.signingKeys
    : tenant.signingKeys.map((one) => ({ ...one, published: false }))
  return { ...tenant, signingKeys: [...old, key] }
}
