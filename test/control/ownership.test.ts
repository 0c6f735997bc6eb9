import { describe, expect } from 'vitest'
import type { LogEvent } from '../../src/index.ts'
import { control, demo, it, requestToken, send, tenantOf, testing } from '../support/emulator.ts'

/** Spoils a value all the way down. It throws where something is frozen: in production that would be the state. */
function spoil(value: unknown): void {
  if (!isObject(value)) return
  for (const member of Object.values(value)) spoil(member)
  for (const name of Object.keys(value)) if (!isGetter(value, name)) value[name] = 'spoilt'
  value.spoilt = true
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
      clock: { offset: 5 },
      faults: [fault('own')],
    },
  },
})

describe('what leaves the emulator', () => {
  it('is not its own: whoever spoils an answer changes nothing, now or by a reset', async ({
    start,
  }) => {
    const emulator = await start({ seed: document(), now: () => 1_700_000_000_000 })
    await requestToken(tenantOf(emulator))
    const snapshotId = (await emulator.snapshots.create()).id
    const whole = async () => {
      const answers = ['/state', '/urls', '/tenants', '/faults', '/requests', '/snapshots']
      const own = ['clock', 'faults', 'keys'].map((path) => `/tenants/${demo.tenantId}/${path}`)
      return Promise.all(
        [...answers, ...own].map(async (path) => (await control(emulator, 'GET', path)).body),
      )
    }
    const before = await whole()
    const { claims } = await emulator.tenant(demo.tenantId).tokens.create()
    const leaving = [
      await emulator.state.get(),
      await emulator.urls.set({}),
      await emulator.urls.get(),
      await emulator.requests.list(),
      await emulator.requests.waitFor(),
      await emulator.faults.list(),
      await emulator.tenant(demo.tenantId).faults.list(),
      await emulator.tenant(demo.tenantId).keys.list(),
      await emulator.snapshots.list(),
      await emulator.tenant(demo.tenantId).clock.get(),
      emulator.tenants,
      emulator.defaultTenant.credentials(),
      claims,
    ]
    for (const answer of leaving) spoil(answer)
    expect(await whole()).toEqual(before)
    await emulator.reset()
    const [state] = await whole()
    expect(state).toEqual(before[0])
    await emulator.snapshots.restore(snapshotId)
    expect((await whole())[0]).toEqual(before[0])
  })

  it('may be changed and put back', async ({ emulator }) => {
    const state = await emulator.state.get()
    const { applications = [] } = state.tenants[demo.tenantId] ?? {}
    expect(Reflect.set(applications[0] ?? {}, 'name', 'renamed')).toBe(true)
    await emulator.state.set(state)
    expect(tenantOf(emulator).applications.map(({ name }) => name)).toEqual([
      'renamed',
      'Application B',
    ])
  })

  it('is each listener’s own event', async ({ start }) => {
    const events: LogEvent[] = []
    const emulator = await start({
      log(event) {
        events.push({ ...event })
        spoil(event)
      },
    })
    await requestToken(tenantOf(emulator))
    expect(events).toMatchObject([{ event: 'request', status: 200 }])
    expect(await emulator.requests.list()).toMatchObject({
      requests: [{ operation: 'oauth-server.token', status: 200, clientId: demo.a.clientId }],
    })
  })
})

describe('what comes in', () => {
  it('stays the caller’s: changing it afterwards changes nothing here', async ({ start }) => {
    const given = { seed: document(), tenantIds: [testing.tenantId], allowedHosts: ['example.com'] }
    const starting = start(given)
    spoil(given)
    const emulator = await starting
    const state = await emulator.state.get()
    expect(state).toMatchObject({
      ...document(),
      tenants: { [testing.tenantId]: { applications: [] } },
    })

    const putting = document()
    await emulator.state.set(putting)
    spoil(putting)
    expect(await emulator.state.get()).toMatchObject(document())

    const fixture = { faults: [fault('first')] }
    const creating = emulator.createTenant({ fixture, tenantId: testing.tenantId })
    spoil(fixture)
    await creating
    const adding = fault('second')
    const added = emulator.tenant(testing.tenantId).faults.add(adding)
    spoil(adding)
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

  it('is refused where no JSON can hold it', async ({ emulator }) => {
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
