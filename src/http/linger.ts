import { finished } from 'node:stream/promises'
import type { Next, ParameterizedContext } from 'koa'
import { textOf } from './text-of.ts'

/**
 * Lets a client hear an answer that is given before its request has come whole, such as a 413. The answer goes out at
 * once, but ends only when the client has: who hangs up on a sender resets the connection, and the answer is lost. What
 * comes meanwhile is thrown away; the server's request timeout ends a client that never does.
 */
export function linger() {
  return async (ctx: ParameterizedContext, next: Next): Promise<void> => {
    await next()
    const { req, res } = ctx
    if (req.complete || ctx.respond === false) return
    const text = textOf(ctx.body)
    ctx.respond = false
    if (text !== '') ctx.length = Buffer.byteLength(text)
    res.flushHeaders()
    if (text !== '') res.write(text)
    await finished(req.unpipe().resume()).catch(() => {})
    res.end()
  }
}
