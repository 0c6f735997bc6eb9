import type { IncomingMessage } from 'node:http'
import type { ParameterizedContext } from 'koa'
import bodyParser from 'koa-bodyparser'
import { unreadable } from './body.ts'

const read = new WeakMap<IncomingMessage, Promise<string>>()

/**
 * Reads a body of at most `limit` bytes as text, whatever its type is, even JSON. It can be read only once: who needs it
 * reads it first, and gets the same text, or the same error, again.
 * @throws {UnreadableBody} the body is malformed or too large
 */
export function readText(ctx: ParameterizedContext, limit: number): Promise<string> {
  const text = read.get(ctx.req) ?? parsed(ctx, limit)
  read.set(ctx.req, text)
  return text
}

async function parsed(ctx: ParameterizedContext, limit: number): Promise<string> {
  // The parser decides by the type, which clients leave out or give as JSON.
  ctx.req.headers['content-type'] = 'text/plain'
  try {
    await bodyParser({ textLimit: `${limit}b`, enableTypes: ['text'] })(ctx, async () => {})
  } catch (error) {
    throw unreadable(error, limit)
  }
  const { body } = ctx.request
  return typeof body === 'string' ? body : ''
}
