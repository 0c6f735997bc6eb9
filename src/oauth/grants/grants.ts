import type { Application } from '../../model/application.ts'
import type { Authorization } from '../../tokens/claims.ts'
import { clientCredentials } from './client-credentials.ts'

/** Decides what an authenticated client gets. It sees no HTTP and signs nothing. */
export type Grant = (client: Application) => Authorization

/** The grants by `grant_type`: the token endpoint dispatches on this table, discovery lists it. */
export const grants: ReadonlyMap<string, Grant> = new Map([
  ['client_credentials', clientCredentials],
])
