import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { importJWK, SignJWT } from 'jose'
import { describe, expect, onTestFinished } from 'vitest'
import fixture from '../../fixtures/demo.json' with { type: 'json' }
import type { Tenant } from '../../src/index.ts'
import {
  demo,
  type HttpResponse,
  it,
  manage,
  send,
  sendRaw,
  tenantOf,
  testing,
  users,
} from '../support/emulator.ts'
import { ask, passwordOf } from '../support/tokens.ts'

/** An access token of a user, Ann unless said otherwise. */
async function tokenOf(
  tenant: Tenant,
  user: Parameters<typeof passwordOf>[0] = users.ann,
): Promise<string> {
  return (await ask(tenant, passwordOf(user))).body.access_token
}

/** Sends a request to the profiles API. */
function attributes(
  { profilesUrl }: Pick<Tenant, 'profilesUrl'>,
  token: string,
  method: string,
  path = '',
  body?: string | Uint8Array<ArrayBuffer>,
  type?: string,
): Promise<HttpResponse> {
  return send(`${profilesUrl}/api/v1/attributes${path}`, {
    method,
    headers: {
      Authorization: `Bearer ${token}`,
      ...(type !== undefined && { 'Content-Type': type }),
    },
    ...(body !== undefined && { body: typeof body === 'string' ? Buffer.from(body) : body }),
  })
}

/** Signs an access token with the demo fixture's own key. */
async function signed(claims: Readonly<Record<string, unknown>>): Promise<string> {
  const [key] = fixture.tenants[demo.tenantId].signingKeys
  const { kid = '', 'x-test-key': _, ...jwk } = key ?? {}
  return new SignJWT({ exp: 4_000_000_000, tenant: demo.tenantId, ...claims })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid })
    .sign(await importJWK({ ...jwk, kty: 'RSA' }, 'RS256'))
}

const refusal = (error: string) => ({ error, error_description: expect.any(String) })

