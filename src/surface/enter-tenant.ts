import type { ParameterizedContext } from 'koa'
import { originOf, reached } from '../http/reached.ts'
import type { RequestState, Runtime } from '../runtime.ts'

/** Lets a request into the tenant that it is for. @throws {InvalidHost} {UnknownTenant} */
export function enterTenant(
  { issuer, store }: Runtime,
  ctx: ParameterizedContext<RequestState>,
  tenantId: string,
): void {
  ctx.state.base = issuer.base(originOf(reached(ctx)))
  ctx.state.tenant = store.getTenant(tenantId)
}
