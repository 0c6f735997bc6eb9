import { decodeJwt } from 'jose'
import { describe, expect } from 'vitest'
import type { Emulator, LogEvent, NewFault } from '../../src/index.ts'
import {
  basic,
  control,
  demo,
  it,
  manage,
  requestToken,
  send,
  sendRaw,
  tenantOf,
  testing,
  untilStruck,
} from '../support/emulator.ts'

/** How the message about an unknown member of a fault ends. */
const known = '; known: id, operation, method, clientId, grantType, times, after, effect'

const faultsOf = (tenantId: string) => `/tenants/${tenantId}/faults`

/** Sends that many token requests, one after the other, and returns their statuses. */
async function statuses(emulator: Emulator, count: number, tenantId?: string): Promise<number[]> {
  const found = []
  for (let number = 0; number < count; number += 1)
    found.push((await requestToken(tenantOf(emulator, tenantId))).status)
  return found
}

const tooManyRequestsTwice: NewFault = {
  operation: 'oauth-server.token',
  times: 2,
  effect: { status: 429, retryAfter: 3 },
}

describe('a fault', () => {
  it('returns 429 with Retry-After twice, and then strikes no more', async ({ emulator }) => {
    const added = await control(emulator, 'POST', faultsOf(demo.tenantId), tooManyRequestsTwice)
    expect([added.status, added.body]).toEqual([201, { id: expect.any(String) }])
    const refused = await requestToken(tenantOf(emulator))
    expect([refused.status, refused.headers.get('Retry-After'), refused.body]).toEqual([
      429,
      '3',
      { error: 'too_many_requests', error_description: 'Too Many Requests (injected by a fault)' },
    ])
    expect(await statuses(emulator, 3)).toEqual([429, 200, 200])
    const { body } = await control(emulator, 'GET', faultsOf(demo.tenantId))
    expect(body).toEqual({ faults: [{ id: added.body.id, ...tooManyRequestsTwice, strikes: 2 }] })
  })

  it('returns 500 once, which is not logged as an error', async ({ start }) => {
    const events: string[] = []
    const emulator = await start({ log: ({ event }) => events.push(event) })
    await emulator.tenant(demo.tenantId).faults.add({ times: 1, effect: { status: 500 } })
    const { status, body } = await requestToken(tenantOf(emulator))
    expect([status, body]).toEqual([
      500,
      { error: 'server_error', error_description: 'Internal Server Error (injected by a fault)' },
    ])
    expect(await statuses(emulator, 1)).toEqual([200])
    expect(events).toEqual(['request', 'request'])
  })

  it('returns the given error and headers, in the format of each API', async ({ emulator }) => {
    const effect = {
      status: 503,
      error: 'gone',
      errorDescription: 'for lunch',
      headers: { 'X-Reason': 'hunger' },
    }
    await emulator.faults.add({ effect })
    const tenant = tenantOf(emulator)
    const responses = [
      await requestToken(tenant),
      await manage(tenant, 'GET', '/applications'),
      await send(`${emulator.url}/identity/token`, { method: 'POST' }),
    ]
    expect(responses.map(({ status, headers }) => [status, headers.get('X-Reason')])).toEqual(
      responses.map(() => [503, 'hunger']),
    )
    expect(responses.map(({ body }) => body)).toEqual([
      { error: 'gone', error_description: 'for lunch' },
      { message: 'for lunch' },
      {
        errorCode: 'gone',
        errorMessage: 'for lunch',
        context: { requestId: expect.any(String), url: `${emulator.url}/identity/token` },
      },
    ])
  })

  it('can define the whole response, even of an operation that is not emulated', async ({
    emulator,
  }) => {
    const body = { active: true, sub: 'x' }
    await emulator
      .tenant(demo.tenantId)
      .faults.add({ operation: 'oauth-server.registerClient', effect: { status: 200, body } })
    const url = `${tenantOf(emulator).oAuthServerUrl}/clients`
    const response = await send(url, { method: 'POST' })
    expect([response.status, response.headers.get('Content-Type'), response.body]).toEqual([
      200,
      'application/json; charset=utf-8',
      body,
    ])
    await emulator.tenant(demo.tenantId).faults.clear()
    await emulator.tenant(demo.tenantId).faults.add({
      effect: { status: 502, body: '<h1>', headers: { 'Content-Type': 'text/html' } },
    })
    const proxy = await send(url, { method: 'POST' })
    expect([proxy.status, proxy.headers.get('Content-Type'), proxy.body]).toEqual([
      502,
      'text/html',
      '<h1>',
    ])
    await emulator.tenant(demo.tenantId).faults.clear()
    await emulator.tenant(demo.tenantId).faults.add({ effect: { status: 204 } })
    const nothing = await send(url, { method: 'POST' })
    expect([nothing.status, nothing.body]).toEqual([204, ''])
    const { requests } = await emulator.requests.list({ status: 204 })
    expect(requests.map(({ error }) => error)).toEqual([undefined])
    await emulator.tenant(demo.tenantId).faults.clear()
    for (const body of [null, false, 0, [1]]) {
      await emulator.tenant(demo.tenantId).faults.add({ times: 1, effect: { status: 500, body } })
      expect((await send(url, { method: 'POST' })).body).toEqual(body)
    }
  })

  it('truncates a response after the given number of bytes', async ({ emulator }) => {
    await emulator.tenant(demo.tenantId).faults.add({ times: 1, effect: { truncate: 10 } })
    const response = await fetch(`${tenantOf(emulator).oAuthServerUrl}/publickeys`)
    expect(response.status).toBe(200)
    expect(Number(response.headers.get('Content-Length'))).toBeGreaterThan(300)
    const received: Uint8Array[] = []
    const reading = async () => {
      for await (const chunk of response.body ?? []) received.push(chunk)
    }
    await expect(reading()).rejects.toThrow('terminated')
    expect(Buffer.concat(received).toString()).toBe('{"keys":[{')
    expect(await statuses(emulator, 1)).toEqual([200])
  })

  it('does not change a response that is too short to truncate', async ({ emulator }) => {
    await emulator.tenant(demo.tenantId).faults.add({ effect: { truncate: 100_000 } })
    expect(await statuses(emulator, 1)).toEqual([200])
  })

  it('makes a response malformed JSON', async ({ start }) => {
    const emulator = await start({ now: () => Date.parse('2030-01-01T00:00:00Z') })
    await emulator.tenant(demo.tenantId).faults.add({ times: 1, effect: { malformed: true } })
    const init = { headers: { Authorization: basic(demo.a) }, method: 'POST' }
    const body = new URLSearchParams({ grant_type: 'client_credentials' })
    const url = `${tenantOf(emulator).oAuthServerUrl}/token`
    const broken = await fetch(url, { ...init, body })
    expect([broken.status, broken.headers.get('Content-Type')]).toEqual([
      200,
      'application/json; charset=utf-8',
    ])
    const text = await broken.text()
    expect(text).toMatch(/^\{"access_token":".*","expires_in":3600,"token_type":"Bearer"$/)
    expect(JSON.parse(`${text}}`)).toEqual(await (await fetch(url, { ...init, body })).json())
  })

  it('disconnects without a response, after the handler has run', async ({ emulator }) => {
    await emulator.tenant(demo.tenantId).faults.add({ times: 1, effect: { disconnect: true } })
    const tenant = tenantOf(emulator)
    await expect(manage(tenant, 'POST', '/applications', { name: 'C' })).rejects.toThrow(
      'fetch failed',
    )
    const { body } = await manage(tenant, 'GET', '/applications')
    expect(body.applications.map(({ name }: { name: string }) => name)).toContain('C')
  })

  it('damages the errors of operations, but not those of unknown paths', async ({ emulator }) => {
    await emulator.tenant(demo.tenantId).faults.add({ effect: { malformed: true } })
    const { status, headers } = await send(`${tenantOf(emulator).oAuthServerUrl}/nowhere`)
    expect(status).toBe(404)
    expect(headers.get('Content-Type')).toBe('application/json; charset=utf-8')
    const response = await fetch(`${tenantOf(emulator).oAuthServerUrl}/token`, { method: 'POST' })
    expect(response.status).toBe(400)
    await expect(response.json()).rejects.toThrow(SyntaxError)
  })

  it('puts a flaw into tokens, and changes nothing else', async ({ emulator }) => {
    await emulator.tenant(demo.tenantId).faults.add({ times: 2, effect: { flaw: 'missing-scope' } })
    const tenant = tenantOf(emulator)
    const keys = await send(`${tenant.oAuthServerUrl}/publickeys`)
    expect(keys.status).toBe(200)
    const flawed = await requestToken(tenant)
    expect(Object.keys(flawed.body)).toEqual(['access_token', 'expires_in', 'token_type'])
    expect(decodeJwt(flawed.body.access_token)).not.toHaveProperty('scope')
    const refused = await requestToken(tenant, { ...demo.a, secret: 'wrong' })
    expect(refused.status).toBe(401)
    const sound = await requestToken(tenant)
    expect(decodeJwt(sound.body.access_token).scope).toBe('appid_default')
  })

  it('delays responses, but neither other tenants nor the close of the emulator', async ({
    start,
  }) => {
    const emulator = await start()
    await emulator.tenant(demo.tenantId).faults.add({ effect: { delayMs: 600_000 } })
    const slow = [requestToken(tenantOf(emulator)), requestToken(tenantOf(emulator))]
    await untilStruck(emulator, demo.tenantId, 2)
    expect(await statuses(emulator, 1, testing.tenantId)).toEqual([401])
    await emulator.close()
    expect((await Promise.all(slow)).map(({ status }) => status)).toEqual([200, 200])
  })

  it('handles a delayed request with the state after the delay, even if its client has given up', async ({
    start,
  }) => {
    const events: LogEvent[] = []
    const emulator = await start({ log: (event) => events.push(event) })
    const tenant = tenantOf(emulator)
    await emulator.tenant(demo.tenantId).faults.add({ effect: { delayMs: 600_000 } })
    const impatient = new AbortController()
    const asked = fetch(`${tenant.managementUrl}/applications`, {
      method: 'POST',
      headers: { Authorization: 'Bearer any', 'Content-Type': 'application/json' },
      body: JSON.stringify({ name: 'C' }),
      signal: impatient.signal,
    }).catch(() => 'gave up')
    const keys = send(`${tenant.oAuthServerUrl}/publickeys`)
    await untilStruck(emulator, demo.tenantId, 2)
    const kid = (await emulator.tenant(demo.tenantId).keys.rotate({ keepOld: false })).kid
    impatient.abort()
    expect(await asked).toBe('gave up')
    // By the time these are answered, the emulator knows that the client has gone.
    for (let round = 0; round < 3; round += 1) await send(`${emulator.url}/health`)
    await emulator.close()
    expect((await keys).body.keys.map((key: { kid: string }) => key.kid)).toEqual([kid])
    expect(events).toContainEqual(
      expect.objectContaining({ operation: 'mgmt.registerApplication', status: 200 }),
    )
    expect(tenantOf(emulator).applications.map(({ name }) => name)).toContain('C')
  })

  it('can combine a delay with another effect', async ({ emulator }) => {
    await emulator
      .tenant(demo.tenantId)
      .faults.add({ times: 1, effect: { delayMs: 1, status: 500 } })
    await emulator
      .tenant(demo.tenantId)
      .faults.add({ times: 1, effect: { delayMs: 1, malformed: true } })
    expect(await statuses(emulator, 1)).toEqual([500])
    await expect(requestToken(tenantOf(emulator))).rejects.toThrow(SyntaxError)
    expect(await statuses(emulator, 1)).toEqual([200])
  })
})

describe('the requests that a fault strikes', () => {
  it('are selected by operation, method, client and grant type, in any encoding', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    const token = `${tenant.oAuthServerUrl}/token`
    const grant = { grant_type: 'client_credentials' }
    const form = new FormData()
    form.set('grant_type', 'client_credentials')
    const headers = { Authorization: basic(demo.a) }
    const json = { ...headers, 'Content-Type': 'application/json' }
    const inBody = { ...grant, client_id: demo.a.clientId, client_secret: demo.a.secret }
    const encoded = basic({ ...demo.a, clientId: demo.a.clientId.replaceAll('-', '%2D') })
    const ask = {
      form: () => requestToken(tenant),
      encoded: () =>
        send(token, {
          method: 'POST',
          headers: { Authorization: encoded },
          body: new URLSearchParams(grant),
        }),
      multipart: () => send(token, { method: 'POST', headers, body: form }),
      json: () => send(token, { method: 'POST', headers: json, body: JSON.stringify(grant) }),
      inBody: () => send(token, { method: 'POST', body: new URLSearchParams(inBody) }),
      ofB: () => requestToken(tenant, demo.b),
      noGrant: () => requestToken(tenant, demo.a, { grant_type: '' }),
      keys: () => send(`${tenant.oAuthServerUrl}/publickeys`),
      rename: () => manage(tenant, 'PUT', `/applications/${demo.a.clientId}`, { name: 'A' }),
    }
    const struckBy = async (match: Partial<NewFault>) => {
      const { id } = await emulator
        .tenant(demo.tenantId)
        .faults.add({ ...match, effect: { status: 599 } })
      const struck = []
      for (const [name, request] of Object.entries(ask))
        if ((await request()).status === 599) struck.push(name)
      await emulator.tenant(demo.tenantId).faults.delete(id)
      return struck.join(' ')
    }
    expect(await struckBy({})).toBe(Object.keys(ask).join(' '))
    expect(await struckBy({ operation: 'oauth-server.publicKeys' })).toBe('keys')
    expect(await struckBy({ method: 'put' })).toBe('rename')
    expect(await struckBy({ clientId: demo.b.clientId })).toBe('ofB')
    expect(await struckBy({ clientId: demo.a.clientId })).toBe(
      'form encoded multipart json inBody noGrant',
    )
    expect(await struckBy({ grantType: 'client_credentials' })).toBe(
      'form encoded multipart json inBody ofB',
    )
    expect(await struckBy({ method: 'POST', grantType: 'password' })).toBe('')
    // A fault that has read the body does not keep it from the handler.
    const match = { grantType: 'password' }
    await emulator.tenant(demo.tenantId).faults.add({ ...match, effect: { status: 599 } })
    expect(await Promise.all(Object.values(ask).map(async (one) => (await one()).status))).toEqual([
      200, 200, 200, 200, 200, 200, 400, 200, 201,
    ])
  })

  it('can be requests to the profiles API', async ({ emulator }) => {
    const match = { operation: 'profiles.getAttribute' }
    await emulator.faults.add({ ...match, times: 1, effect: { status: 503 } })
    const responses = [
      await send(`${emulator.url}/api/v1/attributes`),
      await send(`${emulator.url}/api/v1/attributes/colour`),
      await send(`${emulator.url}/api/v1/attributes/colour`),
    ]
    expect(responses.map(({ status, body }) => [status, body.error])).toEqual([
      [401, 'invalid_token'],
      [503, 'service_unavailable'],
      [401, 'invalid_token'],
    ])
  })

  it('can be selected by the grant type of IAM, which may be in the query', async ({
    emulator,
  }) => {
    const grantType = 'urn:ibm:params:oauth:grant-type:apikey'
    await emulator.faults.add({ grantType, effect: { status: 503 } })
    const query = new URLSearchParams({ grant_type: grantType, apikey: 'x' })
    const ask = (path: string, body: URLSearchParams | null) =>
      send(`${emulator.url}/identity/token${path}`, { method: 'POST', body })
    expect([(await ask(`?${query}`, null)).status, (await ask('', query)).status]).toEqual([
      503, 503,
    ])
    expect((await ask('?grant_type=x', null)).status).toBe(400)
  })

  it('receive the error not_found for status 404', async ({ emulator }) => {
    await emulator.tenant(demo.tenantId).faults.add({ effect: { status: 404 } })
    const { oAuthServerUrl } = tenantOf(emulator)
    for (const path of ['/publickeys', '/.well-known/openid-configuration']) {
      const { status, body } = await send(`${oAuthServerUrl}${path}`)
      expect([status, body]).toEqual([
        404,
        { error: 'not_found', error_description: 'Not Found (injected by a fault)' },
      ])
    }
  })

  it('can be selected by every combination that a request can have', async ({ emulator }) => {
    const { tenantId } = tenantOf(emulator)
    const effect = { status: 599 }
    const { clientId } = demo.a
    for (const match of [
      { operation: 'oauth-server.publicKeys', method: 'HEAD' },
      { operation: 'oauth-server.introspect', method: 'POST', clientId },
      { method: 'POST', clientId, grantType: 'client_credentials' },
      { operation: 'oauth-server.userinfo', method: 'GET' },
    ])
      await emulator.tenant(tenantId).faults.add({ ...match, effect })
    // Clients of IAM authenticate as bx:bx, or with the clientId of IamAuthenticator.
    const match = { operation: 'iam.token', clientId: 'bx' }
    await emulator.faults.add({ ...match, times: 1, effect })
    const keys = await send(`${tenantOf(emulator).oAuthServerUrl}/publickeys`, { method: 'HEAD' })
    const token = await send(`${emulator.url}/identity/token`, {
      method: 'POST',
      headers: { Authorization: basic({ clientId: 'bx', secret: 'bx' }) },
    })
    expect([keys.status, token.status]).toEqual([599, 599])
  })

  it('do not include those with an unreadable body, which the handler refuses', async ({
    emulator,
  }) => {
    const match = { grantType: 'password' }
    await emulator.tenant(demo.tenantId).faults.add({ ...match, effect: { status: 599 } })
    const path = `/oauth/v4/${demo.tenantId}/token`
    const chunked = { 'Transfer-Encoding': 'chunked' }
    const post = (type: string, body: string) =>
      sendRaw(emulator, 'POST', path, { ...chunked, 'Content-Type': type }, body)
    const form = await post('application/x-www-form-urlencoded', `a=${'b'.repeat(1_100_000)}`)
    expect([form.status, form.body.error_description]).toEqual([
      413,
      'the body is larger than 1048576 bytes',
    ])
    const json = await post('application/json', '{')
    expect([json.status, json.body.error_description]).toEqual([
      400,
      'the body cannot be read: it is not a JSON object',
    ])
  })

  it('count under their client, however the fault chose them and wherever the client said who it is', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    await tenant.faults.add({ times: 2, effect: { status: 429 } })
    const { clientId, secret } = demo.b
    const grant_type = 'client_credentials'
    const url = `${tenant.oAuthServerUrl}/token`
    for (const body of [{ grant_type, client_id: clientId, client_secret: secret }, { grant_type }])
      await send(url, {
        method: 'POST',
        headers: 'client_id' in body ? {} : { Authorization: basic(demo.b) },
        body: new URLSearchParams(body),
      })
    await requestToken(tenant, demo.b)
    await tenant.faults.add({ effect: { status: 500 } })
    await requestToken(tenant, { clientId: 'my-secret', secret })
    const { requests } = await tenant.requests.list()
    expect(requests.map((one) => [one.status, one.clientId, one.grantType])).toEqual([
      [429, clientId, grant_type],
      [429, clientId, grant_type],
      [200, clientId, grant_type],
      [500, undefined, grant_type],
    ])
    expect(await tenant.requests.count({ clientId })).toEqual({ count: 3 })
  })

  it('are struck by the first fault that has strikes left and no more requests to skip', async ({
    emulator,
  }) => {
    await emulator.tenant(demo.tenantId).faults.add({ times: 1, after: 1, effect: { status: 501 } })
    await emulator.tenant(demo.tenantId).faults.add({ times: 2, effect: { status: 502 } })
    await emulator.tenant(demo.tenantId).faults.add({ times: 1, effect: { status: 503 } })
    expect(await statuses(emulator, 5)).toEqual([502, 501, 502, 503, 200])
  })

  it('belong to one tenant, or to all tenants and IAM', async ({ emulator }) => {
    await emulator.tenant(demo.tenantId).faults.add({ times: 2, effect: { status: 501 } })
    const added = await control(emulator, 'POST', '/faults', { times: 2, effect: { status: 502 } })
    expect(added.status).toBe(201)
    expect(await statuses(emulator, 1, testing.tenantId)).toEqual([502])
    expect(await statuses(emulator, 2)).toEqual([501, 501])
    expect((await send(`${emulator.url}/identity/keys`)).status).toBe(502)
    expect((await send(`${emulator.url}/identity/keys`)).status).toBe(200)
    const { body } = await control(emulator, 'GET', '/faults')
    expect(body.faults).toEqual([
      { id: added.body.id, times: 2, effect: { status: 502 }, strikes: 2 },
    ])
  })

  it('are in the journal with the id of the fault', async ({ emulator }) => {
    await emulator
      .tenant(demo.tenantId)
      .faults.add({ id: 'mine', times: 1, effect: { status: 429 } })
    await statuses(emulator, 2)
    const { requests } = await emulator.requests.list()
    expect(requests.map(({ status, fault, error }) => [status, fault, error])).toEqual([
      [429, 'mine', 'Too Many Requests (injected by a fault)'],
      [200, undefined, undefined],
    ])
  })
})

