import { describe, expect } from 'vitest'
import { it, manage, requestToken, send, tenantOf, testing } from '../support/emulator.ts'

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

describe('POST /applications', () => {
  it('registers a regularwebapp, and returns App ID’s members in their order', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    const { status, headers, body } = await manage(tenant, 'POST', '/applications', {
      name: 'my app',
    })
    expect(status).toBe(200)
    expect(headers.get('Content-Type')).toBe('application/json; charset=utf-8')
    expect(headers.get('X-AppID-Emulator-Version')).toMatch(/^\d+\.\d+\.\d+$/)
    const base = `${emulator.url}/oauth/v4/${tenant.tenantId}`
    expect(body).toEqual({
      clientId: expect.stringMatching(uuid),
      tenantId: tenant.tenantId,
      secret: expect.stringMatching(/^[A-Za-z0-9+/]{48}$/),
      name: 'my app',
      oAuthServerUrl: base,
      profilesUrl: emulator.url,
      discoveryEndpoint: `${base}/.well-known/openid-configuration`,
      type: 'regularwebapp',
    })
    expect(Object.keys(body)).toEqual([
      'clientId',
      'tenantId',
      'secret',
      'name',
      'oAuthServerUrl',
      'profilesUrl',
      'discoveryEndpoint',
      'type',
    ])
    expect(Buffer.from(body.secret, 'base64').toString()).toMatch(uuid)
    expect((await requestToken(tenant, body)).status).toBe(200)
  })

  it('registers a singlepageapp without a secret', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const { status, body } = await manage(tenant, 'POST', '/applications', {
      name: 'spa',
      type: 'singlepageapp',
    })
    expect(status).toBe(200)
    expect(Object.keys(body)).toEqual([
      'clientId',
      'tenantId',
      'name',
      'oAuthServerUrl',
      'profilesUrl',
      'discoveryEndpoint',
      'type',
    ])
    expect(tenantOf(emulator).applications.at(-1)).toEqual({
      clientId: body.clientId,
      name: 'spa',
      type: 'singlepageapp',
    })
    const refused = await requestToken(tenant, { clientId: body.clientId, secret: '' })
    expect([refused.status, refused.body.error]).toEqual([401, 'invalid_client'])
  })

  it('accepts a trailing slash, unknown members and a name that exists', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const application = { name: 'twice', scopes: ['x'], clientId: 'mine', colour: 'red' }
    const first = await manage(tenant, 'POST', '/applications/', application)
    const second = await manage(tenant, 'POST', '/applications/', application)
    expect([first.status, second.status]).toEqual([200, 200])
    expect(first.body.clientId).not.toBe(second.body.clientId)
    expect(first.body).not.toHaveProperty('colour')
    expect(first.body.clientId).toMatch(uuid)
  })

  it('counts the code points of a name, and does not trim it', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    for (const name of ['𝔘'.repeat(50), ' x ', ' ']) {
      const { status, body } = await manage(tenant, 'POST', '/applications', { name })
      expect([status, body.name]).toEqual([200, name])
    }
  })

  it.for([
    ['a missing name', {}, 'name: is missing'],
    ['an empty name', { name: '' }, 'name: must be 1 to 50 characters'],
    ['a name with half a surrogate pair', { name: 'a\ud800' }, 'name: must be 1 to 50 characters'],
    ['a name of 51 characters', { name: '𝔘'.repeat(51) }, 'name: must be 1 to 50 characters'],
    ['a name that is a number', { name: 5 }, 'name: must be a string, not a number'],
    ['a name that is null', { name: null }, 'name: must be a string, not null'],
    [
      'an unknown type',
      { name: 'x', type: 'mobileapp' },
      'type: must be regularwebapp or singlepageapp',
    ],
    ['an array', [], 'the body must be a JSON object, not an array'],
  ] as const)('refuses %s', async ([, body, message], { emulator }) => {
    const response = await manage(tenantOf(emulator), 'POST', '/applications', body)
    expect([response.status, response.body]).toEqual([400, { message }])
    expect(tenantOf(emulator).applications).toHaveLength(2)
  })

  it('refuses a body that is not JSON, is malformed or is too large', async ({ emulator }) => {
    const { managementUrl } = tenantOf(emulator)
    const post = (init: RequestInit) =>
      send(`${managementUrl}/applications`, { method: 'POST', ...init })
    const headers = { Authorization: 'Bearer any' }
    const form = await post({ headers, body: new URLSearchParams({ name: 'x' }) })
    expect([form.status, form.body]).toEqual([
      400,
      {
        message:
          'unsupported Content-Type application/x-www-form-urlencoded;charset=UTF-8: send application/json',
      },
    ])
    const bytes = await post({ headers, body: new Uint8Array([123, 125]) })
    expect([bytes.status, bytes.body]).toEqual([
      400,
      { message: 'missing Content-Type: send application/json' },
    ])
    const broken = await post({
      headers: { ...headers, 'Content-Type': 'application/json' },
      body: '{"name":',
    })
    expect(broken.status).toBe(400)
    expect(broken.body).toEqual({ message: 'the body cannot be read: it is not a JSON object' })
    const huge = await post({
      headers: { ...headers, 'Content-Type': 'application/json' },
      body: JSON.stringify({ name: 'x'.repeat(1024 * 1024) }),
    })
    expect([huge.status, huge.body]).toEqual([
      413,
      { message: 'the body is larger than 1048576 bytes' },
    ])
  })

  it('refuses the 201st application of a tenant until another is deleted', async ({ start }) => {
    const applications = Array.from({ length: 199 }, () => ({}))
    const emulator = await start({
      seed: { version: 1, tenants: { [testing.tenantId]: { applications } } },
    })
    const tenant = tenantOf(emulator, testing.tenantId)
    const register = () => manage(tenant, 'POST', '/applications', { name: 'one more' })
    const statuses = (await Promise.all([register(), register()])).map(({ status }) => status)
    expect(statuses.sort()).toEqual([200, 400])
    expect((await register()).body).toEqual({
      message: 'this tenant already has 200 applications, the maximum: delete one first',
    })
    const [first] = tenantOf(emulator, testing.tenantId).applications
    await manage(tenant, 'DELETE', `/applications/${first?.clientId}`)
    expect((await register()).status).toBe(200)
  })
})

