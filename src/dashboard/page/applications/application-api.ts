/** The requests of the management API about applications. */
import type { TenantInfo } from '../emulator.ts'
import { manage } from '../management.ts'

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

/** A role as an application has it. */
export interface Role {
  readonly id: string
  readonly name: string
}

export async function applicationsOf(tenant: TenantInfo): Promise<readonly Application[]> {
  const { applications } = await manage<{ applications: readonly Application[] }>(
    tenant,
    'GET',
    '/applications',
  )
  return applications
}

export function registered(tenant: TenantInfo, name: string, type: string): Promise<Application> {
  return manage(tenant, 'POST', '/applications', { name, type })
}

/** One application, or something below it. */
export function manageApplication<T>(
  tenant: TenantInfo,
  { clientId }: Application,
  method: string,
  path = '',
  body?: unknown,
): Promise<T> {
  return manage(tenant, method, `/applications/${clientId}${path}`, body)
}

/** The scopes in a text, which separates them by spaces or commas. */
export function scopesIn(text: string): string[] {
  return text.split(/[\s,]+/).filter((scope) => scope !== '')
}
