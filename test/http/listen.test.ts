import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Server } from 'node:http'
import { connect, type Socket } from 'node:net'
import { describe, expect } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }
import type { Emulator, LogEvent } from '../../src/index.ts'
import { it as base, demo, exchange, send, sendRaw, untilStruck } from '../support/emulator.ts'

const it = base.extend<{
  /** An emulator, with the events that it logs. */
  logged: { readonly emulator: Emulator; readonly events: LogEvent[] }
}>({
  logged: async ({ start }, use) => {
    const events: LogEvent[] = []
    const emulator = await start({ log: (event) => events.push(event) })
    await use({ emulator, events })
  },
})

/** Resolves when the first event is logged. */
async function untilLogged(events: readonly LogEvent[]): Promise<void> {
  while (events.length === 0) await new Promise((resolve) => setImmediate(resolve))
}

const close = 'Connection: close\r\n'
const get = (target: string) => `GET ${target} HTTP/1.1\r\nHost: localhost\r\n${close}\r\n`

/** The status line, headers and JSON body of a raw response. */
function parseResponse(text: string) {
  const [head = '', body = ''] = text.split('\r\n\r\n')
  const [line = '', ...headers] = head.split('\r\n')
  return { line, headers, body: JSON.parse(body) }
}

describe('a request target', () => {
  it.for(['http://[/x', 'http://', 'http://[::1/', '*'])(
    'that is neither a path nor a URL is refused with 400: %s',
    async (target, { logged: { emulator, events } }) => {
      const { line, body } = parseResponse(await exchange(emulator, get(target)))
      const message = 'the request target must be a path or an http(s) URL'
      expect([line, body]).toEqual(['HTTP/1.1 400 Bad Request', { message }])
      expect(events).toEqual([
        {
          event: 'request',
          method: 'GET',
          path: target,
          status: 400,
          ms: expect.any(Number),
          error: message,
        },
      ])
    },
  )

  it('that is invalid is logged without its query, and shortened', async ({
    logged: { emulator, events },
  }) => {
    await exchange(emulator, get('http://[/x?apikey=secret'))
    await exchange(emulator, get(`http://[/${'x'.repeat(1000)}`))
    expect(events).toMatchObject([{ path: 'http://[/x' }, { path: `http://[/${'x'.repeat(190)}…` }])
  })

  it('may be a URL, whose host replaces the Host header', async ({
    logged: { emulator, events },
  }) => {
    const discovery = `/oauth/v4/${demo.tenantId}/.well-known/openid-configuration`
    const known = parseResponse(await exchange(emulator, get(`http://id.test:80${discovery}?x#y`)))
    expect(known.body.issuer).toBe(`http://id.test/oauth/v4/${demo.tenantId}`)
    const rebound = parseResponse(
      await exchange(emulator, get('http://evil.example/_appid/tenants')),
    )
    expect(rebound.line).toBe('HTTP/1.1 403 Forbidden')
    expect(events).toMatchObject([{ path: discovery }, { path: '/_appid/tenants' }])
  })

  it('may end with a fragment, which is ignored', async ({ emulator }) => {
    expect(parseResponse(await exchange(emulator, get('/health?x#y'))).body.status).toBe('ok')
  })
})

describe('an invalid request', () => {
  it.for([
    ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n'],
    ['an unknown method', `FOO / HTTP/1.1\r\nHost: localhost\r\n\r\n`],
    ['a target with a space', get('http://a b/x')],
    ['a target without a slash', get('x')],
    [
      'two Content-Length headers',
      get('/health').replace(close, 'Content-Length: 1\r\nContent-Length: 2\r\n'),
    ],
  ] as const)('is refused with 400 and one warning: %s', async ([, text], { logged }) => {
    const { emulator, events } = logged
    const message =
      'this is not an HTTP request, or it is incomplete (the emulator does not support HTTPS)'
    expect(parseResponse(await exchange(emulator, text))).toEqual({
      line: 'HTTP/1.1 400 Bad Request',
      headers: [
        `X-AppID-Emulator-Version: ${packageJson.version}`,
        'Content-Type: application/json; charset=utf-8',
        'Content-Length: 100',
        'Connection: close',
      ],
      body: { message },
    })
    expect(events).toEqual([{ event: 'warning', message }])
  })

  it('is refused with 431 if its headers are too large', async ({
    logged: { emulator, events },
  }) => {
    const { line, body } = parseResponse(
      await exchange(emulator, get('/health').replace(close, `X: ${'x'.repeat(20_000)}\r\n`)),
    )
    const message = 'the headers of the request are too large'
    expect([line, body]).toEqual(['HTTP/1.1 431 Request Header Fields Too Large', { message }])
    expect(events).toEqual([{ event: 'warning', message }])
  })
})

const headOf = (path: string) =>
  `POST ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer any\r\nContent-Type: ${
    path.endsWith('/token') ? 'application/x-www-form-urlencoded' : 'application/json'
  }\r\n`

