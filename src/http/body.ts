import type { IncomingMessage } from 'node:http'
import type { ParameterizedContext } from 'koa'
import bodyParser from 'koa-bodyparser'
import { excerpt } from '../excerpt.ts'

/** The ways in which a body may be sent. */
export type MediaType =
  | 'application/json'
  | 'application/x-www-form-urlencoded'
  | 'multipart/form-data'

/** A body that cannot be read. `status` is 400, 413 or 415; the message is for the client. */
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
 * Makes a reader of bodies of at most `limit` bytes. It answers the body as a plain object, or `{}` when there
 * is none. The values of a form are strings; those of names that are repeated, arrays.
 * @throws {UnreadableBody} sent in another way than `accepted`, malformed, or too large
 */
export function createBodyReader(limit: number): BodyReader {
  const options = {
    enableTypes: ['json', 'form', 'text'],
    jsonLimit: `${limit}b`,
    formLimit: `${limit}b`,
    textLimit: `${limit}b`,
    // It knows no multipart: as text without an encoding it hands the bytes over.
    extendTypes: { text: ['multipart/form-data'] },
    encoding: '',
    // A form is a list of names and values, nothing deeper: `a[b]` and `a.b` are just names.
    // A question mark in front is URLSearchParams' to take away, so it gets one that is not the client's.
    qs: { parse: (text: string) => toObject(new URLSearchParams(`?${text}`)) },
  }
  // Its types do not know qs, which it hands on to its parser.
  const parseBody = bodyParser(options)

  return async (ctx, accepted) => {
    const type = ctx.request.is(...accepted)
    // type-is: null says that there is no body, an empty type that nobody said what it is.
    if (type === null || ctx.request.length === 0) return {}
    if (type === false)
      throw new UnreadableBody(
        415,
        `cannot read a body of ${contentTypeOf(ctx)}: send ${listOf(accepted)}`,
      )
    const seen = peeked.get(ctx.req)
    if (seen !== undefined) return seen
    try {
      await parseBody(ctx, async () => {})
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

/** Reads a body for whoever is not its reader: a body comes but once, so the reader is told the same, failure included. */
export const peekBody: BodyReader = (ctx, accepted) => {
  const body = peeked.get(ctx.req) ?? readBody(ctx, accepted)
  peeked.set(ctx.req, body)
  return body
}

function contentTypeOf(ctx: ParameterizedContext): string {
  const type = ctx.request.get('Content-Type')
  return type === '' ? 'no Content-Type' : `Content-Type ${excerpt(type)}`
}

function listOf(types: readonly string[]): string {
  const last = types.at(-1)
  return types.length < 2 ? `${last}` : `${types.slice(0, -1).join(', ')} or ${last}`
}

// Whatever goes wrong in reading is the client's doing: too much, an encoding that nobody knows or that is
// broken, an end too early. The parsers' texts quote the body, which may hold a secret.
function unreadable(error: unknown, limit: number): UnreadableBody {
  if (error instanceof UnreadableBody) return error
  const status = error instanceof Error && 'status' in error ? error.status : undefined
  if (status === 413) return tooLarge(limit)
  if (status === 415)
    return new UnreadableBody(415, 'the Content-Encoding of the body is not known')
  if (error instanceof SyntaxError)
    return new UnreadableBody(400, 'the body cannot be read: it is no JSON object')
  return new UnreadableBody(400, 'the body cannot be read: it is broken or ends too early')
}

function tooLarge(limit: number): UnreadableBody {
  return new UnreadableBody(413, `the body is larger than ${limit} bytes`)
}

/** The platform parses multipart. */
async function toForm(ctx: ParameterizedContext, bytes: unknown): Promise<FormData> {
  const headers = { 'Content-Type': ctx.get('Content-Type') }
  const response = new Response(Buffer.isBuffer(bytes) ? new Uint8Array(bytes) : '', { headers })
  return response.formData().catch(() => {
    throw new UnreadableBody(
      400,
      'the body cannot be read: it is not the multipart/form-data that its Content-Type says',
    )
  })
}

/** The values by their names; those of a name that is repeated as an array, which the reader can then refuse. */
function toObject(form: Iterable<[string, unknown]>): Record<string, unknown> {
  const valuesOf = new Map<string, unknown[]>()
  for (const [name, value] of form) {
    const values = valuesOf.get(name)
    if (values === undefined) valuesOf.set(name, [value])
    else values.push(value)
  }
  return Object.fromEntries(
    [...valuesOf].map(([name, values]) => [name, values.length === 1 ? values[0] : values]),
  )
}
