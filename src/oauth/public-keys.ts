import type { ParameterizedContext } from 'koa'
import type { RequestState, Runtime } from '../runtime.ts'
import { toJwkSet } from '../tokens/keys.ts'

/** `GET /publickeys`: the tenant's JWK Set (RFC 7517 §5). */
export function publicKeys({ keys }: Runtime) {
  return async (ctx: ParameterizedContext<RequestState>): Promise<void> => {
    const { signingKeys } = await keys.withKey(ctx.state.tenant.tenantId)
    ctx.body = toJwkSet(signingKeys)
  }
}
