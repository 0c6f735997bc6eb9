import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { Agent, get, request } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { describe, expect, onTestFinished } from 'vitest'
import { createEmulator, EmulatorError, type EmulatorOptions, type LogEvent } from '../src/index.ts'
import { hasIPv6 } from './support/cli.ts'
import {
  dataOf,
  demo,
  it,
  manage,
  requestToken,
  send,
  type TestContext,
  tenantOf,
  testing,
} from './support/emulator.ts'
import { freePort } from './support/free-port.ts'

/** Options that the compiler would reject, as JavaScript callers may pass them. */
// biome-ignore lint/suspicious/noExplicitAny: this must accept anything
const withoutCompiler = (options: unknown): any => options

const invalidPort = 'must be a whole number from 0 to 65535, not'
const invalidFlag = 'must be a boolean, not'
const invalidSeed =
  'must be the name of a fixture, the path of a file, a fixture, a list of these, or false'
const invalidUuid =
  'must be a uuid in lower case, such as 39a37f57-a227-4bfe-a044-93b6e6060b61, not'
const invalidUrl =
  'must be a URL such as http://localhost:6002 or https://dev.example/appid, without a user, query or fragment, not'
const invalidTemplate =
  'must be a URL that contains {tenantId}, such as https://us-south.appid.cloud.ibm.com/oauth/v4/{tenantId}, not'
const invalidJournal = 'must be a whole number from 0 to 1000000, not'

/** For every option, invalid values and the error that each causes. */
const refused: Record<keyof EmulatorOptions, readonly (readonly [unknown, string])[]> = {
  port: [
    ['6002', `${invalidPort} "6002"`],
    [Number.NaN, `${invalidPort} NaN`],
    [65_536, `${invalidPort} 65536`],
    [-1, `${invalidPort} -1`],
    [80.5, `${invalidPort} 80.5`],
    [null, `${invalidPort} null`],
    [{}, `${invalidPort} a value of type object`],
  ],
  host: [
    ['', 'must be an address to listen on, such as 127.0.0.1, not ""'],
    ['a b', 'must be an address to listen on, such as 127.0.0.1, not "a b"'],
    ['a\0', 'must be an address to listen on, such as 127.0.0.1, not "a\\u0000"'],
    [5, 'must be a string, not a number'],
    [null, 'must be a string, not null'],
  ],
  data: [
    ['', 'must be the path of a file, not ""'],
    ['a\0', 'must be the path of a file, not "a\\u0000"'],
    [5, 'must be a string, not a number'],
  ],
  seed: [
    ['', invalidSeed],
    [5, invalidSeed],
    [true, invalidSeed],
    [null, invalidSeed],
    [['demo', 5], invalidSeed],
    [[''], invalidSeed],
  ],
  tenantIds: [
    ['x', 'must be an array, not a string'],
    [['x'], `${invalidUuid} "x"`],
    [[5], 'must be a string, not a number'],
    [[testing.tenantId, testing.tenantId], 'must not contain the same id twice'],
  ],
  reset: [['yes', `${invalidFlag} a string`]],
  now: [
    [5, 'must be a function'],
    [
      () => Number.NaN,
      'must return milliseconds since the epoch, from 0 to 253402300799000, not NaN',
    ],
    [() => 'soon', 'must return milliseconds since the epoch, from 0 to 253402300799000, not soon'],
  ],
  publicUrl: [
    [5, 'must be a string, not a number'],
    ...['', 'localhost', 'ftp://x', 'http://x?q', 'http://x/y?', 'http://x/y#', 'http://x/y#f'].map(
      (url) => [url, `${invalidUrl} ${url}`] as const,
    ),
    ['http://u:password@x/path', `${invalidUrl} http://…@x/path`],
  ],
  issuer: [
    [5, 'must be a string, not a number'],
    ...['', 'http://x', '{tenantId}'].map((url) => [url, `${invalidTemplate} ${url}`] as const),
  ],
  trustProxy: [[1, `${invalidFlag} a number`]],
  strictIam: [[1, `${invalidFlag} a number`]],
  autoLogin: [['yes', `${invalidFlag} a string`]],
  userPicker: [[1, `${invalidFlag} a number`]],
  control: [['no', `${invalidFlag} a string`]],
  allowedHosts: [
    ['x', 'must be an array, not a string'],
    [[''], 'must be a host name, not ""'],
    [['http://x'], 'must be a host name, not "http://x"'],
    [[5], 'must be a string, not a number'],
  ],
  journal: [
    ['5', `${invalidJournal} "5"`],
    [-1, `${invalidJournal} -1`],
    [1_000_001, `${invalidJournal} 1000001`],
  ],
  log: [
    [5, 'must be a function'],
    [{}, 'must be a function'],
  ],
}

