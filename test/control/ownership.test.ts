import { describe, expect } from 'vitest'
import type { LogEvent } from '../../src/index.ts'
import { control, demo, it, requestToken, send, tenantOf, testing } from '../support/emulator.ts'

/** Overwrites a value at every depth. Throws where it is frozen: that would be the emulator's own state. */
function overwrite(value: unknown): void {
  if (!isObject(value)) return
  for (const member of Object.values(value)) overwrite(member)
  for (const name of Object.keys(value)) if (!isGetter(value, name)) value[name] = 'overwritten'
  value.overwritten = true
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function isGetter(value: object, name: string): boolean {
  return Object.getOwnPropertyDescriptor(value, name)?.get !== undefined
}

const body = () => ({ list: [{ deep: ['x'] }], text: 'x' })
const fault = (id: string) => ({
  id,
  operation: 'oauth-server.introspect',
  times: 1,
  effect: { status: 418, body: body(), headers: { 'X-Fault': 'x' } },
})
const document = () => ({
  version: 1 as const,
  iam: { apiKeys: ['key'] },
  faults: [fault('everywhere')],
  tenants: {
    [demo.tenantId]: {
      applications: [{ ...demo.a, name: 'A', scopes: ['read'], roles: [testing.tenantId] }],
      roles: [
        {
          id: testing.tenantId,
          name: 'reader',
          access: [{ application_id: demo.a.clientId, scopes: ['read'] }],
        },
      ],
      config: { tokens: { accessTokenClaims: [{ source: 'roles' as const }] } },
      users: [{ email: 'a@b.c', attributes: body(), scim: body() }],
      clock: { offset: 5 },
      faults: [fault('own')],
    },
  },
})

describe('what the emulator returns', () => {
  it('is a copy: changing it changes neither the state nor the seed nor a snapshot', async ({
    start,
  }) => {
    const emulator = await start({ seed: document(), now: () => 1_700_000_000_000 })
    await requestToken(tenantOf(emulator))
    const snapshotId = (await emulator.snapshots.create()).id
    const readAll = async () => {
      const ofAll = ['/state', '/urls', '/tenants', '/faults', '/requests', '/snapshots']
      const own = ['clock', 'faults', 'keys', 'users'].map(
        (path) => `/tenants/${demo.tenantId}/${path}`,
      )
      return Promise.all(
        [...ofAll, ...own].map(async (path) => (await control(emulator, 'GET', path)).body),
      )
    }
    const before = await readAll()
    const { claims } = await emulator.tenant(demo.tenantId).tokens.create()
    const returned = [
      await emulator.state.get(),
      await emulator.urls.set({}),
      await emulator.urls.get(),
      await emulator.requests.list(),
      await emulator.requests.waitFor(),
      await emulator.faults.list(),
      await emulator.tenant(demo.tenantId).faults.list(),
      await emulator.tenant(demo.tenantId).keys.list(),
      await emulator.tenant(demo.tenantId).users.list(),
      await emulator.snapshots.list(),
      await emulator.tenant(demo.tenantId).clock.get(),
      emulator.tenants,
      emulator.defaultTenant.credentials(),
      claims,
    ]
    for (const value of returned) overwrite(value)
    expect(await readAll()).toEqual(before)
    await emulator.reset()
    const [state] = await readAll()
    expect(state).toEqual(before[0])
    await emulator.snapshots.restore(snapshotId)
    expect((await readAll())[0]).toEqual(before[0])
  })

  it('can be changed and set again', async ({ emulator }) => {
    const state = await emulator.state.get()
    const { applications = [] } = state.tenants[demo.tenantId] ?? {}
    expect(Reflect.set(applications[0] ?? {}, 'name', 'renamed')).toBe(true)
    await emulator.state.set(state)
    expect(tenantOf(emulator).applications.map(({ name }) => name)).toEqual([
      'renamed',
      'Application B',
    ])
  })

  it('is a copy of each log event: changing it does not change the journal', async ({ start }) => {
    const events: LogEvent[] = []
    const emulator = await start({
      log(event) {
        events.push({ ...event })
        overwrite(event)
      },
    })
    await requestToken(tenantOf(emulator))
    expect(events).toMatchObject([{ event: 'request', status: 200 }])
    expect(await emulator.requests.list()).toMatchObject({
      requests: [{ operation: 'oauth-server.token', status: 200, clientId: demo.a.clientId }],
    })
  })
})

describe('what the emulator is given', () => {
  it('is copied: changing it afterwards changes nothing', async ({ start }) => {
    const given = { seed: document(), tenantIds: [testing.tenantId], allowedHosts: ['example.com'] }
    const starting = start(given)
    overwrite(given)
    const emulator = await starting
    const state = await emulator.state.get()
    expect(state).toMatchObject({
      ...document(),
      tenants: { [testing.tenantId]: { applications: [] } },
    })

    const putting = document()
    await emulator.state.set(putting)
    overwrite(putting)
    expect(await emulator.state.get()).toMatchObject(document())

    const fixture = { faults: [fault('first')] }
    const creating = emulator.createTenant({ fixture, tenantId: testing.tenantId })
    overwrite(fixture)
    await creating
    const adding = fault('second')
    const added = emulator.tenant(testing.tenantId).faults.add(adding)
    overwrite(adding)
    await added
    expect((await emulator.tenant(testing.tenantId).faults.list()).faults).toEqual([
      { ...fault('first'), strikes: 0 },
      { ...fault('second'), strikes: 0 },
    ])
    for (const _ of [1, 2]) {
      const url = `${tenantOf(emulator, testing.tenantId).oAuthServerUrl}/introspect`
      expect((await send(url, { method: 'POST' })).body).toEqual(body())
    }
  })

  it('is refused if JSON cannot represent it', async ({ emulator }) => {
    const cycle: unknown[] = []
    cycle.push(cycle)
    for (const [value, reason] of [
      [Number.NaN, 'must be JSON, which has no NaN'],
      [Number.POSITIVE_INFINITY, 'must be JSON, which has no Infinity'],
      [1n, 'must be JSON, which has no bigint'],
      [() => 1, 'must be JSON, which has no function'],
      [[undefined], 'must be JSON, which has no undefined'],
      [{ at: new Date(0) }, 'must be JSON, which has no Date'],
      [cycle, 'must not be nested deeper than 100 levels'],
    ] as const) {
      const effect = { status: 500, body: value }
      await expect(emulator.faults.add({ effect })).rejects.toThrow(`effect.body: ${reason}`)
      const claims = { claim: value }
      await expect(emulator.tenant(demo.tenantId).tokens.create({ claims })).rejects.toThrow(
        `claims.claim: ${reason}`,
      )
    }
    expect((await emulator.faults.list()).faults).toEqual([])
    await expect(
      emulator.faults.add({ effect: { status: 500, body: { a: undefined } } }),
    ).resolves.toBeTruthy()
  })
})
