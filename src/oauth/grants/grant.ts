import type { Application } from '../../model/application.ts'
import type { Tenant } from '../../model/tenant.ts'
import type { Runtime } from '../../runtime.ts'
import type { Authorization } from '../../tokens/authorization.ts'

/** The token request of an authenticated client. Without `scopes` it requests all that it is granted. */
export interface GrantRequest {
  readonly runtime: Runtime
  readonly tenant: Tenant
  /** The base of the emulator's URLs, as the client sees it. */
  readonly base: string
  readonly client: Application
  /** The form, without parameters that have no value. */
  readonly parameters: ReadonlyMap<string, string>
  readonly scopes?: readonly string[] | undefined
  readonly audience?: string | undefined
}

/** Decides for whom a client gets tokens, and what they allow, without HTTP or signing. @throws {OAuthError} */
export type Grant = (request: GrantRequest) => Authorization | Promise<Authorization>
