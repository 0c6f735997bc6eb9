import { describe, expect } from 'vitest'
import type { Emulator } from '../src/index.ts'
import { demo, exchange, it, sendRaw } from './support/emulator.ts'

/** The APIs that return secrets: each with a request, its usual status, and the error that refuses it. */
const guarded = [
  {
    surface: 'the control API',
    ask: ['POST', '/_appid/reset', {}, ''],
    accepted: 204,
    refused: (message: string) => ({ code: 'REFUSED', message }),
  },
  {
    surface: 'the control API, at an unknown path',
    ask: ['GET', '/_appid/nothing', {}, ''],
    accepted: 404,
    refused: (message: string) => ({ code: 'REFUSED', message }),
  },
  {
    surface: 'the management API',
    ask: [
      'GET',
      `/management/v4/${demo.tenantId}/applications`,
      { Authorization: 'Bearer any' },
      '',
    ],
    accepted: 200,
    refused: (message: string) => ({ message }),
  },
  {
    surface: 'the management API, without a token',
    ask: ['GET', `/management/v4/${demo.tenantId}/applications`, {}, ''],
    accepted: 401,
    refused: (message: string) => ({ message }),
  },
  ...['/identity/token', '/oidc/token'].map((path) => ({
    surface: `IAM at ${path}`,
    ask: [
      'POST',
      path,
      { 'Content-Type': 'application/x-www-form-urlencoded' },
      'grant_type=urn:ibm:params:oauth:grant-type:apikey&apikey=any',
    ] as const,
    accepted: 200,
    refused: (errorMessage: string) => ({
      errorCode: 'BXNIM0403E',
      errorMessage,
      context: { requestId: expect.any(String), url: expect.stringContaining(path) },
    }),
  })),
] as const

type Guarded = (typeof guarded)[number]

const ask = (
  emulator: Emulator,
  { ask: [method, path, headers, body] }: Guarded,
  more: Record<string, string>,
) => sendRaw(emulator, method, path, { ...headers, ...more }, body)

/** The hosts that are allowed with the options below. */
const hosts = [
  'localhost:6002',
  'LOCALHOST',
  'app.localhost',
  '127.0.0.1:6002',
  '10.1.2.3',
  '[::1]:6002',
  'appid',
  'appid:6002',
  'app_id-1:6002',
  'host.docker.internal',
  'machine.local',
  'id.test',
  'appid.default.svc:6002',
  'appid.default.svc.cluster.local',
  'appid.default.svc.cluster.local.:6002',
  'allowed.example:80',
  'port.example',
  'public.example',
  '127.1:6002',
]
const allowingOptions = {
  host: '127.1', // isIP does not recognise this address, so it is compared like a name.
  allowedHosts: ['Allowed.example', 'port.example:6002'],
  publicUrl: 'http://public.example:8080',
}