describe('the attributes of a user', () => {
  it('are none before one is set, and can be set, read and deleted', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const token = await tokenOf(tenant)
    const run = async (method: string, path: string, body?: string) => {
      const { status, body: answer } = await attributes(tenant, token, method, path, body)
      return [status, answer]
    }
    expect(await run('GET', '')).toEqual([200, {}])
    expect(await run('PUT', '/color', 'blue')).toEqual([200, { color: 'blue' }])
    expect(await run('PUT', '/size', 'L')).toEqual([200, { size: 'L' }])
    expect(await run('GET', '')).toEqual([200, { color: 'blue', size: 'L' }])
    expect(await run('GET', '/color')).toEqual([200, { color: 'blue' }])
    expect(await run('PUT', '/color', 'red')).toEqual([200, { color: 'red' }])
    expect(await run('DELETE', '/color')).toEqual([204, ''])
    expect(await run('GET', '/')).toEqual([200, { size: 'L' }])
    for (const method of ['GET', 'DELETE'])
      expect(await run(method, '/color')).toEqual([
        404,
        { error: 'not_found', error_description: 'the profile has no attribute of this name' },
      ])
  })

  it.for([
    ['hello world', 'application/json'],
    ['{"a":1}', 'application/json'],
    ['7', 'application/json'],
    ['true', undefined],
    ['[1', 'application/json; charset=utf-8'],
    ['a=1&b=2', 'application/x-www-form-urlencoded'],
    ['grüße ☃ \u0000 <b>', 'text/plain'],
    ['text', 'nonsense'],
    ['', 'application/json'],
    ['', undefined],
  ] as const)(
    'are texts, whatever they look like: %j as %s',
    async ([value, type], { emulator }) => {
      const tenant = tenantOf(emulator)
      const token = await tokenOf(tenant)
      const { status, body } = await attributes(tenant, token, 'PUT', '/a', value, type)
      expect([status, body]).toEqual([200, { a: value }])
      expect((await attributes(tenant, token, 'GET', '/a')).body).toEqual({ a: value })
    },
  )

  it('are empty when the request has no body at all', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const token = await tokenOf(tenant)
    const { status, body } = await sendRaw(emulator, 'PUT', '/api/v1/attributes/a', {
      Authorization: `Bearer ${token}`,
      'Content-Length': '0',
    })
    expect([status, body]).toEqual([200, { a: '' }])
    const chunked = await sendRaw(emulator, 'PUT', '/api/v1/attributes/b', {
      Authorization: `Bearer ${token}`,
      'Transfer-Encoding': 'chunked',
    })
    expect([chunked.status, chunked.body]).toEqual([200, { b: '' }])
  })

  it('that the management API set are returned as they are', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const token = await tokenOf(tenant, users.ed)
    expect((await attributes(tenant, token, 'GET')).body).toEqual({ theme: 'dark', points: 150 })
    await attributes(tenant, token, 'PUT', '/theme', 'light')
    const { body } = await manage(tenant, 'GET', `/users/${users.ed.profileId}/profile`)
    expect(body.attributes).toEqual({ theme: 'light', points: 150 })
  })

  it('have names of any characters, and survive a restart', async ({ start }) => {
    const folder = await mkdtemp(join(tmpdir(), 'attributes-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const data = join(folder, 'data.json')
    const first = await start({ data })
    const tenant = tenantOf(first)
    const token = await tokenOf(tenant)
    const names = [
      ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', ' ', 'a/b', 'a b'],
      ...['ä☃😀', '\u0000\n\u007f', '%', '%41', '<script>', '"', 'x'.repeat(4000)],
    ]
    for (const name of names) {
      const path = `/${encodeURIComponent(name)}`
      expect((await attributes(tenant, token, 'GET', path)).status).toBe(404)
      const { status, body } = await attributes(tenant, token, 'PUT', path, `of ${name}`)
      expect([status, Object.entries(body)]).toEqual([200, [[name, `of ${name}`]]])
    }
    await first.close()
    const again = tenantOf(await start({ data }))
    const { body } = await attributes(again, token, 'GET')
    expect(Object.entries(body)).toEqual(names.map((name) => [name, `of ${name}`]))
    for (const name of names) {
      const path = `/${encodeURIComponent(name)}`
      expect(Object.entries((await attributes(again, token, 'GET', path)).body)).toEqual([
        [name, `of ${name}`],
      ])
      expect((await attributes(again, token, 'DELETE', path)).status).toBe(204)
    }
    expect((await attributes(again, token, 'GET')).body).toEqual({})
  })

  it('must have a name that can be decoded, and of one segment', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const token = await tokenOf(tenant)
    for (const path of ['/%E0%A4%A', '/%zz', '/%ff/']) {
      const { status, body } = await attributes(tenant, token, 'PUT', path, 'x')
      expect([path, status, body]).toEqual([path, 400, refusal('invalid_request')])
    }
    const { status, body } = await attributes(tenant, token, 'PUT', '/a/b', 'x')
    expect([status, body]).toEqual([404, refusal('not_found')])
    const post = await attributes(tenant, token, 'POST', '/a', 'x')
    expect([post.status, post.headers.get('Allow')]).toEqual([405, 'DELETE, GET, HEAD, PUT'])
  })

  it('take 100 kB in all', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const token = await tokenOf(tenant)
    const most = 100 * 1024
    // The JSON object around the value has 8 bytes.
    const large = 'x'.repeat(most - 8)
    expect((await attributes(tenant, token, 'PUT', '/a', large)).status).toBe(200)
    const tooLarge = {
      error: 'invalid_request',
      error_description: `the attributes of a profile must not be larger than ${most} bytes`,
    }
    const more = await attributes(tenant, token, 'PUT', '/a', `${large}x`)
    expect([more.status, more.body]).toEqual([413, tooLarge])
    const another = await attributes(tenant, token, 'PUT', '/b', '')
    expect([another.status, another.body]).toEqual([413, tooLarge])
    const huge = await attributes(tenant, token, 'PUT', '/a', 'x'.repeat(1_000_000))
    expect([huge.status, huge.body]).toEqual([413, refusal('invalid_request')])
    expect((await attributes(tenant, token, 'GET')).body).toEqual({ a: large })
    expect((await attributes(tenant, token, 'PUT', '/a', '')).body).toEqual({ a: '' })
  })
})

