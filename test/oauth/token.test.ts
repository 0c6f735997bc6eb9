import { once } from 'node:events'
import { request } from 'node:http'
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose'
import { describe, expect } from 'vitest'
import {
  basic,
  demo,
  it,
  manage,
  requestToken,
  send,
  tenantOf,
  testing,
} from '../support/emulator.ts'

const authorization = basic(demo.a)
const json = 'application/json'
const grant = { grant_type: 'client_credentials' }
/** The grant with the client's credentials. */
const inBody = { ...grant, client_id: demo.a.clientId, client_secret: demo.a.secret }

/** A token request with any body, and by default with the client's credentials in the header. */
function post(
  url: string,
  body: NonNullable<RequestInit['body']> | null,
  headers: Record<string, string> = {},
) {
  return send(`${url}/token`, { method: 'POST', headers: { authorization, ...headers }, body })
}

describe('POST /token, client_credentials', () => {
  it('returns three members, and forbids caching', async ({ emulator }) => {
    const { status, headers, body } = await requestToken(tenantOf(emulator))
    expect(status).toBe(200)
    expect(Object.keys(body)).toEqual(['access_token', 'expires_in', 'token_type'])
    expect(body).toEqual({
      access_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      expires_in: 3600,
      token_type: 'Bearer',
    })
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      pragma: 'no-cache',
      'access-control-allow-origin': '*',
    })
  })

  it('signs App ID’s claims, in their order, with the tenant’s published key', async ({
    start,
  }) => {
    const emulator = await start({ now: () => Date.parse('2030-01-02T03:04:05.678Z') })
    const tenant = tenantOf(emulator)
    const { access_token } = (await requestToken(tenant)).body
    const { payload } = await jwtVerify(
      access_token,
      createRemoteJWKSet(new URL(`${tenant.oAuthServerUrl}/publickeys`)),
      {
        issuer: tenant.issuer,
        audience: demo.a.clientId,
        currentDate: new Date('2030-01-02T04:04:04Z'),
      },
    )
    const iat = Date.parse('2030-01-02T03:04:05Z') / 1000
    expect(payload).toEqual({
      iss: `${emulator.url}/oauth/v4/${demo.tenantId}`,
      exp: iat + 3600,
      aud: [demo.a.clientId],
      sub: demo.a.clientId,
      amr: ['appid_client_credentials'],
      iat,
      tenant: demo.tenantId,
      scope: 'appid_default',
    })
    expect(Object.keys(payload)).toEqual([
      'iss',
      'exp',
      'aud',
      'sub',
      'amr',
      'iat',
      'tenant',
      'scope',
    ])
    const header = decodeProtectedHeader(access_token)
    expect(header).toEqual({
      alg: 'RS256',
      typ: 'JWT',
      kid: `appId-${demo.tenantId}-2020-01-01T00:00:00.000`,
      ver: 4,
    })
    expect(Object.keys(header)).toEqual(['alg', 'typ', 'kid', 'ver'])
  })

  it('accepts a form, multipart and JSON, with a charset and with a trailing slash', async ({
    emulator,
  }) => {
    const { oAuthServerUrl } = tenantOf(emulator)
    const multipart = new FormData()
    multipart.set('grant_type', 'client_credentials')
    const urlencoded = 'application/x-www-form-urlencoded; charset=utf-8'
    const grant = JSON.stringify({ grant_type: 'client_credentials' })
    const responses = await Promise.all([
      post(oAuthServerUrl, 'grant_type=client_credentials', { 'Content-Type': urlencoded }),
      post(oAuthServerUrl, multipart),
      post(oAuthServerUrl, grant, { 'Content-Type': json }),
      post(oAuthServerUrl, grant, { 'Content-Type': `${json}; charset=utf-8` }),
      send(`${oAuthServerUrl}/token/`, {
        method: 'POST',
        headers: { authorization },
        body: new URLSearchParams({ grant_type: 'client_credentials' }),
      }),
    ])
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
  })

  it('ignores unknown parameters', async ({ emulator }) => {
    const parameters = { resource: 'https://example.com', 'a[b]': 'c', 'd.e': 'f' }
    expect((await requestToken(tenantOf(emulator), demo.a, parameters)).status).toBe(200)
  })
})

