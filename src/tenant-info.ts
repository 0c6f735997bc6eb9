import { type Issuer, managementUrl, tenantUrls } from './issuer.ts'
import type { Application } from './model/application.ts'
import type { Tenant } from './model/tenant.ts'

/** An application as a test needs it. A `singlepageapp` has no secret. */
export interface ApplicationInfo {
  readonly clientId: string
  readonly secret?: string
  readonly name: string
  readonly type: 'regularwebapp' | 'singlepageapp'
}

/** A tenant as a test needs it. The URLs are those below the emulator's `url`. */
export interface TenantInfo {
  readonly tenantId: string
  readonly name?: string
  readonly issuer: string
  readonly oAuthServerUrl: string
  readonly managementUrl: string
  readonly profilesUrl: string
  readonly discoveryEndpoint: string
  readonly applications: readonly ApplicationInfo[]
}

/** What a test needs of a tenant; `origin` is where the emulator answers. */
export function toTenantInfo(
  { tenantId, name, applications }: Tenant,
  origin: string,
  issuer: Issuer,
): TenantInfo {
  return {
    tenantId,
    ...(name !== undefined && { name }),
    issuer: issuer.of(origin, tenantId),
    ...tenantUrls(origin, tenantId),
    managementUrl: managementUrl(origin, tenantId),
    applications: applications.map(toApplicationInfo),
  }
}

function toApplicationInfo({ clientId, secret, name, type }: Application): ApplicationInfo {
  return { clientId, ...(secret !== undefined && { secret }), name, type }
}