describe('a token for the profiles API', () => {
  it('is good under every name of the emulator', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const { port } = emulator
    const byName = {
      ...tenant,
      oAuthServerUrl: tenant.oAuthServerUrl.replace(/\/\/[^:/]+/, '//127.0.0.1'),
    }
    const token = await tokenOf(byName)
    const { status } = await attributes({ profilesUrl: `http://localhost:${port}` }, token, 'GET')
    expect(status).toBe(200)
  })

  it('must be an access token of a user of this tenant, which has not expired', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    const { body } = await ask(tenant, passwordOf(users.ann))
    const { body: own } = await ask(tenant, { grant_type: 'client_credentials' })
    const [header, payload, signature] = body.access_token.split('.')
    const { sub } = { sub: users.ann.profileId }
    const scope = 'appid_readuserattr appid_writeuserattr'
    expect((await attributes(tenant, await signed({ sub, scope }), 'GET')).status).toBe(200)
    const refused: readonly (readonly [status: number, error: string, token: string])[] = [
      [401, 'invalid_token', 'x'],
      [401, 'invalid_token', body.id_token],
      [403, 'insufficient_scope', own.access_token],
      [401, 'invalid_token', `${header}.${payload}.`],
      [401, 'invalid_token', `${header}.${payload}.${signature.slice(0, -4)}AAAA`],
      [401, 'invalid_token', await signed({ sub, scope, tenant: testing.tenantId })],
      [401, 'invalid_token', await signed({ sub, scope, tenant: undefined })],
      [401, 'invalid_token', await signed({ sub, scope, exp: 1 })],
      [401, 'invalid_token', await signed({ sub: users.ann.id, scope })],
      [401, 'invalid_token', await signed({ sub })],
      [403, 'insufficient_scope', await signed({ sub, scope: 'openid' })],
    ]
    for (const [index, [status, error, token]] of refused.entries())
      for (const [method, path] of [
        ['GET', ''],
        ['GET', '/a'],
        ['PUT', '/a'],
        ['DELETE', '/a'],
      ] as const) {
        const answer = await attributes(tenant, token, method, path)
        expect([index, answer.status, answer.body]).toEqual([index, status, refusal(error)])
      }
    const none = await send(`${tenant.profilesUrl}/api/v1/attributes`)
    expect([none.status, none.body]).toEqual([401, refusal('invalid_token')])
  })

  it('of another tenant with the same users is that tenant’s', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const copy = await emulator.createTenant({ from: 'demo', keepIds: true })
    await attributes(tenant, await tokenOf(tenant), 'PUT', '/a', 'here')
    const token = await tokenOf(copy)
    expect((await attributes(tenant, token, 'GET')).body).toEqual({})
    await copy.delete()
    expect((await attributes(tenant, token, 'GET')).status).toBe(401)
  })

  it('needs one scope to read, and another to write', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const sub = users.ed.profileId
    const reader = await signed({ sub, scope: 'appid_readuserattr' })
    const writer = await signed({ sub, scope: 'appid_writeuserattr' })
    const statuses = async (token: string) => {
      const answers = [
        await attributes(tenant, token, 'GET'),
        await attributes(tenant, token, 'GET', '/theme'),
        await attributes(tenant, token, 'PUT', '/theme', 'x'),
        await attributes(tenant, token, 'DELETE', '/theme'),
      ]
      return answers.map(({ status }) => status)
    }
    expect(await statuses(reader)).toEqual([200, 200, 403, 403])
    expect(await statuses(writer)).toEqual([403, 403, 200, 204])
  })

  it('of an anonymous user may read and write', async ({ start }) => {
    const profileId = '00000000-0000-4000-8000-000000000001'
    const { signingKeys } = fixture.tenants[demo.tenantId]
    const tenant = { signingKeys, users: [{ provider: 'appid_anon', profileId }] } as const
    const emulator = await start({ seed: { version: 1, tenants: { [demo.tenantId]: tenant } } })
    const scope = 'openid appid_default appid_readuserattr appid_readprofile appid_writeuserattr'
    const token = await signed({ sub: profileId, amr: ['appid_anon'], scope })
    const put = await attributes(tenantOf(emulator), token, 'PUT', '/cart', '3')
    expect([put.status, put.body]).toEqual([200, { cart: '3' }])
    expect((await attributes(tenantOf(emulator), token, 'GET')).body).toEqual({ cart: '3' })
  })

  it('ends with the profile, and is of no use while the tenant stores no profiles', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    const token = await tokenOf(tenant)
    const refused = { status: 401, body: refusal('invalid_token') }
    await manage(tenant, 'PUT', '/config/users_profile', { isActive: false })
    expect(await attributes(tenant, token, 'GET')).toMatchObject(refused)
    expect(await attributes(tenant, token, 'PUT', '/a', 'x')).toMatchObject(refused)
    await manage(tenant, 'PUT', '/config/users_profile', { isActive: true })
    expect((await attributes(tenant, token, 'GET')).body).toEqual({})
    await manage(tenant, 'DELETE', `/users/${users.ann.profileId}`)
    expect(await attributes(tenant, token, 'GET')).toMatchObject(refused)
    expect(await attributes(tenant, token, 'PUT', '/a', 'x')).toMatchObject(refused)
    // The next sign-in makes a profile with another id.
    await tokenOf(tenant)
    expect(await attributes(tenant, token, 'GET')).toMatchObject(refused)
  })
})

