/** What the surfaces have in common: whom a request is for, and how an error is answered. */
import type { ParameterizedContext } from 'koa'
import { reached } from './http/reached.ts'
import { FaultAnswer } from './performer.ts'
import type { RequestState, Runtime } from './runtime.ts'

/** Notes which tenant a request is for. @throws {InvalidHost} {UnknownTenant} */
export function enterTenant(
  { issuer, store }: Runtime,
  ctx: ParameterizedContext<RequestState>,
  tenantId: string,
): void {
  ctx.state.record.tenant = tenantId
  ctx.state.origin = issuer.origin(reached(ctx))
  ctx.state.tenant = store.getTenant(tenantId)
}

/** An error in the words of a surface. `detail` is what the log may know and the client may not. */
export interface SurfaceError {
  readonly status: number
  readonly message: string
  readonly detail?: string
  readonly headers: Readonly<Record<string, string>>
}

/**
 * Makes a surface's renderer, which turns whatever was thrown into the answer. What nobody expected is reported to the
 * app and stays vague.
 */
export function errorRenderer<E extends SurfaceError>(
  toError: (thrown: unknown) => E,
  toBody: (error: E, ctx: ParameterizedContext<RequestState>) => unknown,
) {
  return (ctx: ParameterizedContext<RequestState>, thrown: unknown): void => {
    const error = toError(thrown)
    if (error.status === 500 && !(thrown instanceof FaultAnswer)) ctx.app.emit('error', thrown, ctx)
    ctx.state.record.error = error.detail ?? error.message
    ctx.status = error.status
    ctx.body = toBody(error, ctx)
    ctx.set(error.headers)
  }
}
