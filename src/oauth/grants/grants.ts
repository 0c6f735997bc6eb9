import type { Application } from '../../model/application.ts'
import type { Tenant } from '../../model/tenant.ts'
import type { Authorization } from '../../tokens/claims.ts'
import { clientCredentials } from './client-credentials.ts'

/** The token request of an authenticated client. Without `scopes` it requests all that it is granted. */
export interface GrantRequest {
  readonly tenant: Tenant
  readonly client: Application
  readonly scopes?: readonly string[] | undefined
  readonly audience?: string | undefined
}

/** Decides what a client is granted, without HTTP or signing. @throws {OAuthError} */
export type Grant = (request: GrantRequest) => Authorization

/** App ID's grant types, emulated or not, in the order of its discovery document. */
export const grantTypes: readonly string[] = [
  'authorization_code',
  'password',
  'refresh_token',
  'client_credentials',
  'urn:ietf:params:oauth:grant-type:jwt-bearer',
]

/** The emulated grants, by `grant_type`. The token endpoint dispatches on this table. */
export const grants: ReadonlyMap<string, Grant> = new Map([
  ['client_credentials', clientCredentials],
])
