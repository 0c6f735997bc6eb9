import type { Application } from '../../model/application.ts'
import type { Tenant } from '../../model/tenant.ts'
import type { Authorization } from '../../tokens/claims.ts'

/** The token request of an authenticated client. Without `scopes` it requests all that it is granted. */
export interface GrantRequest {
  readonly tenant: Tenant
  readonly client: Application
  readonly scopes?: readonly string[] | undefined
  readonly audience?: string | undefined
}

/** Decides what a client is granted, without HTTP or signing. @throws {OAuthError} */
export type Grant = (request: GrantRequest) => Authorization
