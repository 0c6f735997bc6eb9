import type { IncomingMessage } from 'node:http'
import type { Middleware, ParameterizedContext } from 'koa'
import bodyParser from 'koa-bodyparser'
import { excerpt } from '../excerpt.ts'

/** The media types that a reader can accept. */
export const mediaTypes = [
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'application/json',
] as const

export type MediaType = (typeof mediaTypes)[number]

/** The body cannot be read. `status` is 400, 413 or 415; the message is sent to the client. */
export class UnreadableBody extends Error {
  override readonly name = 'UnreadableBody'
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

export type BodyReader = (
  ctx: ParameterizedContext,
  accepted: readonly MediaType[],
) => Promise<Record<string, unknown>>

const peeked = new WeakMap<IncomingMessage, Promise<Record<string, unknown>>>()

/**
 * Creates a reader for bodies of at most `limit` bytes. The reader returns the body as a plain object, or `{}` when
 * there is no body. Form values are strings; the values of a repeated name are an array.
 * @throws {UnreadableBody} the media type is not in `accepted`, or the body is malformed or too large
 */
export function createBodyReader(limit: number): BodyReader {
  const options = {
    jsonLimit: `${limit}b`,
    formLimit: `${limit}b`,
    textLimit: `${limit}b`,
    // koa-bodyparser cannot parse multipart. As text without an encoding it is returned as a Buffer.
    extendTypes: { text: ['multipart/form-data'] },
    encoding: '',
    // A form is a flat list of names and values: `a[b]` and `a.b` are plain names.
    // URLSearchParams drops one leading question mark: prepend one, so that the client's own is kept.
    qs: { parse: (text: string) => toObject(new URLSearchParams(`?${text}`)) },
  }
  // One parser per media type, so that none has to find out the type again. `options` is not written inline, because
  // the types of koa-bodyparser lack `qs`, although it is supported.
  const parsers = new Map<string, Middleware>([
    ['application/x-www-form-urlencoded', bodyParser({ ...options, enableTypes: ['form'] })],
    ['multipart/form-data', bodyParser({ ...options, enableTypes: ['text'] })],
    ['application/json', bodyParser({ ...options, enableTypes: ['json'] })],
  ])

  return async (ctx, accepted) => {
    const type = ctx.request.is(...accepted)
    // type-is returns null when there is no body, and false when the type is missing or not accepted.
    if (type === null || ctx.request.length === 0) return {}
    if (type === false)
      throw new UnreadableBody(415, `${contentTypeProblem(ctx)}: send ${listOf(accepted)}`)
    const seen = peeked.get(ctx.req)
    if (seen !== undefined) return seen
    try {
      await parsers.get(type)?.(ctx, async () => {})
    } catch (error) {
      throw unreadable(error, limit)
    }
    const body = ctx.request.body
    if (type === 'multipart/form-data') return toObject(await toForm(ctx, body))
    if (Array.isArray(body))
      throw new UnreadableBody(400, 'the body must be a JSON object, not an array')
    return { ...body }
  }
}

/** Reads a body of at most a mebibyte. */
export const readBody = createBodyReader(1024 * 1024)

/** Reads a body before its handler does. The handler then gets the same result, or the same error. */
export const peekBody: BodyReader = (ctx, accepted) => {
  const body = peeked.get(ctx.req) ?? readBody(ctx, accepted)
  peeked.set(ctx.req, body)
  return body
}

function contentTypeProblem(ctx: ParameterizedContext): string {
  const type = ctx.request.get('Content-Type')
  return type === '' ? 'missing Content-Type' : `unsupported Content-Type ${excerpt(type)}`
}

function listOf(types: readonly string[]): string {
  const last = types.at(-1)
  return types.length < 2 ? `${last}` : `${types.slice(0, -1).join(', ')} or ${last}`
}

// Every failure here is the client's fault: the body is too large, incomplete, or has an unknown or corrupt encoding.
// The parsers' own messages quote the body, which may contain a secret.
export function unreadable(error: unknown, limit: number): UnreadableBody {
  if (error instanceof UnreadableBody) return error
  const status = error instanceof Error && 'status' in error ? error.status : undefined
  if (status === 413) return tooLarge(limit)
  if (status === 415)
    return new UnreadableBody(415, 'the Content-Encoding of the body is not supported')
  if (error instanceof SyntaxError)
    return new UnreadableBody(400, 'the body cannot be read: it is not a JSON object')
  return new UnreadableBody(400, 'the body cannot be read: it is corrupt or incomplete')
}

function tooLarge(limit: number): UnreadableBody {
  return new UnreadableBody(413, `the body is larger than ${limit} bytes`)
}

/** Parses multipart with the platform's own `Response`. */
async function toForm(ctx: ParameterizedContext, bytes: unknown): Promise<FormData> {
  const headers = { 'Content-Type': ctx.get('Content-Type') }
  const response = new Response(Buffer.isBuffer(bytes) ? new Uint8Array(bytes) : '', { headers })
  return response.formData().catch(() => {
    throw new UnreadableBody(400, 'the body cannot be read: it is not valid multipart/form-data')
  })
}

/** Maps names to values. A repeated name gets an array, which the handler can refuse. */
function toObject(form: Iterable<[string, unknown]>): Record<string, unknown> {
  const values = new Map<string, unknown>()
  for (const [name, value] of form) {
    const known = values.get(name)
    if (known === undefined) values.set(name, value)
    else if (Array.isArray(known)) known.push(value)
    else values.set(name, [known, value])
  }
  return Object.fromEntries(values)
}
