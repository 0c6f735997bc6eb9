import { describe, expect } from 'vitest'
import {
  control,
  demo,
  it,
  manage,
  requestToken,
  send,
  tenantOf,
  testing,
} from '../support/emulator.ts'

describe('the journal', () => {
  it('lists requests, newest last, without secrets, headers and bodies', async ({ start }) => {
    const emulator = await start({ now: () => Date.parse('2030-01-01T00:00:00.500Z') })
    const tenant = tenantOf(emulator)
    await requestToken(tenant, demo.a, { scope: 'appid_default', audience: 'https://api' })
    await requestToken(tenant, { clientId: demo.a.clientId, secret: 'wrong' })
    await manage(tenant, 'GET', '/applications?secret=x')
    const { status, body } = await send(`${emulator.url}/_appid/requests`)
    const common = {
      at: '2030-01-01T00:00:00.500Z',
      tenantId: demo.tenantId,
      ms: expect.any(Number),
    }
    const path = `/oauth/v4/${demo.tenantId}/token`
    const token = {
      ...common,
      operation: 'oauth-server.token',
      method: 'POST',
      path,
      grantType: 'client_credentials',
    }
    expect(status).toBe(200)
    expect(body).toEqual({
      requests: [
        {
          ...token,
          id: 1,
          status: 200,
          clientId: demo.a.clientId,
          clientAuthentication: 'basic',
          scope: 'appid_default',
          grantedScope: 'appid_default',
          audience: 'https://api',
        },
        {
          ...token,
          id: 2,
          status: 401,
          error: `Invalid Credentials: wrong secret for ${demo.a.clientId}`,
        },
        {
          ...common,
          id: 3,
          status: 200,
          operation: 'mgmt.listApplications',
          method: 'GET',
          path: `/management/v4/${demo.tenantId}/applications`,
        },
      ],
      dropped: 0,
    })
  })

  it('does not change when a log changes its events', async ({ start }) => {
    const emulator = await start({
      log(event) {
        if (event.event === 'request') Object.assign(event, { path: 'redacted' })
      },
    })
    await send(`${emulator.url}/nowhere`)
    const { requests } = await emulator.requests.list()
    expect(requests.map(({ path }) => path)).toEqual(['/nowhere'])
  })

  it('lists requests under their tenant even if they were refused early', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const { managementUrl, oAuthServerUrl } = tenant
    await send(`${managementUrl}/applications`)
    await send(`${oAuthServerUrl}/token`, { method: 'OPTIONS' })
    const { requests } = await tenant.requests.list()
    expect(requests.map(({ method, status, error }) => [method, status, error])).toEqual([
      [
        'GET',
        401,
        'send an IAM access token: Authorization: Bearer … (any token is accepted, unless strictIam is set)',
      ],
      ['OPTIONS', 204, undefined],
    ])
  })

  it('does not list requests for /favicon.ico', async ({ emulator }) => {
    expect((await send(`${emulator.url}/favicon.ico`)).status).toBe(404)
    await send(`${emulator.url}/favicon.icon`)
    const { requests } = await emulator.requests.list()
    expect(requests.map(({ path }) => path)).toEqual(['/favicon.icon'])
  })

  it('filters and counts requests', async ({ emulator }) => {
    await requestToken(tenantOf(emulator))
    await requestToken(tenantOf(emulator), demo.b)
    await requestToken(tenantOf(emulator, testing.tenantId), testing)
    await send(`${tenantOf(emulator).oAuthServerUrl}/nowhere`)
    const counts = []
    for (const query of [
      '',
      `?tenantId=${demo.tenantId}`,
      '?operation=oauth-server.token',
      `?clientId=${demo.b.clientId}`,
      '?grantType=client_credentials&status=200',
      '?status=404',
      `?tenantId=${testing.tenantId}&clientId=${demo.a.clientId}`,
    ]) {
      const { body } = await send(`${emulator.url}/_appid/requests/count${query}`)
      const { body: found } = await send(`${emulator.url}/_appid/requests${query}`)
      expect(found.requests).toHaveLength(body.count)
      counts.push(body.count)
    }
    expect(counts).toEqual([4, 3, 3, 1, 3, 1, 0])
    for (const [query, message] of [
      ['?client=x', 'client: is not known here; did you mean clientId?'],
      ['?clientId=Application%20B', 'clientId: must be the id of an application, not its name'],
      [
        '?operation=token',
        'operation: there is no operation token; did you mean oauth-server.token?',
      ],
      [
        '?operation=oauth-sever.tokens',
        'operation: there is no operation oauth-sever.tokens; did you mean oauth-server.token?',
      ],
      [
        '?operation=/token',
        'operation: there is no operation /token: use a name from the table of operations, such as oauth-server.token',
      ],
      ['?status=x', 'status: must be a number, not a string'],
    ]) {
      for (const path of ['/_appid/requests', '/_appid/requests/count']) {
        const refused = await send(`${emulator.url}${path}${query}`)
        expect([refused.status, refused.body]).toEqual([400, { code: 'INVALID_INPUT', message }])
      }
    }
    await expect(emulator.requests.count({ operation: 'token' })).rejects.toMatchObject({
      name: 'EmulatorError',
      code: 'INVALID_INPUT',
      message: 'operation: there is no operation token; did you mean oauth-server.token?',
    })
  })

  it('is not cleared with an unknown parameter, which all other changes refuse, too', async ({
    emulator,
  }) => {
    await requestToken(tenantOf(emulator))
    for (const [method, path, query, suggestion = ''] of [
      ['DELETE', '/requests', 'tenant', '; did you mean tenantId?'],
      ['DELETE', '/requests', 'operation', '; known: tenantId'],
      ['POST', '/reset', 'tenant'],
      ['POST', '/reset', 'tenantId'],
      ['POST', '/snapshots', 'tenant'],
      ['DELETE', `/tenants/${demo.tenantId}/faults`, 'tenant'],
    ] as const) {
      const url = `${emulator.url}/_appid${path}`
      const inQuery = await send(`${url}?${query}=${testing.tenantId}`, { method })
      const message = `${query}: is not known here${suggestion}`
      expect([inQuery.status, inQuery.body]).toEqual([400, { code: 'INVALID_INPUT', message }])
      const inBody = await control(emulator, method, path, { [query]: testing.tenantId })
      expect([inBody.status, inBody.body]).toEqual([
        400,
        { code: 'INVALID_INPUT', message: `${query}: is not known here` },
      ])
    }
    expect((await emulator.requests.count()).count).toBe(1)
  })

  it('is not affected by a DELETE with an empty id, which is refused', async ({ emulator }) => {
    await emulator.faults.add({ id: 'kept', effect: { status: 500 } })
    for (const path of ['/faults/', '/snapshots/', `/tenants/${demo.tenantId}/keys/`, '/tenants/'])
      expect(await control(emulator, 'DELETE', path)).toMatchObject({
        status: 404,
        body: {
          code: 'NOT_FOUND',
          message: `there is nothing at /_appid${path} in the control API`,
        },
      })
    expect((await emulator.faults.list()).faults).toHaveLength(1)
    expect(emulator.tenants).toHaveLength(2)
  })

  it('is cleared by DELETE and by a reset, for one tenant or for all', async ({ emulator }) => {
    const ask = async () => {
      await requestToken(tenantOf(emulator))
      await requestToken(tenantOf(emulator, testing.tenantId), testing)
    }
    await ask()
    await emulator.tenant(demo.tenantId).reset()
    expect((await emulator.requests.list()).requests.map(({ tenantId }) => tenantId)).toEqual([
      testing.tenantId,
    ])
    await emulator.reset()
    expect((await emulator.requests.count()).count).toBe(0)
    await ask()
    const url = `${emulator.url}/_appid/requests`
    const one = await send(`${url}?tenantId=${testing.tenantId}`, { method: 'DELETE' })
    expect([one.status, one.body]).toEqual([204, ''])
    const { requests } = await emulator.requests.list()
    expect(requests.map(({ tenantId }) => tenantId)).toEqual([demo.tenantId])
    const nobody = await send(`${url}?tenantId=`, { method: 'DELETE' })
    expect([nobody.status, nobody.body]).toEqual([
      400,
      { code: 'INVALID_INPUT', message: 'tenantId: must not be empty' },
    ])
    expect((await emulator.requests.count()).count).toBe(1)
    const all = await send(url, { method: 'DELETE' })
    expect([all.status, all.body]).toEqual([204, ''])
    expect((await emulator.requests.count()).count).toBe(0)
  })

  it('keeps the configured number of requests, and counts those that it dropped', async ({
    start,
  }) => {
    const few = await start({ journal: 2 })
    for (let number = 0; number < 5; number += 1) await requestToken(tenantOf(few))
    const { requests, dropped } = await few.requests.list()
    expect([requests.map(({ id }) => id), dropped]).toEqual([[4, 5], 3])
    const none = await start({ journal: 0 })
    await requestToken(tenantOf(none))
    expect(await none.requests.list()).toEqual({ requests: [], dropped: 0 })
  })
})
