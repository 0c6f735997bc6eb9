import { finished } from 'node:stream/promises'
import type { Next, ParameterizedContext } from 'koa'
import { textOf } from './text-of.ts'

/**
 * Delivers a response that is ready before the whole request has arrived, such as a 413. The response is sent at once,
 * but ends only after the request: closing the connection while the client is still sending would reset it, and the
 * client would lose the response. The rest of the request is discarded; the server's request timeout limits the wait.
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
