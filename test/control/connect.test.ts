import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { describe, expect, onTestFinished } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }
import { connect, type Emulator } from '../../src/index.ts'
import {
  it as base,
  dataOf,
  demo,
  manage,
  methodsOf,
  requestToken,
  send,
  testing,
} from '../support/emulator.ts'

const made = '00000000-0000-4000-8000-000000000001'
const fault = { id: 'f', operation: 'oauth-server.token', effect: { status: 503 } }

/** An emulator in this process, and a connection to another that has the same options. */
const it = base.extend<{ both: readonly [Emulator, Emulator] }>({
  both: async ({ start }, use) => {
    const options = { now: () => 2_000_000_000_000, publicUrl: 'http://id.example.com' }
    const connection = await connect((await start(options)).url)
    await use([await start(options), connection])
    await connection.close()
  },
})

/** Actions on an emulator, in process or through a connection. They return nothing random. */
const actions: Record<string, (emulator: Emulator) => unknown> = {
  'the tenants': ({ tenants, defaultTenant }) => [tenants.map(dataOf), dataOf(defaultTenant)],
  'a tenant by id and by name': (emulator) => [
    dataOf(emulator.tenant(demo.tenantId)),
    dataOf(emulator.tenant('testing')),
  ],
  'an unknown tenant': (emulator) => emulator.tenant('nobody'),
  'the names of all methods': (emulator) => methodsOf(emulator).map(({ name }) => name),
  credentials: ({ defaultTenant }) => [
    defaultTenant.credentials(),
    defaultTenant.credentials('Application B'),
    defaultTenant.credentials(demo.b.clientId),
  ],
  settings: ({ defaultTenant }) => [
    defaultTenant.env(),
    defaultTenant.env({ client: 'Application B' }),
    defaultTenant.env({ client: demo.b.clientId }),
  ],
  'settings of an unknown application': ({ defaultTenant }) =>
    defaultTenant.env({ client: 'nobody' }),
  'settings without a client': async (emulator) => {
    const applications = [{ name: 'page', type: 'singlepageapp', clientId: made }] as const
    const tenant = await emulator.createTenant({ tenantId: made, fixture: { applications } })
    return [tenant.env(), tenant.env({ client: 'page' })]
  },
  'credentials of an unknown application': ({ defaultTenant }) =>
    defaultTenant.credentials('nobody'),
  'an empty tenant': async (emulator) => {
    const tenant = await emulator.createTenant({ tenantId: made, name: 'mine' })
    return [dataOf(tenant), dataOf(emulator.tenant('mine')), emulator.tenants.length]
  },
  'a copy of a tenant, by name': async (emulator) => {
    const keepIds = { keepIds: true, keys: 'own' } as const
    const copy = await emulator.createTenant({ from: 'demo', tenantId: made, ...keepIds })
    return [dataOf(copy), await copy.keys.list()]
  },
  'a tenant from a fixture': async (emulator) => {
    const applications = [{ name: 'web' }, { name: 'page', type: 'singlepageapp' }] as const
    const tenant = await emulator.createTenant({ tenantId: made, fixture: { applications } })
    return [dataOf(tenant), tenant.credentials()]
  },
  'a tenant that already exists': (emulator) => emulator.createTenant({ tenantId: demo.tenantId }),
  'a name that two tenants have': async (emulator) => {
    await emulator.createTenant({ name: 'demo' })
    return emulator.tenant('demo')
  },
  'a deleted tenant': async (emulator) => {
    const tenant = emulator.tenant('testing')
    await tenant.delete()
    return [emulator.tenants.map(dataOf), await outcomeOf(() => tenant.clock.get())]
  },
  'a property of a deleted tenant': async (emulator) => {
    const tenant = emulator.tenant('testing')
    await tenant.delete()
    return tenant.issuer
  },
  'a tenant after its reset': async (emulator) => {
    const tenant = await emulator.createTenant({ tenantId: made, fixture: { faults: [fault] } })
    await tenant.faults.clear()
    await tenant.reset()
    return tenant.faults.list()
  },
  'a clock': async ({ defaultTenant: { clock } }) => [
    await clock.get(),
    await clock.set({ offset: 5 }),
    await clock.set({ now: 7, frozen: true }),
    await clock.advance(-2),
    await clock.reset(),
  ],
  'an invalid change of a clock': ({ defaultTenant }) =>
    defaultTenant.clock.set({ now: 1, offset: 1 }),
  'seconds that are not a number': ({ defaultTenant }) =>
    Reflect.apply(defaultTenant.clock.advance, undefined, ['60']),
  keys: async ({ defaultTenant: { keys } }) => {
    const first = await keys.list()
    const rotated = await keys.rotate()
    const both = await keys.list()
    await keys.delete(rotated.kid)
    return [first, rotated, both, await keys.list(), await keys.rotate({ keepOld: false })]
  },
  'the last key': async ({ defaultTenant: { keys } }) =>
    keys.delete((await keys.list()).keys[0]?.kid ?? ''),
  'an invalid rotation': ({ defaultTenant }) =>
    Reflect.apply(defaultTenant.keys.rotate, undefined, [{ keepOld: 'x' }]),
  'the faults of a tenant': async ({ defaultTenant: { faults } }) => [
    await faults.add(fault),
    await faults.add({ ...fault, id: 'g', times: 1 }),
    await faults.list(),
    await faults.delete('f'),
    await faults.list(),
    await faults.clear(),
    await faults.list(),
  ],
  'the faults of the emulator': async ({ faults }) => [
    await faults.add(fault),
    await faults.add({ ...fault, id: 'a/b?c#d%e é' }),
    await faults.list(),
    await faults.delete('a/b?c#d%e é'),
    await faults.list(),
    await faults.clear(),
    await faults.list(),
  ],
  'a fault that already exists': async ({ faults }) => {
    await faults.add(fault)
    await faults.add(fault)
  },
  'an invalid fault': ({ faults }) =>
    Reflect.apply(faults.add, undefined, [{ opertion: 'x', effect: {} }]),
  'a missing fault': ({ faults }) => Reflect.apply(faults.add, undefined, []),
  // The messages of the two differ, so only the codes are compared.
  'a fault that is not an object': async ({ faults }) => {
    for (const given of [null, 'x', 1, [], [fault]])
      await expect(
        Reflect.apply(faults.add, undefined, [given]),
        JSON.stringify(given),
      ).rejects.toMatchObject({ name: 'EmulatorError', code: 'INVALID_INPUT' })
    return faults.list()
  },
  'claims that JSON cannot represent': async ({ defaultTenant: { tokens } }) => {
    const claims: Record<string, unknown> = { a: 1n }
    await expect(tokens.create({ claims })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
    claims.a = claims
    await expect(tokens.create({ claims })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  },
  users: async ({ defaultTenant: { users } }) => [
    await users.list(),
    await users.add({
      provider: 'google',
      id: 'a/b?c#d%e é',
      profileId: made,
      attributes: { a: 1 },
    }),
    await users.list(),
    await users.delete('a/b?c#d%e é'),
    await users.list({ limit: 1 }),
  ],
  'a user who already exists': ({ defaultTenant: { users } }) =>
    users.add({ email: 'ann@example.com' }),
  'an invalid user': ({ defaultTenant: { users } }) =>
    Reflect.apply(users.add, undefined, [{ email: 1, nmae: 'x' }]),
  'an unknown user': ({ defaultTenant: { users } }) => users.delete('nobody'),
  'a user who signs in': async ({ defaultTenant }) => [
    await defaultTenant.signIn({ email: 'ann@example.com' }),
    await defaultTenant.tokens.create({ user: 'ann@example.com', flaw: 'expired' }),
    await defaultTenant.users.list(),
  ],
  'a user who cannot sign in': ({ defaultTenant }) =>
    defaultTenant.signIn({ email: 'pat@example.com' }),
  'a missing user': ({ defaultTenant }) => Reflect.apply(defaultTenant.signIn, undefined, []),
  'a token': ({ defaultTenant }) => defaultTenant.tokens.create(),
  'a token with a flaw': ({ defaultTenant }) =>
    defaultTenant.tokens.create({ flaw: 'expired', claims: { a: 1, amr: null, b: undefined } }),
  'a token for an unknown application': ({ defaultTenant }) =>
    defaultTenant.tokens.create({ clientId: made }),
  'an unknown flaw': ({ defaultTenant }) =>
    Reflect.apply(defaultTenant.tokens.create, undefined, [{ flaw: 'odd' }]),
  requests: async (emulator) => {
    await askFor(emulator, demo.tenantId, demo.a)
    await askFor(emulator, testing.tenantId, testing)
    await askFor(emulator, demo.tenantId, { ...demo.b, secret: 'wrong' })
    const { requests, defaultTenant } = emulator
    return [
      await requests.list(),
      await requests.list({ since: 1, limit: 1 }),
      await requests.list({ limit: 0 }),
      await requests.count({ clientId: testing.clientId, status: 200 }),
      await requests.count({ clientId: undefined, status: undefined }),
      await defaultTenant.requests.list({ status: 401 }),
      await defaultTenant.requests.count(),
      await requests.waitFor({ status: 401 }, { timeout: 1 }),
      await defaultTenant.requests.clear(),
      await requests.count(),
      await requests.clear(),
      await requests.list(),
    ]
  },
  'a request that does not arrive': ({ requests }) =>
    requests.waitFor({ status: 418 }, { timeout: 1 }),
  'an unknown operation': ({ requests }) => requests.list({ operation: 'token' }),
  'an unknown filter': ({ requests }) => Reflect.apply(requests.count, undefined, [{ client: 1 }]),
  'a negative limit': ({ requests }) => requests.list({ limit: -1 }),
  'a limit with a fraction': ({ requests }) => requests.list({ limit: 0.5 }),
  'a negative since': ({ requests }) => requests.list({ since: -1 }),
  'a timeout above the maximum': ({ requests }) => requests.waitFor({}, { timeout: 60_001 }),
  'a limit that is a string': ({ requests }) =>
    Reflect.apply(requests.list, undefined, [{ limit: 'few' }]),
  snapshots: async ({ snapshots, defaultTenant: { faults } }) => {
    const before = await snapshots.list()
    const { id } = await snapshots.create()
    await faults.add(fault)
    const restored = await snapshots.restore(id)
    const listed = (await snapshots.list()).snapshots.map((snapshot) => snapshot.id === id)
    const deleted = await snapshots.delete(id)
    return [before, restored, listed, deleted, await snapshots.list(), await faults.list()]
  },
  'a snapshot that restores a deleted tenant': async (emulator) => {
    const { id } = await emulator.snapshots.create()
    const tenant = emulator.tenant('testing')
    await tenant.delete()
    await emulator.snapshots.restore(id)
    return [dataOf(tenant), emulator.tenants.length]
  },
  'the state': async ({ state }) => {
    const before = await state.get()
    const set = await state.set({ version: 1, tenants: { [made]: { name: 'put' } } })
    return [before, set, await state.get()]
  },
  'the tenants after the state was set': async (emulator) => {
    await emulator.state.set({ version: 1, tenants: { [made]: { name: 'put' } } })
    return emulator.tenants.map(dataOf)
  },
  'the default tenant when there is none': async (emulator) => {
    await emulator.state.set({ version: 1, tenants: {} })
    return emulator.defaultTenant
  },
  'an invalid state': ({ state }) =>
    Reflect.apply(state.set, undefined, [{ version: 1, tenants: { [made]: { naem: 'x' } } }]),
  'a missing state': ({ state }) => Reflect.apply(state.set, undefined, []),
  'the URLs': async (emulator) => {
    const before = await emulator.urls.get()
    const publicUrl = 'http://other.example.com'
    const set = await emulator.urls.set({ publicUrl })
    return [before, set, await emulator.urls.get(), dataOf(emulator.defaultTenant)]
  },
  'an invalid URL': ({ urls }) => urls.set({ publicUrl: 'x' }),
  'a reset': async (emulator) => {
    await emulator.tenant('testing').delete()
    await emulator.reset()
    return emulator.tenants.map(dataOf)
  },
  refresh: (emulator) => emulator.refresh(),
}

/** Requests a token where the emulator listens: its public URL leads elsewhere. */
function askFor({ url }: Emulator, tenantId: string, client: { clientId: string; secret: string }) {
  return requestToken({ oAuthServerUrl: `${url}/oauth/v4/${tenantId}` }, client)
}

/** What an action returns or throws, without the emulator's URL and the duration of requests, which differ. */
async function outcomeOf(action: () => unknown, url = ''): Promise<unknown> {
  try {
    const text = JSON.stringify((await action()) ?? null).replaceAll(url, 'URL')
    return { returned: JSON.parse(text, (name, value) => (name === 'ms' ? 'some' : value)) }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
    return { name: error.name, code: error.code, message: error.message }
  }
}

/** Starts a server that is not an emulator. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return `http://127.0.0.1:${address.port}`
}

describe('the same in process and through a connection', () => {
  it.for(Object.entries(actions))('%s', async ([, action], { both: [inProcess, connection] }) => {
    const outcome = await outcomeOf(() => action(inProcess), inProcess.url)
    expect(await outcomeOf(() => action(connection), connection.url)).toEqual(outcome)
  })

  it.for([
    ['undefined', undefined, 'must be a non-empty string'],
    ['an empty string', '', 'must be a non-empty string'],
    ['a number', 1, 'must be a non-empty string'],
    ['one dot', '.', 'must not be . or .., which cannot be used in a URL path'],
    ['two dots', '..', 'must not be . or .., which cannot be used in a URL path'],
  ] as const)('%s as an id: refused without a change', async ([, id, message], { both }) => {
    for (const { state, faults, defaultTenant, snapshots } of both) {
      await faults.add(fault)
      await defaultTenant.faults.add(fault)
      await snapshots.create()
      const before = await state.get()
      for (const [name, method] of [
        ['faultId', faults.delete],
        ['faultId', defaultTenant.faults.delete],
        ['kid', defaultTenant.keys.delete],
        ['snapshotId', snapshots.restore],
        ['snapshotId', snapshots.delete],
      ] as const)
        expect(await outcomeOf(() => Reflect.apply(method, undefined, [id]))).toEqual({
          name: 'EmulatorError',
          code: 'INVALID_INPUT',
          message: `${name}: ${message}`,
        })
      expect(await state.get()).toEqual(before)
      expect((await snapshots.list()).snapshots).toHaveLength(1)
    }
  })

  it.for(['list', 'count', 'waitFor'] as const)(
    'refuses the id of a tenant for the requests of a tenant: %s',
    async (name, { both }) => {
      for (const { defaultTenant } of both)
        for (const tenantId of [testing.tenantId, defaultTenant.tenantId]) {
          const asked = Reflect.apply(defaultTenant.requests[name], undefined, [{ tenantId }])
          await expect(asked).rejects.toMatchObject({
            code: 'INVALID_INPUT',
            message: 'tenantId: is not known here',
          })
        }
    },
  )
})

describe('a connection', () => {
  it('has the URL that it was made with, without trailing slashes', async ({ emulator }) => {
    const { url, port } = await connect(`${emulator.url}//`)
    expect([url, port]).toEqual([emulator.url, emulator.port])
  })

  it('shows its own changes at once, and those of others after refresh', async ({ emulator }) => {
    const connection = await connect(emulator.url)
    const tenant = connection.tenant(demo.tenantId)
    const names = () => tenant.applications.map(({ name }) => name)
    await manage(emulator.tenant(demo.tenantId), 'POST', '/applications', { name: 'later' })
    await emulator.createTenant({ tenantId: made })
    expect(names()).toEqual(['Application A', 'Application B'])
    expect(() => connection.tenant(made)).toThrow(`there is no tenant ${made}`)
    await connection.refresh()
    expect(names()).toEqual(['Application A', 'Application B', 'later'])
    expect(connection.tenant(made).tenantId).toBe(made)
    await tenant.reset()
    expect(names()).toEqual(['Application A', 'Application B'])
    await connection.tenant(made).delete()
    expect(connection.tenants.map(dataOf)).toEqual(emulator.tenants.map(dataOf))
    expect(emulator.tenants).toHaveLength(2)
  })

  it('returns copies', async ({ emulator }) => {
    const tenant = (await connect(emulator.url)).tenant(demo.tenantId)
    Reflect.apply(Array.prototype.pop, tenant.applications, [])
    expect(tenant.applications).toHaveLength(2)
  })

  it('is ended by close, which does not close the emulator', async ({ emulator }) => {
    const connection = await connect(emulator.url)
    const other = await connect(emulator.url)
    const methods = methodsOf(connection)
    const tenants = connection.tenants.map(dataOf)
    const underWay = outcomeOf(() => connection.requests.waitFor())
    await connection.close()
    await connection[Symbol.asyncDispose]()
    const closed = {
      name: 'EmulatorError',
      code: 'CLOSED',
      message: `the connection to ${emulator.url} is closed`,
    }
    expect(await underWay).toEqual(closed)
    expect(methods.length).toBeGreaterThan(25)
    for (const { name, value } of methods)
      expect([name, await outcomeOf(() => value(demo.tenantId, {}))]).toEqual([name, closed])
    expect(connection.tenants.map(dataOf)).toEqual(tenants)
    expect((await other.state.get()).version).toBe(1)
    expect((await requestToken(emulator.defaultTenant)).status).toBe(200)
  })

  it('reports that a closed emulator does not respond', async ({ start }) => {
    const emulator = await start()
    const connection = await connect(emulator.url)
    await emulator.close()
    for (const [action, reason] of [
      [() => connection.refresh(), '.'],
      [() => connect(emulator.url), '.*ECONNREFUSED'],
    ] as const)
      expect(await outcomeOf(action)).toEqual({
        name: 'EmulatorError',
        code: 'UNREACHABLE',
        message: expect.stringMatching(`^no emulator responds at ${emulator.url}: ${reason}`),
      })
  })

  it('is refused if the emulator has another version', async () => {
    const url = await serve((_, response) => {
      response.setHeader('Content-Type', 'application/json')
      response.end(JSON.stringify({ status: 'ok', version: '0.0.1', instance: 'x', uptime: 1 }))
    })
    expect(await outcomeOf(() => connect(url))).toEqual({
      name: 'EmulatorError',
      code: 'OTHER_VERSION',
      message: `the emulator at ${url} has version 0.0.1, but this client has ${packageJson.version}: use the same version for both`,
    })
  })

  it.for<[string, RequestListener, string]>([
    ['404', (_, response) => response.writeHead(404).end('nothing'), 'it returned status 404'],
    ['an unknown error', (_, response) => response.writeHead(502).end('{"code":1}'), '502'],
    ['a web page', (_, response) => response.end('<html>'), 'is not an emulator'],
    ['an empty body', (_, response) => response.end(), 'is not an emulator'],
    ['other JSON', (_, response) => response.end('{"status":"ok"}'), 'is not an emulator'],
    [
      'half a response',
      ({ socket }, response) => response.write('{', () => socket.destroy()),
      'no emulator responds at',
    ],
    ['no response', ({ socket }) => socket.destroy(), 'no emulator responds at'],
  ])('is refused if the server returns %s', async ([, listener, message]) => {
    const url = await serve(listener)
    expect(await outcomeOf(() => connect(url))).toEqual({
      name: 'EmulatorError',
      code: 'UNREACHABLE',
      message: expect.stringContaining(message),
    })
  })

  it.for(['<html>', '', '{"tenants":[{"tenantId":5}]}'])(
    'is not made to a server that only seems to be an emulator: %j',
    async (tenants) => {
      const health = JSON.stringify({ version: packageJson.version })
      const url = await serve(({ url }, response) => {
        response.end(url === '/_appid/health' ? health : tenants)
      })
      expect(await outcomeOf(() => connect(url))).toEqual({
        name: 'EmulatorError',
        code: 'UNREACHABLE',
        message: `${url} is not an emulator of version ${packageJson.version}: its response to GET /_appid/tenants is not what this version returns`,
      })
    },
  )

  it.for(['localhost:6002', 'ftp://localhost', '', 'http://', undefined, null, 6002])(
    'is refused for the URL %j',
    async (url) => {
      expect(await outcomeOf(() => Reflect.apply(connect, undefined, [url]))).toEqual({
        name: 'EmulatorError',
        code: 'INVALID_INPUT',
        message: expect.stringMatching(/^url: (must be a (URL|string)|is missing)/),
      })
    },
  )

  it('is refused for a URL with a password, which the error does not contain', async ({
    emulator,
  }) => {
    const url = emulator.url.replace('//', '//user:pa55word@')
    const outcome = await outcomeOf(() => connect(url))
    expect(outcome).toMatchObject({ code: 'INVALID_INPUT' })
    expect(JSON.stringify(outcome)).not.toContain('pa55word')
  })

  it('is refused if the control API is off', async ({ start }) => {
    const { url } = await start({ control: false })
    expect((await send(`${url}/_appid/health`)).status).toBe(200)
    expect(await outcomeOf(() => connect(url))).toEqual({
      name: 'EmulatorError',
      code: 'CONTROL_OFF',
      message: 'the control API is switched off (control)',
    })
  })
})