describe('the authorization server refuses', () => {
  const unknown = '00000000-0000-4000-8000-000000000000'

  it('an unknown tenant, on every path and method', async ({ emulator }) => {
    for (const path of ['/token', '/nowhere', '/publickeys']) {
      const { status, headers, body } = await send(`${emulator.url}/oauth/v4/${unknown}${path}`, {
        method: 'DELETE',
      })
      expect([status, headers.get('Access-Control-Allow-Origin'), body]).toEqual([
        404,
        '*',
        { error: 'invalid_tenant', error_description: `there is no tenant ${unknown}` },
      ])
    }
  })

  it('an unknown path', async ({ emulator }) => {
    const { status, body } = await send(`${tenantOf(emulator).oAuthServerUrl}/nowhere`)
    expect([status, body]).toEqual([
      404,
      {
        error: 'not_found',
        error_description: `there is nothing at /oauth/v4/${demo.tenantId}/nowhere in the authorization server`,
      },
    ])
  })

  it('an unsupported method, before it reads the body', async ({ emulator }) => {
    const { status, headers, body } = await send(`${tenantOf(emulator).oAuthServerUrl}/token`, {
      method: 'PUT',
      headers: { 'Content-Type': json },
      body: '{',
    })
    expect([
      status,
      headers.get('Allow'),
      headers.get('Access-Control-Allow-Origin'),
      body,
    ]).toEqual([
      405,
      'POST',
      '*',
      { error: 'method_not_allowed', error_description: 'PUT is not allowed here: use POST' },
    ])
  })

  it.for([
    [
      'malformed JSON',
      '{"grant_type":',
      json,
      400,
      /^the body cannot be read: it is not a JSON object$/,
    ],
    ['an array', '[]', json, 400, /^the body must be a JSON object, not an array$/],
    [
      'JSON that is not an object',
      '"x"',
      json,
      400,
      /^the body cannot be read: it is not a JSON object$/,
    ],
    [
      'malformed multipart',
      'x',
      'multipart/form-data',
      400,
      /^the body cannot be read: it is not valid multi/,
    ],
    [
      'a form that is too large',
      `a=${'b'.repeat(1048576)}`,
      'application/x-www-form-urlencoded',
      413,
      /^the body is larger than 1048576 bytes$/,
    ],
    [
      'multipart that is too large',
      'b'.repeat(1048577),
      'multipart/form-data; boundary=x',
      413,
      /^the body is larger/,
    ],
    [
      'an unsupported Content-Type',
      '<a/>',
      'text/xml',
      415,
      /^unsupported Content-Type text\/xml: send application\/x-www-form-urlencoded, multipart\/form-data or application\/json$/,
    ],
  ] as const)(
    '%s, before it authenticates the client',
    async ([, text, type, status, description], { emulator }) => {
      const response = await send(`${tenantOf(emulator).oAuthServerUrl}/token`, {
        method: 'POST',
        headers: { 'Content-Type': type },
        body: text,
      })
      expect([response.status, response.body]).toEqual([
        status,
        { error: 'invalid_request', error_description: expect.stringMatching(description) },
      ])
      expect(response.headers.get('Cache-Control')).toBe('no-store')
    },
  )

  it.for([
    [
      'a repeated parameter',
      'grant_type=client_credentials&grant_type=client_credentials',
      'application/x-www-form-urlencoded',
      'grant_type must be a string and must not be repeated',
    ],
    [
      'a parameter that is repeated many times',
      `${'scope=a&'.repeat(40)}grant_type=x`,
      'application/x-www-form-urlencoded',
      'scope must be a string and must not be repeated',
    ],
    [
      'an array in JSON',
      '{"grant_type":["client_credentials"]}',
      json,
      'grant_type must be a string and must not be repeated',
    ],
    ['a number', '{"grant_type":5}', json, 'grant_type must be a string and must not be repeated'],
    [
      'null',
      '{"grant_type":"x","scope":null}',
      json,
      'scope must be a string and must not be repeated',
    ],
    [
      'an empty grant_type',
      'grant_type=',
      'application/x-www-form-urlencoded',
      'grant_type is missing',
    ],
    ['a missing grant_type', '{}', json, 'grant_type is missing'],
  ] as const)(
    '%s, before it authenticates the client',
    async ([, text, type, description], { emulator }) => {
      const response = await send(`${tenantOf(emulator).oAuthServerUrl}/token`, {
        method: 'POST',
        headers: { 'Content-Type': type },
        body: text,
      })
      expect([response.status, response.body]).toEqual([
        400,
        { error: 'invalid_request', error_description: description },
      ])
    },
  )

  it('a repeated parameter after a thousand others', async ({ emulator }) => {
    const many = Array.from({ length: 1500 }, (_, number) => `p${number}=x`).join('&')
    const { oAuthServerUrl } = tenantOf(emulator)
    const form = { 'Content-Type': 'application/x-www-form-urlencoded' }
    const single = await post(oAuthServerUrl, `${many}&grant_type=client_credentials`, form)
    expect(single.status).toBe(200)
    const twice = await post(oAuthServerUrl, `scope=a&${many}&scope=b`, form)
    expect([twice.status, twice.body.error_description]).toEqual([
      400,
      'scope must be a string and must not be repeated',
    ])
  })

  it.for([
    [
      'that does not match the body',
      'gzip',
      400,
      'the body cannot be read: it is corrupt or incomplete',
    ],
    ['that is unknown', 'x', 415, 'the Content-Encoding of the body is not supported'],
  ] as const)('a Content-Encoding %s', async ([, encoding, status, description], { emulator }) => {
    const response = await post(
      tenantOf(emulator).oAuthServerUrl,
      'grant_type=client_credentials',
      {
        'Content-Type': 'application/x-www-form-urlencoded',
        'Content-Encoding': encoding,
      },
    )
    expect([response.status, response.body]).toEqual([
      status,
      { error: 'invalid_request', error_description: description },
    ])
  })

  it('a missing body', async ({ emulator }) => {
    const { status, body } = await post(tenantOf(emulator).oAuthServerUrl, null)
    expect([status, body]).toEqual([
      400,
      { error: 'invalid_request', error_description: 'grant_type is missing' },
    ])
  })

  it('a file in place of a parameter', async ({ emulator }) => {
    const form = new FormData()
    form.set('grant_type', new Blob(['client_credentials']))
    const { status, body } = await post(tenantOf(emulator).oAuthServerUrl, form)
    expect([status, body.error_description]).toEqual([
      400,
      'grant_type must be a string and must not be repeated',
    ])
  })

  it('an unknown client, before it checks the grant', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const { status } = await requestToken(
      tenant,
      { clientId: unknown, secret: 'x' },
      { grant_type: 'magic' },
    )
    expect(status).toBe(401)
  })

  it('an unknown grant', async ({ emulator }) => {
    const { status, body } = await requestToken(tenantOf(emulator), demo.a, { grant_type: 'magic' })
    expect([status, body]).toEqual([
      400,
      {
        error: 'unsupported_grant_type',
        error_description:
          'unrecognized grant_type magic: use authorization_code, password, refresh_token, client_credentials, urn:ietf:params:oauth:grant-type:jwt-bearer',
      },
    ])
  })
})

