import { decodeJwt } from 'jose'
import { describe, expect } from 'vitest'
import type { Emulator } from '../src/index.ts'
import { hasIPv6 } from './support/cli.ts'
import {
  basic,
  demo,
  it,
  manage,
  requestToken,
  send,
  sendRaw,
  tenantOf,
} from './support/emulator.ts'

/** Sends a GET or POST with any headers, even Host. */
const ask = (emulator: Emulator, path: string, headers: Record<string, string>, body?: string) =>
  sendRaw(emulator, body === undefined ? 'GET' : 'POST', path, headers, body)

const discovery = `/oauth/v4/${demo.tenantId}/.well-known/openid-configuration`
const form = {
  Authorization: basic(demo.a),
  'Content-Type': 'application/x-www-form-urlencoded',
}
const grant = 'grant_type=client_credentials'
const tokenPath = `/oauth/v4/${demo.tenantId}/token`

describe('the issuer by default', () => {
  it('follows the host of the request', async ({ emulator }) => {
    for (const host of [
      'appid:6002',
      `127.0.0.1:${emulator.port}`,
      '[::1]:6002',
      'app-id.internal',
      'UPPER',
      'localhost:443',
    ]) {
      const base = `http://${host.toLowerCase()}/oauth/v4/${demo.tenantId}`
      const { body } = await ask(emulator, discovery, { Host: host })
      expect([body.issuer, body.token_endpoint]).toEqual([base, `${base}/token`])
      const token = await ask(emulator, tokenPath, { ...form, Host: host }, grant)
      expect(decodeJwt(`${token.body.access_token}`).iss).toBe(base)
    }
  })

  it.for(['a b', 'evil/path', 'x"y', 'user@host', 'a:b', 'host:999999', 'host:99999', 'a, b'])(
    'cannot be made from the host "%s", which both APIs of App ID refuse',
    async (host, { emulator }) => {
      const oauth = await ask(emulator, discovery, { Host: host })
      const description = `the host "${host}" and the protocol "http" do not form a valid URL`
      expect(oauth).toEqual({
        status: 400,
        body: { error: 'invalid_request', error_description: description },
      })
      const management = await ask(emulator, `/management/v4/${demo.tenantId}/applications`, {
        Host: host,
        Authorization: 'Bearer any',
      })
      expect(management).toEqual({ status: 400, body: { message: description } })
    },
  )

  it('leaves out the default port, like every other URL', async ({ start }) => {
    const emulator = await start({ trustProxy: true })
    for (const [host, protocol, origin] of [
      ['localhost:80', 'http', 'http://localhost'],
      ['localhost:0080', 'http', 'http://localhost'],
      ['[::1]:80', 'http', 'http://[::1]'],
      ['id.test:443', 'https', 'https://id.test'],
      ['id.test:080', 'https', 'https://id.test:80'],
    ] as const) {
      const headers = { Host: host, 'X-Forwarded-Proto': protocol }
      const base = `${origin}/oauth/v4/${demo.tenantId}`
      const { body } = await ask(emulator, discovery, headers)
      expect(body).toMatchObject({
        issuer: base,
        authorization_endpoint: `${base}/authorization`,
        token_endpoint: `${base}/token`,
        jwks_uri: `${base}/publickeys`,
        profiles_endpoint: origin,
        management_endpoint: `${origin}/management/v4/${demo.tenantId}`,
      })
      const token = await ask(emulator, tokenPath, { ...form, ...headers }, grant)
      expect(decodeJwt(`${token.body.access_token}`).iss).toBe(base)
      const { body: control } = await ask(emulator, '/_appid/tenants', headers)
      expect(control.tenants[0]).toMatchObject({ issuer: base, profilesUrl: origin })
    }
  })

  it('has no port when the emulator listens on port 80', async ({ start, skip }) => {
    const emulator = await start({ port: 80 }).catch((error: Error) => skip(error.message))
    expect(emulator.url).toBe('http://localhost')
    const tenant = tenantOf(emulator)
    expect(tenant.issuer).toBe(`http://localhost/oauth/v4/${demo.tenantId}`)
    expect(decodeJwt((await requestToken(tenant)).body.access_token).iss).toBe(tenant.issuer)
  })

  it('is the same in tokens and in process, however the host to listen on is written', async ({
    start,
  }) => {
    for (const [host, name] of [
      ['LOCALHOST', 'localhost'],
      ['127.1', '127.0.0.1'],
      ['0', 'localhost'],
      ...(hasIPv6 ? [['0:0:0:0:0:0:0:1', '[::1]'] as const, ['::0', 'localhost'] as const] : []),
    ] as const) {
      const emulator = await start({ host })
      expect([host, emulator.url]).toEqual([host, `http://${name}:${emulator.port}`])
      const tenant = tenantOf(emulator)
      expect(decodeJwt((await requestToken(tenant)).body.access_token).iss).toBe(tenant.issuer)
    }
  })
})

