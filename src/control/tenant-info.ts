import * as v from 'valibot'
import type { Issuer } from '../issuer/issuer.ts'
import { type Application, ApplicationType } from '../model/application.ts'
import type { Immutable } from '../model/immutable.ts'
import type { Tenant } from '../model/tenant.ts'
import { TenantOverview, toTenantOverview } from '../surface/tenant-overview.ts'

/** An application in the control API. A `singlepageapp` has no secret. */
export const ApplicationInfoSchema = v.object({
  clientId: v.string(),
  secret: v.optional(v.string()),
  name: v.string(),
  type: ApplicationType,
})

export type ApplicationInfo = Immutable<v.InferOutput<typeof ApplicationInfoSchema>>

/** A tenant in the control API. The URLs begin with the host name that the client used. */
export const TenantInfoSchema = v.object({
  ...TenantOverview.entries,
  applications: v.array(ApplicationInfoSchema),
})

export type TenantInfo = Immutable<v.InferOutput<typeof TenantInfoSchema>>

/** Converts a tenant. `base` is the base of its URLs. */
export function toTenantInfo(tenant: Tenant, base: string, issuer: Issuer): TenantInfo {
  return {
    ...toTenantOverview(tenant, base, issuer),
    applications: tenant.applications.map(toApplicationInfo),
  }
}

function toApplicationInfo({ clientId, secret, name, type }: Application): ApplicationInfo {
  return { clientId, ...(secret !== undefined && { secret }), name, type }
}
