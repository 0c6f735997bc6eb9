import type { ParameterizedContext } from 'koa'
import { originOf, reached } from '../http/reached.ts'
import type { RequestState, Runtime } from '../runtime.ts'

/** Sets the base URL and the tenant of a request. @throws {InvalidHost} {UnknownTenant} */
export function enterTenant(
  { issuer, store }: Runtime,
  ctx: ParameterizedContext<RequestState>,
  tenantId: string,
): void {
  ctx.state.base = issuer.base(originOf(reached(ctx)))
  ctx.state.tenant = store.getTenant(tenantId)
}