describe('X-Forwarded-*', () => {
  const issuerFor = async (emulator: Emulator, headers: Record<string, string>) => {
    const { status, body } = await ask(emulator, discovery, { Host: 'appid:6002', ...headers })
    return status === 200 ? body.issuer.replace(`/oauth/v4/${demo.tenantId}`, '') : status
  }

  it('is ignored without trustProxy', async ({ emulator }) => {
    const headers = {
      'X-Forwarded-Proto': 'https',
      'X-Forwarded-Host': 'id.example.com',
      'X-Forwarded-Port': '8443',
    }
    expect(await issuerFor(emulator, headers)).toBe('http://appid:6002')
  })

  it('sets the protocol, host and port with trustProxy', async ({ start }) => {
    const emulator = await start({ trustProxy: true })
    for (const [protocol, host, port, expected] of [
      ['https', 'id.example.com', '', 'https://id.example.com'],
      ['https', 'id.example.com', '443', 'https://id.example.com'],
      ['http', 'id.example.com', '443', 'http://id.example.com:443'],
      ['https', 'id.example.com', '8443', 'https://id.example.com:8443'],
      ['https', 'id.example.com:8443', '443', 'https://id.example.com:8443'],
      ['https', 'id.example.com:8443', '', 'https://id.example.com:8443'],
      ['https', '[2001:db8::1]', '8443', 'https://[2001:db8::1]:8443'],
      ['https', '', '8443', 'https://appid:8443'],
      ['https', '', '443', 'https://appid'],
      ['', '', '80', 'http://appid'],
      ['https, http', 'id.example.com, appid:6002', '8443, 80', 'https://id.example.com:8443'],
      ['gopher', 'id.example.com', '', 400],
      ['https', 'id.example.com/x', '', 400],
      ['https', 'id.example.com', 'x', 400],
      ['https', 'id.example.com', '-1', 400],
      ['https', 'id.example.com', '99999', 400],
    ] as const)
      expect(
        await issuerFor(emulator, {
          ...(protocol !== '' && { 'X-Forwarded-Proto': protocol }),
          ...(host !== '' && { 'X-Forwarded-Host': host }),
          ...(port !== '' && { 'X-Forwarded-Port': port }),
        }),
      ).toBe(expected)
  })
})

