import { generateKeyPairSync } from 'node:crypto'
import { createRemoteJWKSet, jwtVerify, SignJWT } from 'jose'
import { describe, expect } from 'vitest'
import type { Tenant } from '../../src/index.ts'
import {
  basic,
  demo,
  it,
  manage,
  requestToken,
  send,
  tenantOf,
  users,
} from '../support/emulator.ts'
import { callback, transactionIn } from '../support/sign-in.ts'
import { enableRefresh, userScope } from '../support/tokens.ts'

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

/** Switches on what the grants need, and returns an assertion for custom identity. */
async function enableGrants(tenant: Tenant): Promise<string> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const config = { publicKey: `${publicKey.export({ type: 'spki', format: 'pem' })}` }
  await manage(tenant, 'PUT', '/config/idps/custom', { isActive: true, config })
  await enableRefresh(tenant)
  return new SignJWT({ iss: 'https://idp.example', aud: tenant.issuer, sub: 'custom' })
    .setExpirationTime('1h')
    .setProtectedHeader({ alg: 'RS256' })
    .sign(privateKey)
}

const { ann } = users

describe('a client that knows the discovery document alone', () => {
  it('gets tokens by every grant, of every scope and kind in it, and verifies them', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    const assertion = await enableGrants(tenant)
    const { body: document } = await send(tenant.discoveryEndpoint)

    /** Signs Ann in at the authorization endpoint, and returns the code. */
    const codeOf = async () => {
      const query = new URLSearchParams({
        client_id: demo.a.clientId,
        response_type: document.response_types_supported[0],
        scope: document.scopes_supported[0],
        redirect_uri: callback,
        nonce: 'the nonce',
      })
      const page = await send(`${document.authorization_endpoint}?${query}`)
      const [, action = ''] = /<form id="cd_form"[^>]* action="([^"]*)"/.exec(page.body) ?? []
      const answer = await send(`${new URL(action, document.authorization_endpoint)}`, {
        method: 'POST',
        redirect: 'manual',
        body: new URLSearchParams({ state: transactionIn(page), ...ann }),
      })
      return new URL(`${answer.headers.get('Location')}`).searchParams.get('code') ?? ''
    }
    let refresh_token = ''
    const forms: Record<string, () => Promise<Record<string, string>> | Record<string, string>> = {
      authorization_code: async () => ({ code: await codeOf(), redirect_uri: callback }),
      password: () => ({ username: ann.email, password: ann.password }),
      refresh_token: () => ({ refresh_token }),
      client_credentials: () => ({}),
      'urn:ietf:params:oauth:grant-type:jwt-bearer': () => ({ assertion }),
    }
    const keys = createRemoteJWKSet(new URL(document.jwks_uri))
    const verified = async (token: string) =>
      (
        await jwtVerify(token, keys, {
          issuer: document.issuer,
          audience: demo.a.clientId,
          algorithms: document.id_token_signing_alg_values_supported,
        })
      ).payload

    const results = []
    const claims = new Set<string>()
    for (const grant_type of document.grant_types_supported) {
      const form = await forms[grant_type]?.()
      const { status, body } = await send(document.token_endpoint, {
        method: 'POST',
        headers: { Authorization: basic(demo.a) },
        body: new URLSearchParams({ grant_type, ...form }),
      })
      refresh_token = body.refresh_token ?? refresh_token
      const access = await verified(body.access_token)
      const id = body.id_token === undefined ? {} : await verified(body.id_token)
      for (const name of [...Object.keys(access), ...Object.keys(id)]) claims.add(name)
      const info = await send(document.userinfo_endpoint, {
        headers: { Authorization: `Bearer ${body.access_token}` },
      })
      results.push([
        grant_type,
        status,
        access.scope,
        id.sub === info.body.sub,
        info.status,
        id.nonce,
      ])
    }
    expect(results).toEqual([
      ['authorization_code', 200, userScope, true, 200, 'the nonce'],
      ['password', 200, userScope, true, 200, undefined],
      ['refresh_token', 200, userScope, true, 200, undefined],
      // An application is no user: there is no id token, and no information about it.
      ['client_credentials', 200, 'appid_default', true, 403, undefined],
      ['urn:ietf:params:oauth:grant-type:jwt-bearer', 200, userScope, true, 200, undefined],
    ])
    // `oauth_client` is for the tokens of mobile applications, which cannot register here.
    expect(document.claims_supported.filter((name: string) => !claims.has(name))).toEqual([
      'oauth_client',
    ])
  })

  it('uses the profiles endpoint with a user’s token, and the management endpoint', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    const { body: document } = await send(tenant.discoveryEndpoint)
    const { body: tokens } = await requestToken({ oAuthServerUrl: document.issuer }, demo.a, {
      grant_type: 'password',
      username: ann.email,
      password: ann.password,
    })
    const headers = { Authorization: `Bearer ${tokens.access_token}` }
    const url = `${document.profiles_endpoint}/api/v1/attributes/points`
    await send(url, { method: 'PUT', headers, body: '7' })
    expect((await send(url, { headers })).body).toEqual({ points: '7' })
    const managed = await manage(
      { managementUrl: document.management_endpoint },
      'GET',
      `/cloud_directory/Users/${ann.id}`,
    )
    expect([managed.status, managed.body.id]).toEqual([200, ann.id])
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