describe('client authentication', () => {
  it('fails identically for an unknown client, a wrong secret and a client of another tenant', async ({
    start,
  }) => {
    const refusals: (string | undefined)[] = []
    const emulator = await start({
      log: (event) => {
        if (event.event === 'request') refusals.push(event.error)
      },
    })
    const tenant = tenantOf(emulator)
    const unknown = '00000000-0000-4000-8000-000000000000'
    const attempts = [
      { clientId: unknown, secret: demo.a.secret },
      { clientId: demo.a.clientId, secret: demo.b.secret },
      testing,
      { clientId: demo.a.clientId, secret: '' },
      { clientId: demo.a.secret, secret: demo.a.clientId },
      { clientId: demo.a.clientId, secret: '%E0%A4%A' },
      { clientId: demo.a.clientId, secret: `${demo.a.secret}%` },
    ]
    for (const attempt of attempts) {
      const { status, headers, body } = await requestToken(tenant, attempt)
      expect([status, body]).toEqual([
        401,
        { error: 'invalid_client', error_description: 'Invalid Credentials' },
      ])
      expect(headers.has('WWW-Authenticate')).toBe(false)
    }
    expect(refusals).toEqual([
      `Invalid Credentials: there is no application ${unknown}`,
      `Invalid Credentials: wrong secret for ${demo.a.clientId}`,
      `Invalid Credentials: there is no application ${testing.clientId}`,
      `Invalid Credentials: wrong secret for ${demo.a.clientId}`,
      'Invalid Credentials: the client id is not a uuid',
      `Invalid Credentials: wrong secret for ${demo.a.clientId}`,
      `Invalid Credentials: wrong secret for ${demo.a.clientId}`,
    ])
  })

  it('fails with a hint when the Authorization header has no Basic credentials', async ({
    emulator,
  }) => {
    const { oAuthServerUrl } = tenantOf(emulator)
    for (const header of [
      'Bearer x',
      'Basic',
      'Basic !!',
      `Basic ${Buffer.from('nocolon').toString('base64')}`,
    ]) {
      const { status, body } = await post(oAuthServerUrl, new URLSearchParams(inBody), {
        authorization: header,
      })
      expect([status, body]).toEqual([
        401,
        {
          error: 'invalid_client',
          error_description: 'please provide clientId as username and secret as password',
        },
      ])
    }
  })

  it('splits at the first colon, and accepts both parts raw or percent-encoded, but no plus for a space', async ({
    start,
  }) => {
    const application = { clientId: demo.a.clientId, secret: 'a:b+c%2Fd e' }
    const emulator = await start({
      seed: { version: 1, tenants: { [demo.tenantId]: { applications: [application] } } },
    })
    const tenant = tenantOf(emulator)
    const encoded = {
      clientId: demo.a.clientId.replaceAll('-', '%2D'),
      secret: encodeURIComponent(application.secret),
    }
    const plus = { ...encoded, secret: encoded.secret.replaceAll('%20', '+') }
    const space = { ...application, secret: application.secret.replace('+', ' ') }
    const statuses = []
    for (const attempt of [application, encoded, plus, space])
      statuses.push((await requestToken(tenant, attempt)).status)
    expect(statuses).toEqual([200, 200, 401, 401])
  })

  it('accepts the scheme in any case, because the Swift SDK sends basic', async ({ emulator }) => {
    const schemes = ['basic', 'BASIC', 'Basic']
    const statuses = schemes.map(
      async (scheme) =>
        (
          await post(tenantOf(emulator).oAuthServerUrl, new URLSearchParams(grant), {
            authorization: authorization.replace('Basic', scheme),
          })
        ).status,
    )
    expect(await Promise.all(statuses)).toEqual([200, 200, 200])
  })

  it('accepts client_id and client_secret in the body, in any encoding, which the journal records', async ({
    emulator,
  }) => {
    const { oAuthServerUrl } = tenantOf(emulator)
    const multipart = new FormData()
    for (const [name, value] of Object.entries(inBody)) multipart.set(name, value)
    const ask = (body: RequestInit['body'], headers: Record<string, string> = {}) =>
      send(`${oAuthServerUrl}/token`, { method: 'POST', headers, body: body ?? null })
    const responses = [
      await ask(new URLSearchParams(inBody)),
      await ask(multipart),
      await ask(JSON.stringify(inBody), { 'Content-Type': json }),
      await ask(new URLSearchParams(grant), { authorization }),
    ]
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    const { requests } = await emulator.requests.list()
    expect(requests.map(({ clientAuthentication }) => clientAuthentication)).toEqual([
      'body',
      'body',
      'body',
      'basic',
    ])
    expect((await emulator.requests.count({ clientAuthentication: 'body' })).count).toBe(3)
  })

  it.for([
    ['neither', {}],
    ['only a client_id', { client_id: demo.a.clientId }],
    ['only a client_secret', { client_secret: demo.a.secret }],
    ['an empty client_secret', { client_id: demo.a.clientId, client_secret: '' }],
  ] as const)(
    'fails with missing credentials for a body with %s',
    async ([, parameters], { emulator }) => {
      const { status, headers, body } = await send(`${tenantOf(emulator).oAuthServerUrl}/token`, {
        method: 'POST',
        body: new URLSearchParams({ ...grant, ...parameters }),
      })
      expect([status, body, headers.has('WWW-Authenticate')]).toEqual([
        401,
        { error: 'invalid_client', error_description: 'missing credentials in request' },
        false,
      ])
    },
  )

  it('fails for wrong or percent-encoded credentials in the body', async ({ emulator }) => {
    for (const parameters of [
      { client_secret: demo.b.secret },
      { client_id: testing.clientId, client_secret: testing.secret },
      { client_id: demo.a.clientId.replaceAll('-', '%2D') },
    ]) {
      const { status, body } = await send(`${tenantOf(emulator).oAuthServerUrl}/token`, {
        method: 'POST',
        body: new URLSearchParams({ ...inBody, ...parameters }),
      })
      expect([status, body]).toEqual([
        401,
        { error: 'invalid_client', error_description: 'Invalid Credentials' },
      ])
    }
  })

  it('ignores credentials in the query', async ({ emulator }) => {
    const query = new URLSearchParams(inBody)
    for (const body of [new URLSearchParams(grant), new URLSearchParams(inBody)]) {
      body.delete('client_secret')
      const response = await send(`${tenantOf(emulator).oAuthServerUrl}/token?${query}`, {
        method: 'POST',
        body,
      })
      expect([response.status, response.body.error_description]).toEqual([
        401,
        'missing credentials in request',
      ])
    }
  })

  it('accepts a body that repeats the header, as a PHP client and WebAppStrategy send it', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    const encoded = { ...demo.a, clientId: demo.a.clientId.replaceAll('-', '%2D') }
    for (const client of [demo.a, encoded])
      for (const parameters of [inBody, { client_id: demo.a.clientId }])
        expect((await requestToken(tenant, client, parameters)).status).toBe(200)
    const { requests } = await emulator.requests.list({ clientAuthentication: 'basic' })
    expect(requests).toHaveLength(4)
  })

  it.for([
    ['client_id', { client_id: demo.b.clientId }],
    ['client_secret', { client_id: demo.a.clientId, client_secret: demo.b.secret }],
  ] as const)(
    'refuses a %s that contradicts the header',
    async ([name, parameters], { emulator }) => {
      const { status, body } = await requestToken(tenantOf(emulator), demo.a, parameters)
      expect([status, body]).toEqual([
        400,
        {
          error: 'invalid_request',
          error_description: `${name} in the body differs from the Authorization header: send only one`,
        },
      ])
    },
  )

  it('fails for an application that is deleted before the body arrives', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const body = 'grant_type=client_credentials'
    const upload = request(`${tenant.oAuthServerUrl}/token`, {
      method: 'POST',
      headers: {
        authorization,
        'Content-Type': 'application/x-www-form-urlencoded',
        'Content-Length': body.length,
        Expect: '100-continue',
      },
    })
    upload.flushHeaders()
    await once(upload, 'continue')
    await manage(tenant, 'DELETE', `/applications/${demo.a.clientId}`)
    upload.end(body)
    const [response] = await once(upload, 'response')
    expect(response.statusCode).toBe(401)
    response.resume()
  })

  it('succeeds as soon as an application is registered', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const { body } = await manage(tenant, 'POST', '/applications', { name: 'new' })
    expect((await requestToken(tenant, body)).status).toBe(200)
  })
})

