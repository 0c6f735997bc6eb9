import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import { describe, expect, onTestFinished } from 'vitest'
import { connect, type Emulator, type Tenant } from '../../src/index.ts'
import { control, demo, it, requestToken, send, testing } from '../support/emulator.ts'

const token = 'oauth-server.token'
const wrong = { ...demo.a, secret: 'wrong' }
const never = { status: 418 }

/** The ways to use an emulator. */
const ways: Record<string, (emulator: Emulator) => Promise<Emulator>> = {
  'in process': async (emulator) => emulator,
  'over HTTP': (emulator) => connect(emulator.url),
}

const idsOf = async (list: Promise<{ requests: readonly { id: number }[] }>) =>
  (await list).requests.map(({ id }) => id)

/** Resolves when the emulator has got that many requests to wait. */
function untilWaiting({ port }: Emulator, times: number): Promise<void> {
  return new Promise((resolve) => {
    let arrived = 0
    const see = (message: unknown) => {
      const { request } = message as { request: IncomingMessage }
      if (request.socket.localPort === port && /\/wait\?/.test(request.url ?? '')) arrived += 1
      if (arrived === times) resolve()
    }
    subscribe('http.server.request.start', see)
    onTestFinished(() => void unsubscribe('http.server.request.start', see))
  })
}

const askTesting = (tenant: Tenant) => requestToken(tenant, testing)

describe.for(Object.entries(ways))('requests.waitFor %s', ([way, reach]) => {
  it('returns the first matching request in the journal', async ({ emulator }) => {
    const { requests, defaultTenant } = await reach(emulator)
    for (const client of [demo.a, wrong, demo.b]) await requestToken(defaultTenant, client)
    const all = (await requests.list()).requests
    expect(await requests.waitFor()).toEqual(all[0])
    expect(await requests.waitFor({ status: 401 })).toEqual(all[1])
    expect(await requests.waitFor({ operation: token, status: 200, since: 1 })).toEqual(all[2])
    expect(await requests.waitFor({ clientId: demo.b.clientId }, { timeout: 0 })).toEqual(all[2])
  })

  it('waits for a request that has not arrived yet', async ({ emulator }) => {
    const { requests, defaultTenant } = await reach(emulator)
    const waiting = [
      requests.waitFor({ operation: token }),
      requests.waitFor({ status: 200, operation: token }, { timeout: 60_000 }),
    ]
    await send(`${emulator.url}/nowhere`)
    await requestToken(defaultTenant, demo.b)
    await requestToken(defaultTenant)
    const [, entry] = (await requests.list()).requests
    expect(entry).toMatchObject({ id: 2, clientId: demo.b.clientId })
    expect(await Promise.all(waiting)).toEqual([entry, entry])
  })

  it('ignores requests that do not match the filter', async ({ emulator }) => {
    const { requests, defaultTenant } = await reach(emulator)
    const refused = requests.waitFor({ operation: token, status: 401 })
    const other = requests.waitFor({ clientId: demo.b.clientId, clientAuthentication: 'basic' })
    await requestToken(defaultTenant)
    await requestToken(defaultTenant, wrong)
    await requestToken(defaultTenant, demo.b)
    expect([(await refused).id, (await other).id]).toEqual([2, 3])
  })

  it('ignores requests up to since', async ({ emulator }) => {
    const { requests, defaultTenant } = await reach(emulator)
    await requestToken(defaultTenant)
    const { id } = await requests.waitFor()
    const next = requests.waitFor({ since: id })
    const after = requests.waitFor({ since: id + 1 })
    await requestToken(defaultTenant)
    await requestToken(defaultTenant)
    expect([id, (await next).id, (await after).id]).toEqual([1, 2, 3])
    expect((await requests.waitFor({ since: 0 })).id).toBe(1)
  })

  it('ignores requests to other tenants when called for one', async ({ emulator }) => {
    const reached = await reach(emulator)
    const tenant = reached.tenant(testing.tenantId)
    const waiting = tenant.requests.waitFor()
    await requestToken(reached.defaultTenant)
    await askTesting(tenant)
    expect(await waiting).toMatchObject({ id: 2, tenantId: testing.tenantId })
    expect(await tenant.requests.waitFor()).toEqual(await waiting)
  })

  it('returns a request that the journal does not keep', async ({ start }) => {
    const { requests, defaultTenant } = await reach(await start({ journal: 0 }))
    const waiting = requests.waitFor({ status: 200 })
    await requests.clear()
    // Over HTTP, the wait may begin only after some of these requests.
    for (let asked = 0, seen = false; !seen && asked < 100; asked += 1) {
      await requestToken(defaultTenant)
      seen = await Promise.race([waiting.then(() => true), requests.count().then(() => false)])
    }
    expect(await waiting).toMatchObject({ operation: token, status: 200 })
    expect(await requests.list()).toEqual({ requests: [], dropped: 0 })
  })

  it.for([0, 1])('times out after %i ms', async (timeout, { emulator }) => {
    const { requests, defaultTenant } = await reach(emulator)
    await requestToken(defaultTenant)
    for (const filter of [never, { since: 1 }])
      await expect(requests.waitFor(filter, { timeout })).rejects.toMatchObject({
        name: 'EmulatorError',
        code: 'TIMEOUT',
        message: `no matching request within ${timeout} ms`,
      })
  })

  it.for<[object, object, string]>([
    [{}, { timeout: 60_001 }, 'timeout: must be at most 60000'],
    [{}, { timeout: -1 }, 'timeout: must be at least 0'],
    [{}, { timeout: 0.5 }, 'timeout: must be a whole number'],
    [{ since: -1 }, {}, 'since: must be at least 0'],
    [{ limit: 1 }, {}, expect.stringMatching(/^limit: is not known here; known: .*since/)],
    [{ operation: 'token' }, {}, `operation: there is no operation token; did you mean ${token}?`],
  ])('refuses %j, %j', async ([filter, options, message], { emulator }) => {
    const { requests } = await reach(emulator)
    await expect(
      Reflect.apply(requests.waitFor, undefined, [filter, options]),
    ).rejects.toMatchObject({ name: 'EmulatorError', code: 'INVALID_INPUT', message })
  })

  it('ends when the emulator is closed', async ({ emulator }) => {
    const reached = await reach(emulator)
    const arrived = way === 'over HTTP' && untilWaiting(emulator, 2)
    const waiting = [reached.requests, reached.defaultTenant.requests].map((requests) =>
      requests.waitFor(never, { timeout: 60_000 }).catch((error) => error),
    )
    await arrived
    await emulator.close()
    for (const error of await Promise.all(waiting))
      expect([error.name, error.code, error.message]).toEqual([
        'EmulatorError',
        'CLOSED',
        `the emulator at ${emulator.url} is closed`,
      ])
  })
})

