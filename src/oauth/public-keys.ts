import type { ParameterizedContext } from 'koa'
import { type RequestState, type Runtime, withSigningKey } from '../runtime.ts'
import { toJwkSet } from '../tokens/keys.ts'

/** `GET /publickeys`: the tenant's JWK Set (RFC 7517 §5). */
export function publicKeys(runtime: Runtime) {
  return async (ctx: ParameterizedContext<RequestState>): Promise<void> => {
    const { signingKeys } = await withSigningKey(runtime, ctx.state.tenant)
    ctx.body = toJwkSet(signingKeys)
  }
}