describe('tokens of one client', () => {
  const frozen = { now: () => 2_000_000_000_000 }

  it('are identical within a second, and different in the next', async ({ start }) => {
    let now = 2_000_000_000_000
    const emulator = await start({ now: () => now })
    const getToken = async () => (await requestToken(tenantOf(emulator))).body.access_token
    const tokens = await Promise.all([getToken(), getToken(), getToken()])
    expect(new Set([...tokens, await getToken()]).size).toBe(1)
    now += 999
    expect(await getToken()).toBe(tokens[0])
    now += 1
    expect(await getToken()).not.toBe(tokens[0])
  })

  it('reflect every change, even within a second', async ({ start }) => {
    const emulator = await start(frozen)
    const tenant = tenantOf(emulator)
    const getClaims = async (parameters = {}) => {
      const { body } = await requestToken(tenant, demo.a, parameters)
      return { ...decodeProtectedHeader(body.access_token), ...decodeJwt(body.access_token) }
    }
    const first = await getClaims()
    expect(await getClaims({ audience: 'x' })).toEqual({ ...first, aud: ['x'] })
    expect(await getClaims({ audience: 'x y' })).toEqual({ ...first, aud: ['x y'] })

    await manage(tenant, 'PUT', `/applications/${demo.b.clientId}/scopes`, { scopes: ['read'] })
    const access = [{ application_id: demo.b.clientId, scopes: ['read'] }]
    const role = await manage(tenant, 'POST', '/roles', { name: 'reader', access })
    const ids = [role.body.id]
    await manage(tenant, 'PUT', `/applications/${demo.a.clientId}/roles`, { roles: { ids } })
    expect(await getClaims()).toEqual({ ...first, scope: 'appid_default read' })
    expect(await getClaims({ scope: 'read' })).toEqual({ ...first, scope: 'read' })

    await manage(tenant, 'DELETE', `/roles/${role.body.id}`)
    await manage(tenant, 'PUT', '/config/tokens', { access: { expires_in: 600 } })
    expect(await getClaims()).toEqual({ ...first, exp: Number(first.iat) + 600 })

    const kid = (await emulator.tenant(demo.tenantId).keys.rotate()).kid
    expect((await getClaims()).kid).toBe(kid)
    await emulator.urls.set({ publicUrl: 'http://id.test' })
    expect((await getClaims()).iss).toBe(`http://id.test/oauth/v4/${demo.tenantId}`)
  })
})

