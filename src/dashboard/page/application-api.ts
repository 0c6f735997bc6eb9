/** The requests of the management API about applications and roles. */
import type { HttpRequest } from './curl.ts'
import type { TenantInfo } from './emulator.ts'
import { manage, toManage } from './management.ts'

/** The management API's answer. A `singlepageapp` has no secret. */
export type Application = {
  readonly clientId: string
  readonly tenantId: string
  readonly secret?: string
  readonly name: string
  readonly oAuthServerUrl: string
  readonly profilesUrl: string
  readonly discoveryEndpoint: string
  readonly type: string
}

/** A role that an application or a user may have. */
export interface Role {
  readonly id: string
  readonly name: string
}

export async function applicationsOf(tenant: TenantInfo): Promise<readonly Application[]> {
  const { applications } = await manage<{ applications: readonly Application[] }>(
    toManage(tenant, 'GET', '/applications'),
  )
  return applications
}

export async function rolesOf(tenant: TenantInfo): Promise<readonly Role[]> {
  const { roles } = await manage<{ roles: readonly Role[] }>(toManage(tenant, 'GET', '/roles'))
  return roles
}

export function toRegister(tenant: TenantInfo, name: string, type: string): HttpRequest {
  return toManage(tenant, 'POST', '/applications', { name, type })
}

/** A request for one application, or something below it. */
export function toApplication(
  tenant: TenantInfo,
  { clientId }: Pick<Application, 'clientId'>,
  method: string,
  path = '',
  body?: unknown,
): HttpRequest {
  return toManage(tenant, method, `/applications/${clientId}${path}`, body)
}

/** The scopes in a text, which separates them by spaces or commas. */
export function scopesIn(text: string): string[] {
  return text.split(/[\s,]+/).filter((scope) => scope !== '')
}
