import type { ParameterizedContext } from 'koa'
import { noStore } from '../http/no-store.ts'
import type { Application } from '../model/application.ts'
import type { Tenant } from '../model/tenant.ts'
import type { RequestState, Runtime } from '../runtime.ts'
import { authenticateClient } from './client-authentication.ts'
import { readParameters, required } from './parameters.ts'

/** A request of an authenticated client about a token: introspection or revocation. */
export interface ClientRequest {
  readonly tenant: Tenant
  readonly client: Application
  readonly token: string
}

/** Reads a request about a token, and authenticates its client. @throws {OAuthError} */
export async function readClientRequest(
  { store }: Runtime,
  ctx: ParameterizedContext<RequestState>,
): Promise<ClientRequest> {
  noStore(ctx)
  const { record } = ctx.state
  const parameters = await readParameters(ctx)
  // Read the tenant again: it may have changed while the body arrived.
  const tenant = store.getTenant(ctx.state.tenant.tenantId)
  const { client, by } = authenticateClient(tenant, {
    authorization: ctx.get('Authorization'),
    clientId: parameters.get('client_id'),
    clientSecret: parameters.get('client_secret'),
  })
  record.clientId = client.clientId
  record.clientAuthentication = by
  return { tenant, client, token: required(parameters, 'token') }
}