describe('chunks', () => {
  it('are refused with 413 if their extensions are too large', async ({ emulator }) => {
    const text = `${headOf('/identity/token')}${close}Transfer-Encoding: chunked\r\n\r\n2;${'x'.repeat(20_000)}\r\n`
    expect(parseResponse(await exchange(emulator, text))).toMatchObject({
      line: 'HTTP/1.1 413 Payload Too Large',
      body: { message: 'the chunk extensions of the request are too large' },
    })
  })
})

/** Sends the head of a POST, and calls `next` in place of sending the body that the emulator asks for. */
function begin(
  { port }: Emulator,
  path: string,
  headers: string,
  next: (socket: Socket) => void,
): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () =>
      socket.write(`${headOf(path)}Expect: 100-continue\r\n${headers}\r\n`),
    )
    socket.once('data', () => next(socket))
    socket.on('error', () => {})
    socket.on('close', () => resolve())
    socket.resume()
  })
}

describe.for([
  `/oauth/v4/${demo.tenantId}/token`,
  `/management/v4/${demo.tenantId}/applications`,
  '/identity/token',
  '/_appid/tenants',
  '/api/v1/attributes',
  '/nothing',
  '/health',
])('a client that fails while it sends a body to %s', (path) => {
  it.for<[string, string, (socket: Socket) => void]>([
    ['closes the connection', 'Content-Length: 9\r\n', (socket) => socket.destroy()],
    ['resets the connection', 'Content-Length: 9\r\n', (socket) => socket.resetAndDestroy()],
    ['half-closes the connection', 'Content-Length: 9\r\n', (socket) => socket.end('{"a"')],
    [
      'half-closes it within a chunk',
      'Transfer-Encoding: chunked\r\n',
      (socket) => socket.end('5\r\n{'),
    ],
    [
      'sends broken chunks',
      'Transfer-Encoding: chunked\r\n',
      (socket) => socket.write('x\r\n\r\n'),
    ],
  ])('is logged as one request and nothing else: %s', async ([, headers, next], { logged }) => {
    const { emulator, events } = logged
    await begin(emulator, path, headers, next)
    await untilLogged(events)
    await emulator.close()
    expect(events).toEqual([expect.objectContaining({ event: 'request', method: 'POST', path })])
  })

  it('is refused with 400, and logged as a request, if it sends broken chunks at once', async ({
    logged,
  }) => {
    const { emulator, events } = logged
    const text = `${headOf(path)}${close}Transfer-Encoding: chunked\r\n\r\nx\r\n\r\n`
    expect(parseResponse(await exchange(emulator, text))).toMatchObject({
      line: 'HTTP/1.1 400 Bad Request',
      body: { message: expect.stringContaining('this is not an HTTP request') },
    })
    await untilLogged(events)
    await emulator.close()
    expect(events).toEqual([expect.objectContaining({ event: 'request', method: 'POST', path })])
  })
})

describe('a client that resets the connection before the response', () => {
  it('causes no error', async ({ logged: { emulator, events } }) => {
    await emulator.tenant(demo.tenantId).faults.add({ effect: { delayMs: 60_000 } })
    const socket = connect(emulator.port, '127.0.0.1', () =>
      socket.write(get(`/oauth/v4/${demo.tenantId}/publickeys`)),
    )
    await untilStruck(emulator, demo.tenantId, 1)
    socket.resetAndDestroy()
    // After this response, the emulator has noticed the reset.
    await sendRaw(emulator, 'GET', '/health', {})
    await emulator.close()
    expect(events).toMatchObject([{ path: '/health' }, { event: 'request', status: 200 }])
  })
})

describe('the server', () => {
  it('keeps idle connections for ten minutes, as it tells clients', async ({ emulator }) => {
    const { headers } = await send(`${emulator.url}/health`)
    expect([headers.get('Connection'), headers.get('Keep-Alive')]).toEqual([
      'keep-alive',
      'timeout=600',
    ])
  })

  it('survives its own errors, and logs a warning for each', async ({
    logged: { emulator, events },
  }) => {
    const servers = new Set<Server>()
    const see = (message: unknown) => servers.add((message as { server: Server }).server)
    subscribe('http.server.request.start', see)
    await sendRaw(emulator, 'GET', '/health', {})
    unsubscribe('http.server.request.start', see)
    const [server] = servers
    for (const message of ['accept ENFILE', 'accept EMFILE'])
      server?.emit('error', new Error(message))
    expect((await sendRaw(emulator, 'GET', '/health', {})).status).toBe(200)
    expect(events.filter(({ event }) => event !== 'request')).toEqual([
      { event: 'warning', message: `server error on port ${emulator.port}: accept ENFILE` },
      { event: 'warning', message: `server error on port ${emulator.port}: accept EMFILE` },
    ])
  })
})