describe('the first token of a tenant without a key', () => {
  it('is not reused if a role has changed while the key was made', async ({ start }) => {
    const mapping = { source: 'roles', destinationClaim: 'roles' } as const
    const id = '33333333-4444-4555-8666-777777777777'
    const tenants = {
      [testing.tenantId]: {
        applications: [{ clientId: testing.clientId, secret: testing.secret, roles: [id] }],
        roles: [{ id, name: 'before' }],
        config: { tokens: { accessTokenClaims: [mapping] } },
      },
    }
    const emulator = await start({ seed: { version: 1, tenants }, now: () => 0 })
    const tenant = tenantOf(emulator, testing.tenantId)
    const first = requestToken(tenant, testing)
    await manage(tenant, 'PUT', `/roles/${id}`, { name: 'after', access: [] })
    await first
    const { body } = await requestToken(tenant, testing)
    expect(decodeJwt(body.access_token).roles).toEqual(['after'])
  })
})

describe('a form', () => {
  it('keeps a leading question mark as part of the first name', async ({ emulator }) => {
    const { status, body } = await send(`${tenantOf(emulator).oAuthServerUrl}/token`, {
      method: 'POST',
      headers: {
        Authorization: basic(demo.a),
        'Content-Type': 'application/x-www-form-urlencoded',
      },
      body: '?grant_type=client_credentials',
    })
    expect([status, body.error_description]).toEqual([400, 'grant_type is missing'])
  })

  it('may have very many parameters', async ({ emulator }) => {
    const names = Object.fromEntries(Array.from({ length: 120_000 }, (_, index) => [index, '']))
    const { status } = await requestToken(tenantOf(emulator), demo.a, names)
    expect(status).toBe(200)
  })
})
