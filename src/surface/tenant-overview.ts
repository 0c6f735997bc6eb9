import * as v from 'valibot'
import { type Issuer, managementUrl, tenantUrls } from '../issuer/issuer.ts'
import type { Tenant } from '../model/tenant.ts'

/** A tenant without its applications. The URLs begin with the host name that the client used. */
export const TenantOverview = v.object({
  tenantId: v.string(),
  name: v.optional(v.string()),
  issuer: v.string(),
  oAuthServerUrl: v.string(),
  managementUrl: v.string(),
  profilesUrl: v.string(),
  discoveryEndpoint: v.string(),
})

/** Converts a tenant. `base` is the base of its URLs. */
export function toTenantOverview(
  { tenantId, name }: Tenant,
  base: string,
  issuer: Issuer,
): v.InferOutput<typeof TenantOverview> {
  return {
    tenantId,
    ...(name !== undefined && { name }),
    issuer: issuer.of(base, tenantId),
    ...tenantUrls(base, tenantId),
    managementUrl: managementUrl(base, tenantId),
  }
}
