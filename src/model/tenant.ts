import * as v from 'valibot'
import {
  type Application,
  ApplicationSchema,
  maxApplications,
  withCredentials,
} from './application.ts'
import { ClockSchema } from './clock.ts'
import { ConfigSchema } from './config.ts'
import { distinct } from './distinct.ts'
import { TenantFaultsSchema, withIds } from './fault.ts'
import type { Immutable } from './immutable.ts'
import type { Problem } from './parse.ts'
import { completedRoles, maxRoles, RoleSchema, withRoleIds } from './role.ts'
import { type SigningKey, SigningKeysSchema } from './signing-key.ts'

/** A tenant as the JSON file holds it, below its id. The last signing key signs. */
export const TenantSchema = v.strictObject({
  name: v.optional(v.string()),
  applications: v.optional(
    v.pipe(
      v.array(ApplicationSchema),
      v.maxLength(maxApplications, `must be at most ${maxApplications} applications`),
      distinct('applications with the clientId', ({ clientId }) => clientId),
    ),
    [],
  ),
  signingKeys: v.optional(SigningKeysSchema, []),
  roles: v.optional(
    v.pipe(
      v.array(RoleSchema),
      v.maxLength(maxRoles, `must be at most ${maxRoles} roles`),
      distinct('roles with the id', ({ id }) => id),
      distinct('roles with the name', ({ id, name = id }) => name),
    ),
    [],
  ),
  config: v.optional(ConfigSchema),
  clock: v.optional(ClockSchema),
  faults: v.optional(TenantFaultsSchema),
})

export type GivenTenant = v.InferOutput<typeof TenantSchema>

/** A tenant with all that a fixture may leave out. */
export type Tenant = Immutable<ReturnType<typeof completed>>

/** The tenant with the ids and secrets that it leaves out. */
export function completed(tenantId: string, { applications, faults, ...rest }: GivenTenant) {
  const roles = completedRoles(tenantId, rest.roles)
  return {
    tenantId,
    ...rest,
    applications: withRoleIds(withCredentials(tenantId, applications), roles),
    roles,
    ...(faults && { faults: withIds(tenantId, faults) }),
  }
}

/** Applications that say that they are another tenant's. */
export function strangers(tenantId: string, { applications }: GivenTenant): Problem[] {
  return applications.flatMap((application, index) =>
    application.tenantId === undefined || application.tenantId === tenantId
      ? []
      : [
          {
            path: `applications.${index}.tenantId`,
            message: "is another tenant's: leave it out, or give it below that tenant's id",
          },
        ],
  )
}

/** A tenant that nobody has set up yet. */
export function emptyTenant(tenantId: string): Tenant {
  return { tenantId, applications: [], signingKeys: [], roles: [] }
}

export function findApplication(tenant: Tenant, clientId: string): Application | undefined {
  return tenant.applications.find((application) => application.clientId === clientId)
}

/** The tenant with an application's record replaced by another of the same id. */
export function withApplication(tenant: Tenant, changed: Application): Tenant {
  return {
    ...tenant,
    applications: tenant.applications.map((application) =>
      application.clientId === changed.clientId ? changed : application,
    ),
  }
}

/** The key that signs. Whoever asks has seen to it that there is one. */
export function signingKeyOf({ tenantId, signingKeys }: Tenant): SigningKey {
  const key = signingKeys.at(-1)
  if (key === undefined) throw new Error(`tenant ${tenantId} has no signing key`)
  return key
}

/** The tenant with a new key that signs from now on; the others stay in the key set, or leave it. */
export function withNewSigningKey(tenant: Tenant, key: SigningKey, keepOld: boolean): Tenant {
  const old = keepOld
    ? tenant.signingKeys
    : tenant.signingKeys.map((one) => ({ ...one, published: false }))
  return { ...tenant, signingKeys: [...old, key] }
}
