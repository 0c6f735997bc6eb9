import { describe, expect } from 'vitest'
import { demo, it, requestToken, send, tenantOf } from '../support/emulator.ts'

describe('GET /.well-known/openid-configuration', () => {
  it('returns all documented members in their order', async ({ emulator }) => {
    const base = `${emulator.url}/oauth/v4/${demo.tenantId}`
    const { status, headers, body } = await send(`${base}/.well-known/openid-configuration`)
    expect(status).toBe(200)
    expect(headers.get('Content-Type')).toBe('application/json; charset=utf-8')
    const expected = {
      issuer: base,
      authorization_endpoint: `${base}/authorization`,
      token_endpoint: `${base}/token`,
      jwks_uri: `${base}/publickeys`,
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      userinfo_endpoint: `${base}/userinfo`,
      scopes_supported: ['openid'],
      response_types_supported: ['code'],
      claims_supported: [
        'iss',
        'aud',
        'exp',
        'tenant',
        'iat',
        'sub',
        'nonce',
        'amr',
        'oauth_client',
      ],
      grant_types_supported: [
        'authorization_code',
        'password',
        'refresh_token',
        'client_credentials',
        'urn:ietf:params:oauth:grant-type:jwt-bearer',
      ],
      profiles_endpoint: emulator.url,
      management_endpoint: `${emulator.url}/management/v4/${demo.tenantId}`,
      service_documentation: 'https://cloud.ibm.com/docs/appid?topic=appid-getting-started',
    }
    expect(body).toEqual(expected)
    expect(Object.keys(body)).toEqual(Object.keys(expected))
  })

  it('supports HEAD and a trailing slash', async ({ emulator }) => {
    const url = tenantOf(emulator).discoveryEndpoint
    const head = await send(url, { method: 'HEAD' })
    expect([head.status, head.body]).toEqual([200, ''])
    expect((await send(`${url}/`)).status).toBe(200)
  })

  it('returns URLs that all respond in their own format', async ({ emulator }) => {
    const { body } = await send(tenantOf(emulator).discoveryEndpoint)
    const authorization = await send(body.authorization_endpoint)
    expect([authorization.status, authorization.body]).toEqual([
      400,
      { error: 'invalid_request', error_description: expect.stringContaining('redirect_uri') },
    ])
    expect((await send(body.userinfo_endpoint)).body.error).toBe('invalid_token')
    expect((await send(body.token_endpoint, { method: 'POST' })).body.error).toBe('invalid_request')
    expect((await send(body.jwks_uri)).status).toBe(200)
    expect(await send(body.management_endpoint)).toMatchObject({
      status: 401,
      body: { message: expect.any(String) },
    })
    expect(await send(`${body.profiles_endpoint}/api/v1/attributes`)).toMatchObject({
      status: 401,
      body: { error: 'invalid_token' },
    })
  })
})

describe('GET /publickeys', () => {
  it('returns only the public members of the key, in App ID’s order', async ({ emulator }) => {
    const url = `${tenantOf(emulator).oAuthServerUrl}/publickeys`
    const { status, body } = await send(url)
    expect(status).toBe(200)
    expect(body).toEqual({
      keys: [
        {
          kty: 'RSA',
          use: 'sig',
          n: expect.stringMatching(/^[\w-]{342}$/),
          e: 'AQAB',
          kid: `appId-${demo.tenantId}-2020-01-01T00:00:00.000`,
        },
      ],
    })
    expect(Object.keys(body.keys[0])).toEqual(['kty', 'use', 'n', 'e', 'kid'])
    const head = await send(url, { method: 'HEAD' })
    expect([head.status, head.body]).toEqual([200, ''])
  })
})

describe('CORS', () => {
  it('allows every preflight the headers that it asks for', async ({ emulator }) => {
    for (const path of ['/token', '/publickeys', '/nowhere']) {
      const { status, headers, body } = await send(`${tenantOf(emulator).oAuthServerUrl}${path}`, {
        method: 'OPTIONS',
        headers: {
          Origin: 'http://app.example',
          'Access-Control-Request-Method': 'POST',
          'Access-Control-Request-Headers': 'authorization,traceparent,x-request-id',
        },
      })
      expect([status, body]).toEqual([204, ''])
      expect(Object.fromEntries(headers)).toMatchObject({
        'access-control-allow-origin': '*',
        'access-control-allow-methods': 'GET, HEAD, POST',
        'access-control-allow-headers': 'authorization,traceparent,x-request-id',
        vary: 'Access-Control-Request-Headers',
      })
    }
  })

  it('allows the usual headers when OPTIONS asks for none', async ({ emulator }) => {
    const { headers } = await send(tenantOf(emulator).discoveryEndpoint, { method: 'OPTIONS' })
    expect(headers.get('Access-Control-Allow-Headers')).toBe(
      'authorization, content-type, x-filter-type',
    )
  })

  it('lets a page read Retry-After', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await emulator.tenant(demo.tenantId).faults.add({ effect: { status: 429, retryAfter: 7 } })
    for (const { status, headers } of [
      await requestToken(tenant),
      await send(`${tenant.oAuthServerUrl}/publickeys`),
    ])
      expect([
        status,
        headers.get('Retry-After'),
        headers.get('Access-Control-Expose-Headers'),
      ]).toEqual([429, '7', 'Retry-After'])
  })
})
