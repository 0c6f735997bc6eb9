import type { ParameterizedContext } from 'koa'
import { FaultAnswer } from '../faults/perform.ts'
import type { RequestState } from '../runtime.ts'

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