describe('the profiles API', () => {
  it('answers web pages of any origin', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const url = `${tenant.profilesUrl}/api/v1/attributes/a`
    const preflight = await send(url, {
      method: 'OPTIONS',
      headers: {
        Origin: 'https://app.example',
        'Access-Control-Request-Method': 'PUT',
        'Access-Control-Request-Headers': 'authorization,content-type',
      },
    })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('Access-Control-Allow-Origin')).toBe('*')
    expect(preflight.headers.get('Access-Control-Allow-Methods')).toBe('GET, HEAD, PUT, DELETE')
    expect(preflight.headers.get('Access-Control-Allow-Headers')).toBe('authorization,content-type')
    const headers = { Origin: 'https://app.example' }
    for (const Authorization of [`Bearer ${await tokenOf(tenant)}`, 'Bearer x']) {
      const answer = await send(url, { headers: { ...headers, Authorization } })
      expect(answer.headers.get('Access-Control-Allow-Origin')).toBe('*')
    }
  })

  it('is struck by the faults of the token’s tenant, which do not change the value', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    const token = await tokenOf(tenant)
    const other = tenantOf(emulator, testing.tenantId)
    await other.faults.add({ operation: 'profiles.setAttribute', effect: { status: 503 } })
    await tenant.faults.add({ operation: 'profiles.setAttribute', effect: { delayMs: 1 } })
    const slow = await attributes(tenant, token, 'PUT', '/a', '{"b": 1}', 'application/json')
    expect([slow.status, slow.body]).toEqual([200, { a: '{"b": 1}' }])
    await tenant.faults.clear()
    await tenant.faults.add({ operation: 'profiles.setAttribute', effect: { status: 503 } })
    const struck = await attributes(tenant, token, 'PUT', '/a', 'x')
    expect([struck.status, struck.body]).toEqual([503, refusal('service_unavailable')])
    expect((await attributes(tenant, token, 'GET', '/a')).body).toEqual({ a: '{"b": 1}' })
    const { requests } = await tenant.requests.list()
    expect(requests.filter(({ fault }) => fault !== undefined)).toHaveLength(2)
  })

  it('names tenant and user in the journal, and nothing of what it stores', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    await attributes(tenant, await tokenOf(tenant), 'PUT', '/color', 'secret value')
    const { requests } = await tenant.requests.list()
    expect(requests.at(-1)).toEqual({
      id: expect.any(Number),
      at: expect.any(String),
      method: 'PUT',
      path: '/api/v1/attributes/color',
      status: 200,
      ms: expect.any(Number),
      tenantId: demo.tenantId,
      operation: 'profiles.setAttribute',
      sub: users.ann.profileId,
    })
  })

  it('keeps both of two changes at the same time', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const token = await tokenOf(tenant)
    const names = Array.from({ length: 20 }, (_, index) => `a${index}`)
    await Promise.all(names.map((name) => attributes(tenant, token, 'PUT', `/${name}`, name)))
    const { body } = await attributes(tenant, token, 'GET')
    expect(Object.keys(body).sort()).toEqual([...names].sort())
  })
})