describe('publicUrl', () => {
  it('sets iss, issuer and the authorization endpoint; other URLs follow the request', async ({
    start,
  }) => {
    const emulator = await start({ publicUrl: 'http://id.example:8080/' })
    const pinned = `http://id.example:8080/oauth/v4/${demo.tenantId}`
    const back = `http://appid:6002/oauth/v4/${demo.tenantId}`
    const { body } = await ask(emulator, discovery, { Host: 'appid:6002' })
    expect(body).toMatchObject({
      issuer: pinned,
      authorization_endpoint: `${pinned}/authorization`,
      token_endpoint: `${back}/token`,
      jwks_uri: `${back}/publickeys`,
      userinfo_endpoint: `${back}/userinfo`,
      profiles_endpoint: 'http://appid:6002',
      management_endpoint: `http://appid:6002/management/v4/${demo.tenantId}`,
    })
    const tenant = tenantOf(emulator)
    expect(tenant.issuer).toBe(pinned)
    expect(decodeJwt((await requestToken(tenant)).body.access_token).iss).toBe(pinned)
    const registered = await manage(tenant, 'POST', '/applications', { name: 'x' })
    expect(registered.body).toMatchObject({
      oAuthServerUrl: `${emulator.url}/oauth/v4/${demo.tenantId}`,
      profilesUrl: emulator.url,
      discoveryEndpoint: `${emulator.url}${discovery}`,
    })
  })
})

describe('a path in publicUrl', () => {
  it('is part of every URL', async ({ start }) => {
    const emulator = await start({ publicUrl: 'https://dev.example/appid/' })
    const pinned = `https://dev.example/appid/oauth/v4/${demo.tenantId}`
    const { body } = await ask(emulator, discovery, { Host: 'appid:6002' })
    const back = `http://appid:6002/appid/oauth/v4/${demo.tenantId}`
    expect(body).toMatchObject({
      issuer: pinned,
      authorization_endpoint: `${pinned}/authorization`,
      token_endpoint: `${back}/token`,
      jwks_uri: `${back}/publickeys`,
      userinfo_endpoint: `${back}/userinfo`,
      profiles_endpoint: 'http://appid:6002/appid',
      management_endpoint: `http://appid:6002/appid/management/v4/${demo.tenantId}`,
    })
    const tenant = tenantOf(emulator)
    const oAuthServerUrl = `${emulator.url}/appid/oauth/v4/${demo.tenantId}`
    expect(tenant).toMatchObject({
      issuer: pinned,
      oAuthServerUrl,
      managementUrl: `${emulator.url}/appid/management/v4/${demo.tenantId}`,
      profilesUrl: `${emulator.url}/appid`,
      discoveryEndpoint: `${oAuthServerUrl}/.well-known/openid-configuration`,
    })
    const minted = await tenant.tokens.create()
    expect(minted.claims.iss).toBe(pinned)
    // All of these URLs work.
    expect((await send(tenant.discoveryEndpoint)).body.issuer).toBe(pinned)
    expect(decodeJwt((await requestToken(tenant)).body.access_token).iss).toBe(pinned)
    const registered = await manage(tenant, 'POST', '/applications', { name: 'x' })
    expect(registered.body).toMatchObject({
      oAuthServerUrl,
      profilesUrl: `${emulator.url}/appid`,
      discoveryEndpoint: tenant.discoveryEndpoint,
    })
    const { body: facebook } = await manage(tenant, 'GET', '/config/idps/facebook')
    expect(facebook.redirectURL).toBe(`${oAuthServerUrl}/callback/facebook`)
  })

  it.for([
    '/appid',
    '/team/a%20b',
    // The emulator has paths that begin like these.
    '/oauth',
    '/oauth/v4',
    '/management',
    '/identity',
    '/oidc',
    '/api',
    '/_appid',
    '/health',
  ])('is optional in requests to every API: %s', async (path, { start }) => {
    const emulator = await start({ publicUrl: `http://localhost${path}` })
    const json = { Authorization: 'Bearer any' }
    const requests = [
      ['GET', discovery, {}],
      ['POST', tokenPath, form, grant],
      ['GET', `/management/v4/${demo.tenantId}/applications`, json],
      ['GET', '/identity/keys?x=1', {}],
      ['POST', '/oidc/token', form, 'grant_type=password'],
      ['GET', '/api/v1/attributes', {}],
      ['GET', '/_appid/urls', {}],
      ['GET', '/health', {}],
      ['HEAD', '/_appid/ready', {}],
    ] as const
    const statuses = async (prefix: string) => {
      const pending = requests.map(async ([method, where, headers, body]) => {
        const { status } = await sendRaw(emulator, method, `${prefix}${where}`, headers, body)
        return `${method} ${where} ${status}`
      })
      return Promise.all(pending)
    }
    const expected = requests.map(([method, where], index) => {
      const status = [200, 200, 200, 200, 400, 401, 200, 200, 200][index]
      return `${method} ${where} ${status}`
    })
    expect(await statuses('')).toEqual(expected)
    expect(await statuses(path)).toEqual(expected)
  })

  it('is removed from a request only as a whole, and only once', async ({ start }) => {
    const emulator = await start({ publicUrl: 'https://dev.example/appid' })
    for (const path of ['/appidx/health', '/appid/appid/health', '/x/appid/health', '/appid/appid'])
      expect([path, (await sendRaw(emulator, 'GET', path, {})).status]).toEqual([path, 404])
  })

  it('can change while the emulator runs', async ({ emulator }) => {
    const status = async () => (await sendRaw(emulator, 'GET', `/appid${discovery}`, {})).status
    expect(await status()).toBe(404)
    await emulator.urls.set({ publicUrl: 'https://dev.example/appid/' })
    expect(await emulator.urls.get()).toEqual({
      publicUrl: 'https://dev.example/appid',
      issuer: null,
    })
    expect(await status()).toBe(200)
    await emulator.urls.set({})
    expect(await status()).toBe(404)
  })
})

