import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { describe, expect } from 'vitest'
import type { Emulator } from '../../src/index.ts'
import { demo, it, send } from '../support/emulator.ts'

const token = `/oauth/v4/${demo.tenantId}/token`
const tooMuch = 2_500_000
const filler = 'x'.repeat(tooMuch)

/** A raw TCP connection. */
class Connection {
  readonly #socket: Socket
  /** Everything received, once the emulator has closed the connection. */
  readonly whole: Promise<string>
  #text = ''

  constructor({ port }: Emulator) {
    this.#socket = connect({ port, host: 'localhost' })
    this.#socket.setEncoding('utf8').on('data', (text) => {
      this.#text += text
    })
    this.whole = once(this.#socket, 'close').then(() => this.#text)
    // Not every test awaits this, so a failure must not be an unhandled rejection.
    this.whole.catch(() => {})
  }

  async write(text: string | Buffer): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#socket.write(text, (error) => (error ? reject(error) : resolve()))
    })
  }

  /** Resolves when the text received so far matches. */
  async received(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.#text)) await once(this.#socket, 'data')
  }

  /** Ends the connection, even in the middle of a request. */
  end(): void {
    this.#socket.end()
  }
}

function head(method: string, path: string, headers: Record<string, string | number>): string {
  const lines = Object.entries({ Host: 'localhost', ...headers }).map((pair) => pair.join(': '))
  return [`${method} ${path} HTTP/1.1`, ...lines, '', ''].join('\r\n')
}

const health = head('GET', '/health', { Connection: 'close' })

/** The statuses of all responses on a connection. */
const statusesOf = (text: string) =>
  [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status))

/** Sends a request with a body, and another one if the connection is kept alive. Returns the statuses. */
async function statuses(
  emulator: Emulator,
  method: string,
  path: string,
  headers: Record<string, string>,
  body: string | Buffer,
  { chunked, keepAlive }: { chunked: boolean; keepAlive: boolean },
): Promise<number[]> {
  const connection = new Connection(emulator)
  const length = Buffer.byteLength(body)
  await connection.write(
    head(method, path, {
      ...headers,
      ...(chunked ? { 'Transfer-Encoding': 'chunked' } : { 'Content-Length': length }),
      Connection: keepAlive ? 'keep-alive' : 'close',
    }),
  )
  if (chunked) await connection.write(`${length.toString(16)}\r\n`)
  await connection.write(body)
  if (chunked) await connection.write('\r\n0\r\n\r\n')
  if (keepAlive) await connection.write(health)
  return statusesOf(await connection.whole)
}

const bodies = {
  form: [{ 'Content-Type': 'application/x-www-form-urlencoded' }, `a=${filler}`],
  JSON: [{ 'Content-Type': 'application/json' }, JSON.stringify({ a: filler })],
  multipart: [
    { 'Content-Type': 'multipart/form-data; boundary=b' },
    `--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n${filler}\r\n--b--\r\n`,
  ],
  'compressed multipart': [
    { 'Content-Type': 'multipart/form-data; boundary=b', 'Content-Encoding': 'gzip' },
    gzipSync(filler),
  ],
} as const

const modes = [
  { chunked: false, keepAlive: false },
  { chunked: false, keepAlive: true },
  { chunked: true, keepAlive: false },
  { chunked: true, keepAlive: true },
] as const

describe.for(Object.entries(bodies))('a body above the limit, %s', ([, [headers, body]]) => {
  it.for(modes)('is refused with 413 each of 20 times: %j', async (mode, { emulator }) => {
    const expected = mode.keepAlive ? [413, 200] : [413]
    for (let time = 0; time < 20; time += 1)
      expect(await statuses(emulator, 'POST', token, headers, body, mode)).toEqual(expected)
  })
})

describe('a response that does not need the body', () => {
  it.for([
    ['POST', '/nowhere', {}, 404],
    ['PUT', token, {}, 405],
    ['POST', '/oauth/v4/nobody/token', {}, 404],
    ['POST', token, { 'Content-Type': 'text/xml' }, 415],
    ['POST', `/management/v4/${demo.tenantId}/applications`, {}, 401],
    ['POST', '/identity/nowhere', {}, 404],
    ['GET', '/health', {}, 200],
    ['HEAD', '/health', {}, 200],
    ['DELETE', '/_appid/requests', {}, 204],
  ] as const)(
    'reaches a client that is still sending: %s %s %j',
    async ([method, path, headers, status], { emulator }) => {
      for (const mode of modes) {
        const expected = mode.keepAlive ? [status, 200] : [status]
        for (let time = 0; time < 3; time += 1)
          expect(await statuses(emulator, method, path, headers, filler, mode)).toEqual(expected)
      }
    },
  )
})

describe('a client that sends slowly', () => {
  const declared = head('POST', token, { ...bodies.JSON[0], 'Content-Length': tooMuch })

  it('gets the response early, and can send another request after the whole body', async ({
    emulator,
  }) => {
    const connection = new Connection(emulator)
    await connection.write(declared)
    await connection.received(/larger than 1048576 bytes"\}$/)
    await connection.write(filler)
    await connection.write(health)
    expect(statusesOf(await connection.whole)).toEqual([413, 200])
  })

  it('gets 100 Continue if it asks for it', async ({ emulator }) => {
    const connection = new Connection(emulator)
    const headers = { 'Content-Type': 'application/json', Expect: '100-continue' }
    const body = { 'Content-Length': tooMuch, Connection: 'close' }
    await connection.write(head('POST', token, { ...headers, ...body }))
    await connection.received(/^HTTP\/1\.1 100 Continue\r\n\r\n/)
    await connection.write(filler)
    expect(statusesOf(await connection.whole)).toEqual([100, 413])
  })

  it('is in the journal if it disconnects, before or after the response, and causes no error', async ({
    start,
  }) => {
    const events: string[] = []
    const emulator = await start({ log: ({ event }) => events.push(event) })
    const late = new Connection(emulator)
    await late.write(declared)
    await late.received(/larger than 1048576 bytes"\}$/)
    late.end()
    await late.whole
    const early = new Connection(emulator)
    await early.write(head('POST', token, { ...bodies.JSON[0], 'Content-Length': 100 }))
    await early.write('{"grant_type":')
    early.end()
    await early.whole
    // The emulator may notice the end a little later than the client.
    while ((await emulator.requests.count()).count < 2) await send(`${emulator.url}/_appid/health`)
    const { requests } = await emulator.requests.list()
    expect(requests.map(({ status, error }) => [status, error])).toEqual([
      [413, 'the body is larger than 1048576 bytes'],
      [400, 'the body cannot be read: it is corrupt or incomplete'],
    ])
    expect(events).not.toContain('error')
  })
})
