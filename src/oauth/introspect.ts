import type { ParameterizedContext } from 'koa'
import type { RequestState, Runtime } from '../runtime.ts'
import { verified } from '../tokens/verify.ts'
import { readClientRequest } from './client-request.ts'
import { liveRefreshToken } from './live-refresh-token.ts'

/**
 * `POST /introspect` (RFC 7662), with the two members that App ID's answer has. Of access and id tokens, it checks the
 * signature and the expiry alone, as App ID documents it.
 */
export function introspect(runtime: Runtime) {
  return async (ctx: ParameterizedContext<RequestState>): Promise<void> => {
    const { tenant, token } = await readClientRequest(runtime, ctx)
    const now = runtime.clock.seconds(tenant)
    const found = await verified(token, tenant.signingKeys, now)
    if (found?.claims.tenant === tenant.tenantId) {
      const { scope } = found.claims
      const hasScope = found.kind === 'access' && scope !== undefined
      ctx.body = { active: true, ...(hasScope && { scope }) }
    } else ctx.body = { active: typeof liveRefreshToken(tenant, token, now) !== 'string' }
  }
}
