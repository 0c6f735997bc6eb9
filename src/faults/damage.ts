/** Damaged responses. */
import type { Next, ParameterizedContext } from 'koa'
import { textOf } from '../http/text-of.ts'
import type { RequestState } from '../runtime.ts'

/** Damages any response that a fault has marked. (Flaws are added where the token is issued.) */
export function damageResponses() {
  return async (ctx: ParameterizedContext<RequestState>, next: Next): Promise<void> => {
    await next()
    const { damage } = ctx.state
    if (damage === undefined) return
    if (damage.truncate !== undefined) truncate(ctx, damage.truncate)
    if (damage.malformed) malform(ctx)
    if (damage.disconnect) disconnect(ctx)
  }
}

/** Sends the full Content-Length but only the first `bytes` of the body, then disconnects, unless the body is shorter. */
function truncate(ctx: ParameterizedContext, bytes: number): void {
  const whole = Buffer.from(textOf(ctx.body))
  if (whole.length <= bytes) return
  ctx.length = whole.length
  ctx.respond = false
  ctx.res.flushHeaders()
  ctx.res.write(whole.subarray(0, bytes), () => ctx.res.destroy())
}

/** Removes the last character, which makes JSON invalid. */
function malform(ctx: ParameterizedContext): void {
  ctx.body = textOf(ctx.body).slice(0, -1) || '{'
}

/** Disconnects without a response. */
function disconnect(ctx: ParameterizedContext): void {
  ctx.respond = false
  ctx.res.destroy()
}