describe('issuer', () => {
  it('sets any issuer, and overrides publicUrl', async ({ start }) => {
    const issuer = 'https://us-south.appid.cloud.ibm.com/oauth/v4/{tenantId}'
    const emulator = await start({ issuer, publicUrl: 'http://id.example' })
    const iss = `https://us-south.appid.cloud.ibm.com/oauth/v4/${demo.tenantId}`
    const { body } = await send(tenantOf(emulator).discoveryEndpoint)
    expect(body.issuer).toBe(iss)
    expect(body.authorization_endpoint).toBe(
      `http://id.example/oauth/v4/${demo.tenantId}/authorization`,
    )
    expect(body.token_endpoint).toBe(`${emulator.url}${tokenPath}`)
    expect(decodeJwt((await requestToken(tenantOf(emulator))).body.access_token).iss).toBe(iss)
  })
})

describe('two host names for one emulator', () => {
  it('cause one warning for each pair, in either order, with a remedy', async ({ start }) => {
    const warnings: string[] = []
    const emulator = await start({
      log: (event) => {
        if (event.event === 'warning') warnings.push(event.message)
      },
    })
    const discover = (host: string) => ask(emulator, discovery, { Host: host })
    const issue = (host: string) => ask(emulator, tokenPath, { ...form, Host: host }, grant)
    const warning = (issued: string, discovered: string) =>
      `tokens are issued by http://${issued}/oauth/v4/${demo.tenantId}, but the discovery document names http://${discovered}/oauth/v4/${demo.tenantId}: clients that compare the two refuse the tokens. Use the same host name everywhere, or set it with publicUrl (or issuer)`
    await issue('a')
    await discover('a')
    expect(warnings).toEqual([])
    await discover('b')
    await discover('b')
    expect(warnings).toEqual([warning('a', 'b')])
    await issue('c')
    await issue('c')
    expect(warnings).toEqual([warning('a', 'b'), warning('c', 'a'), warning('c', 'b')])
    for (let number = 0; number < 30; number += 1) await discover(`d${number}`)
    expect(warnings).toHaveLength(20)
  })

  it('cause no warning with publicUrl', async ({ start }) => {
    const warnings: string[] = []
    const emulator = await start({
      publicUrl: 'http://pinned',
      log: (event) => {
        if (event.event === 'warning') warnings.push(event.message)
      },
    })
    await ask(emulator, tokenPath, { ...form, Host: 'a' }, grant)
    await ask(emulator, discovery, { Host: 'b' })
    expect(warnings).toEqual([])
  })
})
