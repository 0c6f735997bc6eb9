import type { ParameterizedContext } from 'koa'
import { withRevoked } from '../model/users/refresh-tokens.ts'
import type { RequestState, Runtime } from '../runtime.ts'
import { unsealed } from '../tokens/refresh-token.ts'
import { readClientRequest } from './client-request.ts'

/**
 * `POST /revoke` (RFC 7009): ends a refresh token of the client. Access and id tokens are valid until they expire, since
 * nothing but their signature is ever checked; these, and unknown tokens, get the same answer.
 */
export function revoke(runtime: Runtime) {
  const { store, clock } = runtime
  return async (ctx: ParameterizedContext<RequestState>): Promise<void> => {
    const { tenant, client, token } = await readClientRequest(runtime, ctx)
    const content = unsealed(token, tenant.refreshTokens?.keys ?? [])
    if (content?.clientId === client.clientId)
      await store.updateTenant(tenant.tenantId, (tenant) =>
        withRevoked(tenant, content, clock.seconds(tenant)),
      )
    // App ID's body is this text; clients parse it as JSON.
    ctx.type = 'json'
    ctx.body = '"OK"'
  }
}
