/** Answers that do not arrive as they were meant. */
import type { ParameterizedContext } from 'koa'

/** Announces the whole answer, sends the first `bytes` of it and hangs up. One that is no longer arrives. */
export function truncate(ctx: ParameterizedContext, bytes: number): void {
  const whole = Buffer.from(textOf(ctx.body))
  if (whole.length <= bytes) return
  ctx.length = whole.length
  ctx.respond = false
  ctx.res.flushHeaders()
  ctx.res.write(whole.subarray(0, bytes), () => ctx.res.destroy())
}

/** Takes the last character away, and with it the end of the JSON. */
export function malform(ctx: ParameterizedContext): void {
  ctx.body = textOf(ctx.body).slice(0, -1) || '{'
}

/** Hangs up without an answer. */
export function disconnect(ctx: ParameterizedContext): void {
  ctx.respond = false
  ctx.res.destroy()
}

/** A body as it is sent. */
export function textOf(body: unknown): string {
  if (body === undefined || body === null) return ''
  return typeof body === 'string' ? body : JSON.stringify(body)
}