describe('faults', () => {
  it('are deleted one by one, or all together', async ({ emulator }) => {
    const path = faultsOf(demo.tenantId)
    const add = async () =>
      (await control(emulator, 'POST', path, { effect: { status: 500 } })).body.id
    const [first, second] = [await add(), await add()]
    expect((await control(emulator, 'DELETE', `${path}/${first}`)).status).toBe(204)
    expect((await emulator.tenant(demo.tenantId).faults.list()).faults.map(({ id }) => id)).toEqual(
      [second],
    )
    const gone = await control(emulator, 'DELETE', `${path}/${first}`)
    expect([gone.status, gone.body]).toEqual([
      404,
      { code: 'UNKNOWN_FAULT', message: `there is no fault ${first}` },
    ])
    await emulator.faults.add({ effect: { status: 500 } })
    expect((await control(emulator, 'DELETE', path)).status).toBe(204)
    expect((await emulator.tenant(demo.tenantId).faults.list()).faults).toEqual([])
    expect((await emulator.faults.list()).faults).toHaveLength(1)
    expect((await control(emulator, 'DELETE', '/faults')).status).toBe(204)
    expect(await statuses(emulator, 1)).toEqual([200])
    const nobody = await control(emulator, 'GET', faultsOf('nobody'))
    expect([nobody.status, nobody.body]).toEqual([
      404,
      { code: 'UNKNOWN_TENANT', message: 'there is no tenant nobody' },
    ])
  })

  it('are deleted by a reset, and strike again if the seed has them', async ({ start }) => {
    const seeded = { id: 'seeded', times: 1, effect: { status: 500 } }
    const fixture = { version: 1, faults: [seeded], tenants: {} } as const
    const emulator = await start({ seed: ['demo', fixture] })
    await emulator.tenant(demo.tenantId).faults.add({ times: 1, effect: { status: 400 } })
    expect(await statuses(emulator, 3)).toEqual([400, 500, 200])
    await emulator.tenant(demo.tenantId).reset()
    expect(await statuses(emulator, 1)).toEqual([200])
    await emulator.reset()
    expect(await statuses(emulator, 2)).toEqual([500, 200])
    const own = { [testing.tenantId]: { faults: [seeded] } }
    const tenants = await start({ seed: { version: 1, tenants: own } })
    expect(await statuses(tenants, 2, testing.tenantId)).toEqual([500, 401])
    await tenants.tenant(testing.tenantId).reset()
    expect(await statuses(tenants, 2, testing.tenantId)).toEqual([500, 401])
    const snapshot = (await emulator.snapshots.create()).id
    await emulator.faults.clear()
    await emulator.snapshots.restore(snapshot)
    expect(await statuses(emulator, 2)).toEqual([500, 200])
  })

  it('are copied with their tenant, and count their own strikes', async ({ emulator }) => {
    await emulator.tenant(demo.tenantId).faults.add(tooManyRequestsTwice)
    expect(await statuses(emulator, 2)).toEqual([429, 429])
    const { tenantId } = await emulator.createTenant({ from: demo.tenantId, keepIds: true })
    expect(await statuses(emulator, 3, tenantId)).toEqual([429, 429, 200])
    expect(await statuses(emulator, 1)).toEqual([200])

    const match = { clientId: demo.b.clientId }
    await emulator.tenant(demo.tenantId).faults.add({ ...match, effect: { status: 500 } })
    const copy = await emulator.createTenant({ from: demo.tenantId })
    const [, faultOfB] = (await emulator.tenant(copy.tenantId).faults.list()).faults
    expect(faultOfB).toEqual({
      id: expect.any(String),
      clientId: copy.applications[1]?.clientId,
      effect: { status: 500 },
      strikes: 0,
    })
  })

  it('are part of the state, and strike when it is the seed', async ({ emulator, start }) => {
    await emulator.tenant(demo.tenantId).faults.add({ id: 'a', effect: { status: 500 } })
    await emulator.faults.add({ id: 'b', effect: { status: 400 } })
    const again = await start({ seed: await emulator.state.get() })
    expect(await statuses(again, 1)).toEqual([500])
    expect(await statuses(again, 1, testing.tenantId)).toEqual([400])
  })

  it('in a fixture are validated, and errors name their path', async ({ start }) => {
    const tenants = { [demo.tenantId]: { faults: [{ effect: { status: 500, truncate: 1 } }] } }
    await expect(start({ seed: { version: 1, tenants } })).rejects.toThrow(
      `the seed: tenants.${demo.tenantId}.faults.0.effect: status replaces the response, truncate damages it: set only one of them`,
    )
  })

  it.for<[unknown, string]>([
    [{}, 'effect: is missing'],
    [
      { effect: {} },
      'effect: has no effect: set one of status, delayMs, truncate, malformed, disconnect, flaw',
    ],
    [
      { effect: { code: 500 } },
      'effect.code: is not known here; known: delayMs, status, error, errorDescription, body, headers, retryAfter, truncate, malformed, disconnect, flaw',
    ],
    [{ effect: { sattus: 500 } }, 'effect.sattus: is not known here; did you mean status?'],
    [{ effect: { status: 99 } }, 'effect.status: must be at least 200'],
    [{ effect: { status: 600 } }, 'effect.status: must be at most 599'],
    [{ effect: { retryAfter: 1 } }, 'effect: status is missing: retryAfter needs it'],
    [
      { effect: { status: 500, disconnect: true } },
      'effect: status replaces the response, disconnect damages it: set only one of them',
    ],
    [
      { effect: { truncate: 1, malformed: true } },
      'effect: truncate and malformed cannot be combined: set only one of them',
    ],
    [
      { effect: { status: 400, error: 'x', body: {} } },
      'effect: error and errorDescription define the body: leave body out',
    ],
    [{ effect: { delayMs: -1 } }, 'effect.delayMs: must be at least 0'],
    [{ effect: { delayMs: 600_001 } }, 'effect.delayMs: must be at most 600000'],
    [
      { effect: { status: 400, headers: { 'a b': '' } } },
      'effect.headers.a b: is not a valid header name',
    ],
    [
      { effect: { status: 400, headers: { a: 'b\n' } } },
      'effect.headers.a: must be printable ASCII',
    ],
    [
      { effect: { status: 400, headers: { 'content-Length': '1' } } },
      'effect.headers.content-Length: cannot be set by a fault: use truncate or disconnect',
    ],
    [
      { operation: 'token', effect: { status: 400 } },
      'operation: there is no operation token; did you mean oauth-server.token?',
    ],
    [{ tenant: 'x', effect: { status: 400 } }, `tenant: is not known here${known}`],
    [{ match: { tenant: 'x' }, effect: { status: 400 } }, `match: is not known here${known}`],
    [
      { operation: 'oauth-server.discovery', effect: { flaw: 'expired' } },
      'flaws apply only to token requests: set operation to oauth-server.token or leave it out',
    ],
    [
      { operation: 'iam.token', effect: { status: 400 } },
      'operation: iam.token belongs to no tenant: add the fault to the emulator (emulator.faults, POST /_appid/faults)',
    ],
    [
      { operation: 'oauth-server.token', method: 'get', effect: { status: 400 } },
      'method: oauth-server.token accepts POST, not GET',
    ],
    [
      { operation: 'oauth-server.userinfo', method: 'PUT', effect: { status: 400 } },
      'method: oauth-server.userinfo accepts GET or POST, not PUT',
    ],
    [{ method: 'options', effect: { status: 400 } }, 'method: no operation accepts OPTIONS'],
    [
      { operation: 'oauth-server.publicKeys', clientId: 'x', effect: { status: 400 } },
      'clientId: no client authenticates at oauth-server.publicKeys',
    ],
    [
      { operation: 'mgmt.createRole', clientId: 'x', effect: { status: 400 } },
      'clientId: no client authenticates at mgmt.createRole',
    ],
    [
      { method: 'DELETE', clientId: 'x', effect: { status: 400 } },
      'clientId: no client authenticates at any operation that accepts DELETE',
    ],
    [
      { operation: 'oauth-server.discovery', grantType: 'x', effect: { status: 400 } },
      'grantType: no request to oauth-server.discovery has a grant_type',
    ],
    [
      { operation: 'oauth-server.introspect', grantType: 'x', effect: { status: 400 } },
      'grantType: no request to oauth-server.introspect has a grant_type',
    ],
    [
      { method: 'HEAD', grantType: 'x', effect: { status: 400 } },
      'grantType: no request to any operation that accepts HEAD has a grant_type',
    ],
    [
      { method: 'GET', effect: { flaw: 'expired' } },
      'flaws apply only to token requests: set method to POST or leave it out',
    ],
    [{ times: 0, effect: { status: 400 } }, 'times: must be at least 1'],
    [{ id: 'taken', effect: { status: 400 } }, 'id: there is already a fault taken'],
  ])(
    'are refused when they are invalid or can never strike: %j',
    async ([fault, message], { emulator }) => {
      await emulator.tenant(demo.tenantId).faults.add({ id: 'taken', effect: { status: 500 } })
      const { status, body } = await control(emulator, 'POST', faultsOf(demo.tenantId), fault)
      const taken = message.startsWith('id:')
      expect([status, body]).toEqual([
        taken ? 409 : 400,
        { code: taken ? 'ALREADY_EXISTS' : 'INVALID_INPUT', message },
      ])
      expect((await emulator.tenant(demo.tenantId).faults.list()).faults).toHaveLength(1)
    },
  )
})