describe('createEmulator', () => {
  it('returns an emulator with its URL and its tenants', async ({ emulator }) => {
    expect(emulator.url).toBe(`http://localhost:${emulator.port}`)
    const oAuthServerUrl = `${emulator.url}/oauth/v4/${testing.tenantId}`
    expect(dataOf(tenantOf(emulator, testing.tenantId))).toEqual({
      tenantId: testing.tenantId,
      name: 'testing',
      issuer: oAuthServerUrl,
      oAuthServerUrl,
      managementUrl: `${emulator.url}/management/v4/${testing.tenantId}`,
      profilesUrl: emulator.url,
      discoveryEndpoint: `${oAuthServerUrl}/.well-known/openid-configuration`,
      applications: [
        {
          clientId: testing.clientId,
          secret: testing.secret,
          name: 'testing',
          type: 'regularwebapp',
        },
      ],
    })
  })

  it('starts several independent emulators in one process', async ({ start }) => {
    const [one, other] = [await start(), await start()]
    expect(one.port).not.toBe(other.port)
    const { body } = await manage(tenantOf(one), 'POST', '/applications', { name: 'mine' })
    expect((await requestToken(tenantOf(one), body)).status).toBe(200)
    expect((await requestToken(tenantOf(other), body)).status).toBe(401)
    expect(tenantOf(other).applications).toHaveLength(2)
  })

  it('listens only on the given address', async ({ start }) => {
    const emulator = await start({ host: '127.0.0.1' })
    expect((await send(`http://127.0.0.1:${emulator.port}/_appid/health`)).status).toBe(200)
    await expect(send(`http://[::1]:${emulator.port}/_appid/health`)).rejects.toThrow()
  })

  it('refuses unknown options', async () => {
    await expect(
      createEmulator(withoutCompiler({ seeds: 'demo', publicURL: 'x' })),
    ).rejects.toThrow(
      `seeds, publicURL: no such option. The options are ${Object.keys(refused).join(', ')}`,
    )
    for (const options of ['demo', 5, null])
      await expect(createEmulator(withoutCompiler(options))).rejects.toThrow(
        'options: must be an object',
      )
  })

  it.for(
    Object.entries(refused).flatMap(([name, values]) =>
      values.map(([value, message]) => [name, value, message] as const),
    ),
  )('refuses an invalid value: %s %j', async ([name, value, message]) => {
    const started = createEmulator(withoutCompiler({ [name]: value }))
    onTestFinished(() => started.then((emulator) => emulator.close()).catch(() => {}))
    await expect(started).rejects.toMatchObject({
      name: 'EmulatorError',
      code: 'INVALID_INPUT',
      message: `${name}: ${message}`,
    })
  })

  it('mentions no flag of the command in its messages', async () => {
    const source = new URL('../src/', import.meta.url)
    const files = (await readdir(source, { recursive: true })).filter((name) =>
      /^(?!cli\b|dashboard.page).*\.ts$/.test(name),
    )
    expect(files.length).toBeGreaterThan(50)
    for (const file of files) {
      const text = await readFile(new URL(file, source), 'utf8')
      const code = text.replaceAll(/^\s*(?:\/?\*|\/\/).*$/gm, '')
      expect([file, code.match(/--[a-z][\w-]+/g)]).toEqual([file, null])
    }
  })

  it('treats undefined as left out', async ({ start }) => {
    const options = Object.fromEntries(Object.keys(refused).map((name) => [name, undefined]))
    const emulator = await start(withoutCompiler(options))
    expect(emulator.tenants).toHaveLength(2)
  })

  describe('the warning about other machines', () => {
    const warning = (host: string, what: string) =>
      `listening on ${host}, so anyone who can reach this machine over the network can use the emulator and read ${what}. To allow only this machine, remove host`
    const warnings = async (start: TestContext['start'], options: EmulatorOptions) => {
      const events: LogEvent[] = []
      await start({ ...options, log: (event) => events.push(event) })
      return events.map((event) => (event.event === 'warning' ? event.message : event))
    }

    it.for(['0.0.0.0', '0', ...(hasIPv6 ? ['::', '0::0'] : [])])(
      'says what they can read when the host is %s',
      async (host, { start }) => {
        const keys = 'the private keys of its tenants'
        expect(await warnings(start, { host })).toEqual([warning(host, keys)])
        const secrets = 'the secrets of its applications'
        expect(await warnings(start, { host, control: false })).toEqual([warning(host, secrets)])
      },
    )

    it.for([undefined, '127.0.0.1', '127.1', 'localhost', ...(hasIPv6 ? ['::1', '0::1'] : [])])(
      'is not logged when the host is %s',
      async (host, { start }) => {
        expect(await warnings(start, host === undefined ? {} : { host })).toEqual([])
      },
    )
  })

  it.for([
    [
      'throws',
      () => {
        throw new Error('a log that throws')
      },
    ],
    ['is async and rejects', () => Promise.reject(new Error('a log that rejects'))],
    // Jest runs tests in a realm of their own.
    ['rejects in another realm', runInNewContext('async () => { throw 1 }')],
  ] as const)('keeps working with a log that %s', async ([, log], { start }) => {
    const folder = await mkdtemp(join(tmpdir(), 'emulator-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const data = join(folder, 'db.json')
    await (await createEmulator({ data })).close()
    // The log gets events about the existing seed, requests, two host names and an error.
    const emulator = await start({ data, log: withoutCompiler(log) })
    const tenant = tenantOf(emulator)
    expect((await requestToken(tenant)).status).toBe(200)
    const other = tenant.discoveryEndpoint.replace('localhost', '127.0.0.1')
    expect((await send(other)).status).toBe(200)
    await rm(folder, { recursive: true })
    const { status, body } = await manage(tenant, 'POST', '/applications', { name: 'x' })
    expect([status, body]).toEqual([500, { message: expect.any(String) }])
    await mkdir(folder)
    expect((await manage(tenant, 'POST', '/applications', { name: 'x' })).status).toBe(200)
  })

  it('rejects with an EmulatorError whose code identifies the reason', async ({
    emulator,
    start,
  }) => {
    const folder = await mkdtemp(join(tmpdir(), 'emulator-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const [used, broken] = [join(folder, 'db.json'), join(folder, 'broken.json')]
    await start({ data: used })
    await writeFile(broken, '{')
    for (const [code, options] of [
      ['INVALID_INPUT', { port: -1 }],
      ['INVALID_SEED', { seed: 'dmo' }],
      ['PORT_IN_USE', { port: emulator.port }],
      // An address that is reserved for documentation (RFC 5737).
      ['CANNOT_LISTEN', { host: '192.0.2.1' }],
      ['FILE_IN_USE', { data: used }],
      ['UNUSABLE_FILE', { data: broken }],
      // The name is so long that the temporary file cannot be named after it.
      ['WRITE_FAILED', { data: join(folder, 'x'.repeat(250)) }],
    ] as const) {
      const error = await start(options).catch((thrown) => thrown)
      expect([options, error]).toEqual([options, expect.any(EmulatorError)])
      expect([error.name, error.code]).toEqual(['EmulatorError', code])
    }
  })

  it('refuses a port that is in use, with a remedy', async ({ emulator }) => {
    await expect(createEmulator({ port: emulator.port })).rejects.toThrow(
      `port ${emulator.port} is in use: stop the program that uses it, or choose another port with port (0 selects a free one)`,
    )
  })

  it('returns an emulator that closes at once, even if clients keep connections open', async () => {
    const emulator = await createEmulator()
    const silent = connect(emulator.port, '127.0.0.1')
    const kept = connect(emulator.port, '127.0.0.1')
    await Promise.all([once(silent, 'connect'), once(kept, 'connect')])
    kept.write('GET /_appid/health HTTP/1.1\r\nHost: x\r\n\r\n')
    await once(kept, 'data')
    const closed = Promise.all([once(silent, 'close'), once(kept, 'close')])
    await emulator.close()
    await closed
    await expect(send(`${emulator.url}/_appid/health`)).rejects.toThrow()
  })

  it('returns an emulator that leaves no dead connection to clients of the next one', async () => {
    const port = Number(await freePort())
    const agent = new Agent({ keepAlive: true })
    onTestFinished(() => agent.destroy())
    for (let count = 0; count < 4; count += 1) {
      const emulator = await createEmulator({ port })
      onTestFinished(() => emulator.close())
      const health = `${emulator.url}/_appid/health`
      const [response] = await once(get(health, { agent }), 'response')
      await response.toArray()
      expect([response.statusCode, (await send(health)).status]).toEqual([200, 200])
      await emulator.close()
    }
  })

  it('returns an emulator whose second close does not release the file for others', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'emulator-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const data = join(folder, 'db.json')
    const first = await createEmulator({ data })
    await first.close()
    const second = await createEmulator({ data })
    onTestFinished(() => second.close())
    await first.close()
    await expect(createEmulator({ data })).rejects.toThrow(
      `${data} is in use by the emulator at ${second.url} (process ${process.pid}): stop it, or choose another file with data`,
    )
  })

  it('waits for an emulator that is closing before it uses the same file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'emulator-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const data = join(folder, 'db.json')
    const first = await createEmulator({ data })
    const { hostname, port, pathname } = new URL(`${tenantOf(first).managementUrl}/applications`)
    const body = JSON.stringify({ name: 'last words' })
    const upload = request({
      hostname,
      port,
      path: pathname,
      method: 'POST',
      headers: {
        Authorization: 'Bearer any',
        'Content-Type': 'application/json',
        'Content-Length': body.length,
        Expect: '100-continue',
      },
    })
    upload.flushHeaders()
    await once(upload, 'continue')
    const closed = first.close()
    const events: LogEvent[] = []
    const log = (event: LogEvent) => {
      events.push(event)
      // The second one has found the file in use, so the first may finish now.
      if (event.event === 'warning') upload.end(body)
    }
    const [running] = await Promise.all([createEmulator({ data, log }), closed])
    onTestFinished(() => running.close())
    expect(events[0]).toEqual({
      event: 'warning',
      message: `${data} is in use by the emulator at ${first.url} (process ${process.pid}), which is stopping: waiting for it`,
    })
    expect(tenantOf(running).applications.map(({ name }) => name)).toContain('last words')
  })

  it('returns an emulator that await using can dispose of', async () => {
    const emulator = await createEmulator()
    await emulator[Symbol.asyncDispose]()
    await expect(send(`${emulator.url}/_appid/health`)).rejects.toThrow()
  })
})

describe('the emulator', () => {
  it('returns its health', async ({ emulator }) => {
    const { status, body } = await send(`${emulator.url}/_appid/health`)
    expect([status, body]).toEqual([
      200,
      {
        status: 'ok',
        version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
        instance: expect.stringMatching(/^[0-9a-f-]{36}$/),
        uptime: expect.any(Number),
        tenants: 2,
      },
    ])
  })

  it('sends its version with every response, and a hint for an unknown path', async ({
    emulator,
  }) => {
    const paths = [
      '/',
      '/_appid/health',
      '/oauth/v4/x/token',
      '/management/v4/x',
      `/oauth/v4/${demo.tenantId}/userinfo`,
    ]
    for (const path of paths) {
      const { headers } = await send(`${emulator.url}${path}`)
      expect(headers.get('X-AppID-Emulator-Version')).toMatch(/^\d+\.\d+\.\d+$/)
    }
    const { status, body } = await send(`${emulator.url}/oauth/v5/x`)
    expect([status, body]).toEqual([
      404,
      {
        message:
          'there is nothing at /oauth/v5/x: use a path below /oauth/v4/{tenantId} or /management/v4/{tenantId} for App ID, or below /_appid for the control API',
      },
    ])
  })
})

describe('a tenant without a name', () => {
  it('is not found by an undefined name', async ({ start }) => {
    const tenantId = '11111111-1111-4111-8111-111111111111'
    const emulator = await start({ seed: false, tenantIds: [tenantId] })
    expect(emulator.tenant(tenantId).name).toBe(undefined)
    const wanted: { nameOrId?: string } = {}
    // @ts-expect-error: a JavaScript caller may pass undefined
    expect(() => emulator.tenant(wanted.nameOrId)).toThrow(
      expect.objectContaining({
        code: 'INVALID_INPUT',
        message: 'there is no tenant undefined: use an id or a name',
      }),
    )
  })
})
