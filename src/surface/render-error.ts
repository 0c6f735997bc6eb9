import type { ParameterizedContext } from 'koa'
import { FaultAnswer } from '../faults/perform.ts'
import type { RequestState } from '../runtime.ts'

/** An error in a surface's own format. `detail` is for the log and must not be sent to the client. */
export interface SurfaceError {
  readonly status: number
  readonly message: string
  readonly detail?: string
  readonly headers: Readonly<Record<string, string>>
}

/**
 * Creates a surface's error renderer, which turns a thrown value into a response. Unexpected errors are reported to the
 * Koa app; the client gets a general message.
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
