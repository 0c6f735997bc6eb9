/** Answers that do not arrive as they were meant. */
import type { Next, ParameterizedContext } from 'koa'
import { textOf } from '../http/text-of.ts'
import type { RequestState } from '../runtime.ts'

/** Damages an answer, whatever it is, when a fault has said so. (A flaw gets into a token where it is issued.) */
export function damageAnswers() {
  return async (ctx: ParameterizedContext<RequestState>, next: Next): Promise<void> => {
    await next()
    const { damage } = ctx.state
    if (damage === undefined) return
    if (damage.truncate !== undefined) truncate(ctx, damage.truncate)
    if (damage.malformed) malform(ctx)
    if (damage.disconnect) disconnect(ctx)
  }
}

/** Sends the first `bytes` of the answer under the length of the whole, and hangs up. A shorter answer is sent whole. */
function truncate(ctx: ParameterizedContext, bytes: number): void {
  const whole = Buffer.from(textOf(ctx.body))
  if (whole.length <= bytes) return
  ctx.length = whole.length
  ctx.respond = false
  ctx.res.flushHeaders()
  ctx.res.write(whole.subarray(0, bytes), () => ctx.res.destroy())
}

/** Removes the last character, and with it the end of the JSON. */
function malform(ctx: ParameterizedContext): void {
  ctx.body = textOf(ctx.body).slice(0, -1) || '{'
}

/** Hangs up without an answer. */
function disconnect(ctx: ParameterizedContext): void {
  ctx.respond = false
  ctx.res.destroy()
}
