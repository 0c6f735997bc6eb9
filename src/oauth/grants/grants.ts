import type { Application } from '../../model/application.ts'
import type { Tenant } from '../../model/tenant.ts'
import type { Authorization } from '../../tokens/claims.ts'
import { clientCredentials } from './client-credentials.ts'

/** What an authenticated client asks for. Without `scopes`, for all that it may have. */
export interface GrantRequest {
  readonly tenant: Tenant
  readonly client: Application
  readonly scopes?: readonly string[] | undefined
  readonly audience?: string | undefined
}

/** Decides what the client gets. It sees no HTTP and signs nothing. @throws {OAuthError} */
export type Grant = (request: GrantRequest) => Authorization

/** App ID's grants, in the order of its discovery document, whether they are emulated or not. */
export const grantTypes: readonly string[] = [
  'authorization_code',
  'password',
  'refresh_token',
  'client_credentials',
  'urn:ietf:params:oauth:grant-type:jwt-bearer',
]

/** The grants that are emulated, by `grant_type`: the token endpoint dispatches on this table. */
export const grants: ReadonlyMap<string, Grant> = new Map([
  ['client_credentials', clientCredentials],
])