describe('GET /applications', () => {
  it('lists all applications in the order of their creation', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const { body: created } = await manage(tenant, 'POST', '/applications', { name: 'third' })
    const { status, body } = await manage(tenant, 'GET', '/applications')
    expect(status).toBe(200)
    expect(Object.keys(body)).toEqual(['applications'])
    expect(body.applications.map(({ name }: { name: string }) => name)).toEqual([
      'Application A',
      'Application B',
      'third',
    ])
    expect(body.applications[2]).toEqual(created)
    expect(await manage(tenant, 'GET', '/applications/')).toMatchObject({ status: 200, body })
    expect(await manage(tenant, 'GET', `/applications/${created.clientId}`)).toMatchObject({
      status: 200,
      body: created,
    })
  })
})

describe('PUT /applications/{clientId}', () => {
  it('returns 201 with the new name, and changes nothing else', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const { body: created } = await manage(tenant, 'POST', '/applications', { name: 'old' })
    const path = `/applications/${created.clientId}`
    const { status, body } = await manage(tenant, 'PUT', path, {
      name: 'new',
      type: 'singlepageapp',
    })
    expect([status, body]).toEqual([201, { ...created, name: 'new' }])
    expect((await manage(tenant, 'GET', path)).body).toEqual(body)
    const refused = await manage(tenant, 'PUT', path, { name: '' })
    expect([refused.status, refused.body]).toEqual([
      400,
      { message: 'name: must be 1 to 50 characters' },
    ])
  })
})

describe('DELETE /applications/{clientId}', () => {
  it('returns 204, and from then on 404; the credentials stop working at once', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    const { body: created } = await manage(tenant, 'POST', '/applications', { name: 'gone' })
    const path = `/applications/${created.clientId}`
    expect((await requestToken(tenant, created)).status).toBe(200)
    const deleted = await manage(tenant, 'DELETE', path)
    expect([deleted.status, deleted.body]).toEqual([204, ''])
    const message = `tenant ${tenant.tenantId} has no application ${created.clientId}`
    for (const [method, sent] of [['GET'], ['DELETE'], ['PUT', { name: 'x' }]] as const) {
      const response = await manage(tenant, method, path, sent)
      expect([response.status, response.body]).toEqual([404, { message }])
    }
    const refused = await requestToken(tenant, created)
    expect([refused.status, refused.body]).toEqual([
      401,
      { error: 'invalid_client', error_description: 'Invalid Credentials' },
    ])
  })
})

describe('the management API', () => {
  const unknown = '00000000-0000-4000-8000-000000000000'

  it.for([
    ['no header', {}],
    ['another scheme', { Authorization: 'Basic eDp5' }],
    ['an empty token', { Authorization: 'Bearer ' }],
  ] as const)('first requires a bearer token: %s', async ([, headers], { emulator }) => {
    const { status, body } = await send(`${emulator.url}/management/v4/${unknown}/nowhere`, {
      method: 'PATCH',
      headers,
    })
    expect([status, body]).toEqual([
      401,
      {
        message:
          'send an IAM access token: Authorization: Bearer … (any token is accepted, unless strictIam is set)',
      },
    ])
  })

  it('then looks up the tenant, and returns Express’s 404 if there is none', async ({
    emulator,
  }) => {
    const { status, headers, body } = await send(
      `${emulator.url}/management/v4/${unknown}/applications`,
      { method: 'PATCH', headers: { Authorization: 'Bearer any' } },
    )
    expect([status, headers.get('Content-Type'), body]).toEqual([
      404,
      'text/plain; charset=utf-8',
      'Not Found',
    ])
  })

  it('then checks the path, then the method', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const nowhere = await manage(tenant, 'GET', '/nowhere')
    expect([nowhere.status, nowhere.body]).toEqual([
      404,
      {
        message: `there is nothing at /management/v4/${tenant.tenantId}/nowhere in the management API`,
      },
    ])
    const refused = await manage(tenant, 'DELETE', '/applications')
    expect([refused.status, refused.headers.get('Allow'), refused.body]).toEqual([
      405,
      'GET, HEAD, POST',
      { message: 'DELETE is not allowed here: use GET, HEAD, POST' },
    ])
  })

  it('then validates the body, before it looks up the resource', async ({ emulator }) => {
    const { status } = await manage(tenantOf(emulator), 'PUT', `/applications/${unknown}`, {})
    expect(status).toBe(400)
  })
})
