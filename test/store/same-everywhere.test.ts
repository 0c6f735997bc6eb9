import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished } from 'vitest'
import { createEmulator, type Fixture, type LogEvent } from '../../src/index.ts'
import { dataOf, demo, it, manage, requestToken, send, tenantOf } from '../support/emulator.ts'

const id = (number: number) => `00000000-0000-4000-8000-00000000000${number}`
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

const withTenants = (...tenants: Fixture['tenants'][string][]): Fixture => ({
  version: 1,
  tenants: Object.fromEntries(tenants.map((tenant, index) => [id(index + 1), tenant])),
})
const sparse = withTenants({
  applications: [{}, { name: 'mine' }, { type: 'singlepageapp' }, {}],
  roles: [{ name: 'reader' }, {}],
  faults: [{ effect: { delayMs: 1 } }, { effect: { delayMs: 1 } }],
})

describe('a value that a fixture leaves out', () => {
  it('is the same in every process and on every machine', async ({ start }) => {
    const emulator = await start({ seed: sparse })
    expect(tenantOf(emulator, id(1)).applications).toEqual([
      {
        clientId: 'd2a1683f-38f3-474b-9e1e-d50d1e7323f3',
        secret: 'MTA0YTRiMGMtMmNkYy00YzdjLWE1MGUtZjA2MjUwNzRlMTE0',
        name: 'application',
        type: 'regularwebapp',
      },
      {
        clientId: '40b9c745-15c0-4e30-9ada-3edf4c5de6d6',
        secret: 'MTI5N2RhZWMtMTYyNC00YTJiLTgzNDEtNzRkM2Y1ODQzZjUw',
        name: 'mine',
        type: 'regularwebapp',
      },
      {
        clientId: 'd81bd2bd-f95b-41ff-ada0-c18603d9ce05',
        name: 'application',
        type: 'singlepageapp',
      },
      {
        clientId: '85956e5a-0b81-4539-8126-3b49419c14f7',
        secret: 'ZTYwYTNkYWEtYWYzNC00ZWZhLThjMTItZTlkYTI4YWQzZjM4',
        name: 'application',
        type: 'regularwebapp',
      },
    ])
    expect(await (await start({ seed: sparse })).state.get()).toEqual(await emulator.state.get())
  })

  it('has App ID’s format, and is unique', async ({ start }) => {
    const same = {
      applications: [{}, {}, { name: 'mine' }],
      roles: [{}, {}],
      faults: sparse.tenants[id(1)]?.faults,
    }
    const { tenants } = await (await start({ seed: withTenants(same, same) })).state.get()
    const ids: (string | undefined)[] = []
    for (const { applications = [], roles = [], faults = [] } of Object.values(tenants)) {
      for (const { secret = '' } of applications) {
        expect(secret).toMatch(/^[A-Za-z0-9+/]{48}$/)
        ids.push(Buffer.from(secret, 'base64').toString())
      }
      ids.push(...applications.map(({ clientId }) => clientId))
      ids.push(...[...roles, ...faults].map((one) => one.id))
      expect(roles.map(({ name }) => name)).toEqual(roles.map((role) => role.id))
    }
    expect(ids.filter((one) => !uuid.test(`${one}`))).toEqual([])
    expect([ids.length, new Set(ids).size]).toEqual([20, 20])
  })

  it('never equals a value that the fixture gives', async ({ start }) => {
    const [first] = tenantOf(await start({ seed: sparse }), id(1)).applications
    const { roles = [], faults = [] } =
      (await (await start({ seed: sparse })).state.get()).tenants[id(1)] ?? {}
    const emulator = await start({
      seed: withTenants({
        applications: [{}, { clientId: `${first?.clientId}` }],
        roles: [
          { name: 'reader' },
          { id: `${roles[0]?.id}`, name: 'other' },
          {},
          { name: `${roles[1]?.id}` },
        ],
        faults: [{ effect: { delayMs: 1 } }, { id: `${faults[0]?.id}`, effect: { delayMs: 1 } }],
      }),
    })
    const state = await emulator.state.get()
    const own = state.tenants[id(1)]
    for (const list of [
      own?.applications?.map(({ clientId }) => clientId),
      own?.roles?.map((role) => role.id),
      own?.roles?.map(({ name }) => name),
      own?.faults?.map((fault) => fault.id),
    ])
      expect(new Set(list).size).toBe(list?.length)
    await expect(start({ seed: state })).resolves.toBeDefined()
  })

  it('is restored by a reset after a restart', async ({ start }) => {
    const folder = await mkdtemp(join(tmpdir(), 'seed-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const options = { data: join(folder, 'db.json'), seed: sparse }
    const first = await start(options)
    const tenant = dataOf(tenantOf(first, id(1)))
    for (const { clientId } of tenant.applications)
      await manage(tenant, 'DELETE', `/applications/${clientId}`)
    await first.close()
    const second = await start(options)
    expect(tenantOf(second, id(1)).applications).toEqual([])
    await second.reset()
    expect(tenantOf(second, id(1)).applications).toEqual(tenant.applications)
    const { clientId = '', secret = '' } = tenant.applications[0] ?? {}
    expect((await requestToken(tenantOf(second, id(1)), { clientId, secret })).status).toBe(200)
  })

  it('depends on the tenant id in createTenant, too', async ({ emulator, start }) => {
    const wanted = { tenantId: id(1), fixture: sparse.tenants[id(1)] ?? {} }
    const { applications } = await emulator.createTenant(wanted)
    expect(applications).toEqual(tenantOf(await start({ seed: sparse }), id(1)).applications)
    const { tenantId: _, ...anywhere } = wanted
    const others = [await emulator.createTenant(anywhere), await emulator.createTenant(anywhere)]
    const ids = others.flatMap((other) => other.applications.map(({ clientId }) => clientId))
    expect(new Set(ids).size).toBe(8)
  })

  it('is random when an application, a role or a fault is created through an API', async ({
    start,
  }) => {
    const emulators = [await start(), await start()]
    for (const path of ['/applications', '/roles']) {
      const responses = await Promise.all(
        emulators.map((emulator) =>
          manage(tenantOf(emulator), 'POST', path, { name: 'mine', access: [] }),
        ),
      )
      const [one, other] = responses.map(({ body }) => body.clientId ?? body.id)
      expect(one).toMatch(uuid)
      expect(one).not.toBe(other)
    }
    const added = await Promise.all(
      emulators.map((emulator) =>
        emulator.tenant(demo.tenantId).faults.add({ effect: { delayMs: 1 } }),
      ),
    )
    expect(new Set(added.map(({ id }) => id)).size).toBe(2)
  })
})

describe('multiple seeds', () => {
  const shared = (members: Omit<Fixture, 'version' | 'tenants'>): Fixture => ({
    version: 1,
    ...members,
    tenants: {},
  })
  const fault = { id: 'mine', effect: { status: 500 } }

  it('are refused when a fault or a key is in two of them', async ({ emulator }) => {
    const seed = [shared({ faults: [fault] }), shared({ faults: [fault] })]
    await expect(createEmulator({ seed })).rejects.toThrow(
      'the seed: fault mine is already in an earlier seed',
    )
    const { signingKeys } = (await emulator.state.get()).tenants[demo.tenantId] ?? {}
    const withKeys = shared({ iam: { signingKeys: signingKeys ?? [] } })
    await expect(createEmulator({ seed: [withKeys, withKeys] })).rejects.toThrow(
      `the seed: key ${signingKeys?.[0]?.kid} is already in an earlier seed`,
    )
  })

  it('are merged, and faults without an id get different ones', async ({ start }) => {
    const { id: _, ...nameless } = fault
    const emulator = await start({
      seed: [
        shared({ faults: [fault, nameless], iam: { apiKeys: ['one', 'two'] } }),
        shared({ faults: [nameless] }),
        shared({ iam: { apiKeys: ['two', 'three'] } }),
      ],
    })
    const { iam, faults = [] } = await emulator.state.get()
    expect(iam).toEqual({ apiKeys: ['one', 'two', 'three'] })
    expect(faults.map(({ effect }) => effect)).toEqual(Array(3).fill({ status: 500 }))
    expect(new Set(faults.map((one) => one.id)).size).toBe(3)
  })
})

describe('a data file and a seed', () => {
  const ask = async (url: string, apikey: string) =>
    send(`${url}/identity/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'urn:ibm:params:oauth:grant-type:apikey', apikey }),
    })

  it('are combined: the API keys of both are valid, and the file’s keys still sign', async ({
    start,
  }) => {
    const folder = await mkdtemp(join(tmpdir(), 'seed-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const data = join(folder, 'db.json')
    const seeded = (...apiKeys: string[]): Fixture => ({
      version: 1,
      iam: { apiKeys },
      tenants: {},
    })
    const first = await start({ data, seed: { version: 1, tenants: {} } })
    expect((await ask(first.url, 'any')).status).toBe(200)
    const keys = (await send(`${first.url}/identity/keys`)).body
    await first.close()

    const events: LogEvent[] = []
    const second = await start({ data, seed: seeded('old'), log: (event) => events.push(event) })
    expect([(await ask(second.url, 'any')).status, (await ask(second.url, 'old')).status]).toEqual([
      400, 200,
    ])
    expect((await send(`${second.url}/identity/keys`)).body).toEqual(keys)
    expect(events.filter(({ event }) => event === 'kept')).toEqual([])
    await second.close()

    const third = await start({ data, seed: seeded('new'), log: (event) => events.push(event) })
    expect([(await ask(third.url, 'new')).status, (await ask(third.url, 'old')).status]).toEqual([
      200, 200,
    ])
    expect((await send(`${third.url}/identity/keys`)).body).toEqual(keys)
    expect(events.filter(({ event }) => event === 'kept')).toEqual([
      { event: 'kept', data, tenants: [], members: ['iam.apiKeys'] },
    ])
  })

  it('are compared: the log lists the members in which they differ', async ({ start }) => {
    const folder = await mkdtemp(join(tmpdir(), 'seed-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const data = join(folder, 'db.json')
    const seed = (status: number): Fixture => ({
      version: 1,
      faults: [{ id: 'mine', effect: { status } }],
      tenants: { [id(1)]: {} },
    })
    await (await start({ data, seed: seed(500) })).close()
    const kept = async (status: number) => {
      const events: LogEvent[] = []
      const emulator = await start({ data, seed: seed(status), log: (event) => events.push(event) })
      expect((await emulator.faults.list()).faults.map(({ effect }) => effect)).toEqual([
        { status: 500 },
      ])
      await emulator.close()
      return events
    }
    expect(await kept(500)).toEqual([{ event: 'kept', data, tenants: [id(1)] }])
    expect(await kept(503)).toEqual([
      { event: 'kept', data, tenants: [id(1)], members: ['faults'] },
    ])
  })
})