describe.for(guarded)('$surface', (surface) => {
  it('accepts addresses, local names and allowed names as the host', async ({ start }) => {
    const emulator = await start(allowingOptions)
    for (const Host of hosts) {
      const { status } = await ask(emulator, surface, { Host })
      expect([Host, status]).toEqual([Host, surface.accepted])
    }
  })

  it('refuses any other host', async ({ emulator }) => {
    for (const host of [
      'evil.example',
      'localhost.evil.example',
      'internal.example',
      'svc.example',
      '1.2.3.4.evil.example',
      'evil.example.',
    ]) {
      const name = host.replace(/\.$/, '')
      expect(await ask(emulator, surface, { Host: `${host}:6002` })).toEqual({
        status: 403,
        body: surface.refused(
          `the host ${name} is not allowed here: if it is yours, allow it with allowedHosts ${name}`,
        ),
      })
    }
  })

  it('accepts web pages of its own origin, and refuses others', async ({ start }) => {
    const emulator = await start({ publicUrl: 'https://id.test' })
    const Host = `localhost:${emulator.port}`
    for (const Origin of [`http://${Host}`, `HTTP://${Host}`, 'https://id.test'])
      expect((await ask(emulator, surface, { Host, Origin })).status).toBe(surface.accepted)
    for (const Origin of ['http://evil.example', 'http://localhost:1', 'null', `https://${Host}`])
      expect(await ask(emulator, surface, { Host, Origin })).toEqual({
        status: 403,
        body: surface.refused(
          `web pages of ${Origin} cannot use this API, only those of http://${Host}`,
        ),
      })
  })

  it('checks the forwarded host, too, but only with trustProxy', async ({ start }) => {
    const allowedHosts = ['dev.example']
    const trusting = await start({ allowedHosts, trustProxy: true })
    const notTrusting = await start({ allowedHosts })
    const forwarded = { 'X-Forwarded-Host': 'dev.example', 'X-Forwarded-Proto': 'https' }
    const page = { Host: 'appid:6002', ...forwarded, Origin: 'https://dev.example' }
    expect((await ask(trusting, surface, page)).status).toBe(surface.accepted)
    expect((await ask(notTrusting, surface, page)).status).toBe(403)
    const rebound = [
      { Host: 'appid', 'X-Forwarded-Host': 'evil.example' },
      { Host: 'evil.example', 'X-Forwarded-Host': 'localhost' },
    ]
    for (const headers of rebound)
      expect(await ask(trusting, surface, headers)).toEqual({
        status: 403,
        body: surface.refused(
          'the host evil.example is not allowed here: if it is yours, allow it with allowedHosts evil.example',
        ),
      })
  })

  it('refuses a host that cannot be part of a URL', async ({ emulator }) => {
    for (const Host of ['a b', 'user@localhost']) {
      const { status, body } = await ask(emulator, surface, { Host })
      expect([status, JSON.stringify(body)]).toEqual([
        400,
        expect.stringContaining('do not form a valid URL'),
      ])
    }
  })

  it('repeats at most 200 characters of a host or an origin', async ({ emulator }) => {
    const long = 'x'.repeat(5000)
    for (const headers of [
      { Host: `${long}.example` },
      { Host: `${long} x` },
      { Origin: long },
      { Host: long, Origin: 'null' },
    ]) {
      const { body } = await ask(emulator, surface, headers)
      expect(body.message ?? body.errorMessage).not.toContain('x'.repeat(201))
    }
  })
})

describe('the authorization server', () => {
  it('accepts every host and every origin', async ({ emulator }) => {
    const path = `/oauth/v4/${demo.tenantId}/publickeys`
    const headers = { Host: 'id.example.com', Origin: 'http://evil.example' }
    expect((await sendRaw(emulator, 'GET', path, headers)).status).toBe(200)
  })
})

describe('the control API', () => {
  it('can be switched off', async ({ start }) => {
    const emulator = await start({ control: false })
    expect(await sendRaw(emulator, 'POST', '/_appid/reset', {})).toEqual({
      status: 404,
      body: {
        code: 'CONTROL_OFF',
        message: 'the control API is switched off (control)',
      },
    })
  })

  it('refuses to make changes by GET', async ({ emulator }) => {
    expect((await sendRaw(emulator, 'GET', '/_appid/reset', {})).status).toBe(405)
  })
})

describe.for(['/health', '/_appid/health', '/_appid/ready', '/health/'])('%s', (path) => {
  it.for([true, false])('accepts every host, with control: %s', async (control, { start }) => {
    const emulator = await start({ control })
    for (const Host of ['evil.example', 'a b', 'user@localhost', '-', '1.2.3.4.example:99999']) {
      const { status, body } = await sendRaw(emulator, 'GET', path, { Host })
      expect([Host, status, body.status]).toEqual([Host, 200, 'ok'])
      const head = await sendRaw(emulator, 'HEAD', path, { Host, Origin: 'http://evil.example' })
      expect([Host, head]).toEqual([Host, { status: 200, body: '' }])
    }
  })

  it('accepts a request without a host', async ({ emulator }) => {
    for (const start of ['HTTP/1.0\r\n', 'HTTP/1.1\r\nHost:\r\n', 'HTTP/1.1\r\n']) {
      const close = 'Connection: close\r\n\r\n'
      const text = await exchange(emulator, `GET ${path} ${start}${close}`)
      expect([start, text]).toEqual([
        start,
        expect.stringMatching(/^HTTP\/1.1 200 OK\r\n.*\r\n\r\n\{"status":"ok",.*\}$/s),
      ])
      expect(await exchange(emulator, `HEAD ${path} ${start}${close}`)).toMatch(/^HTTP\/1.1 200 OK/)
    }
  })
})