describe('GET /_appid/requests/wait', () => {
  it('returns an entry, or the reason why there is none', async ({ emulator }) => {
    await requestToken(emulator.defaultTenant)
    const [entry] = (await emulator.requests.list()).requests
    const there = await control(emulator, 'GET', `/requests/wait?operation=${token}&timeout=1`)
    expect([there.status, there.body]).toEqual([200, entry])
    const none = await control(emulator, 'GET', '/requests/wait?since=1&timeout=1')
    expect([none.status, none.body]).toEqual([
      408,
      { code: 'TIMEOUT', message: 'no matching request within 1 ms' },
    ])
    const refused = await control(emulator, 'GET', '/requests/wait?timeout=soon')
    expect([refused.status, refused.body]).toEqual([
      400,
      { code: 'INVALID_INPUT', message: 'timeout: must be a number, not a string' },
    ])
    expect((await emulator.requests.count()).count).toBe(1)
  })
})

describe.for(Object.entries(ways))('requests.list %s', ([, reach]) => {
  it('returns the newest entries up to limit, and those after since', async ({ start }) => {
    const { requests, defaultTenant, tenant } = await reach(await start({ journal: 5 }))
    for (let number = 0; number < 6; number += 1) await requestToken(defaultTenant)
    await askTesting(tenant(testing.tenantId))
    expect(await idsOf(requests.list())).toEqual([3, 4, 5, 6, 7])
    expect(await idsOf(requests.list({ limit: 2 }))).toEqual([6, 7])
    expect(await idsOf(requests.list({ limit: 0 }))).toEqual([])
    expect(await idsOf(requests.list({ limit: 9 }))).toEqual([3, 4, 5, 6, 7])
    expect(await idsOf(requests.list({ since: 5 }))).toEqual([6, 7])
    expect(await idsOf(requests.list({ since: 0 }))).toEqual([3, 4, 5, 6, 7])
    expect(await idsOf(requests.list({ since: 7 }))).toEqual([])
    expect(await idsOf(requests.list({ since: 3, limit: 2 }))).toEqual([6, 7])
    const mine = defaultTenant.requests
    expect(await idsOf(mine.list({ since: 3, limit: 2 }))).toEqual([5, 6])
    expect(await idsOf(mine.list({ clientId: demo.a.clientId, limit: 1 }))).toEqual([6])
    expect((await requests.list({ limit: 1 })).dropped).toBe(2)
  })

  it.for<[object, string]>([
    [{ limit: -1 }, 'limit: must be at least 0'],
    [{ limit: 0.5 }, 'limit: must be a whole number'],
    [{ limit: 'x' }, 'limit: must be a number, not a string'],
    [{ since: -1 }, 'since: must be at least 0'],
    [{ since: 1.5 }, 'since: must be a whole number'],
  ])('refuses %j', async ([page, message], { emulator }) => {
    const { requests } = await reach(emulator)
    await expect(Reflect.apply(requests.list, undefined, [page])).rejects.toMatchObject({
      name: 'EmulatorError',
      code: 'INVALID_INPUT',
      message,
    })
  })
})
