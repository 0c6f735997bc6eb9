import { decodeJwt } from 'jose'
import { describe, expect } from 'vitest'
import type { Emulator } from '../src/index.ts'
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

/** A GET or POST under any name. */
const ask = (emulator: Emulator, path: string, headers: Record<string, string>, body?: string) =>
  sendRaw(emulator, body === undefined ? 'GET' : 'POST', path, headers, body)

const discovery = `/oauth/v4/${demo.tenantId}/.well-known/openid-configuration`
const form = {
  Authorization: basic(demo.a),
  'Content-Type': 'application/x-www-form-urlencoded',
}
const grant = 'grant_type=client_credentials'
const tokenPath = `/oauth/v4/${demo.tenantId}/token`

describe('by default', () => {
  it('goes by the name under which the request reached us', async ({ emulator }) => {
    for (const host of [
      'appid:6002',
      `127.0.0.1:${emulator.port}`,
      '[::1]:6002',
      'app-id.internal',
      'UPPER:80',
    ]) {
      const base = `http://${host.toLowerCase()}/oauth/v4/${demo.tenantId}`
      const { body } = await ask(emulator, discovery, { Host: host })
      expect([body.issuer, body.token_endpoint]).toEqual([base, `${base}/token`])
      const token = await ask(emulator, tokenPath, { ...form, Host: host }, grant)
      expect(decodeJwt(`${token.body.access_token}`).iss).toBe(base)
    }
  })

  it.for(['a b', 'evil/path', 'x"y', 'user@host', 'a:b', 'host:999999', 'host:99999', 'a, b'])(
    'refuses the host "%s" on both surfaces',
    async (host, { emulator }) => {
      const oauth = await ask(emulator, discovery, { Host: host })
      const description = `no URL can be made of the host "${host}" and the protocol "http"`
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

  it('believes X-Forwarded-* with trustProxy only', async ({ start }) => {
    const headers = { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'id.example.com' }
    const doubting = await ask(await start(), discovery, { Host: 'localhost:1', ...headers })
    expect(doubting.body.issuer).toBe(`http://localhost:1/oauth/v4/${demo.tenantId}`)
    const trusting = await ask(await start({ trustProxy: true }), discovery, headers)
    expect(trusting.body.issuer).toBe(`https://id.example.com/oauth/v4/${demo.tenantId}`)
    const nonsense = await ask(await start({ trustProxy: true }), discovery, {
      'X-Forwarded-Proto': 'gopher',
    })
    expect(nonsense.status).toBe(400)
  })
})

describe('publicUrl', () => {
  it('pins iss, issuer and the authorization endpoint; the back channel follows the request', async ({
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
    expect(emulator.issuer(demo.tenantId)).toBe(pinned)
    expect(decodeJwt((await requestToken(tenant)).body.access_token).iss).toBe(pinned)
    const registered = await manage(tenant, 'POST', '/applications', { name: 'x' })
    expect(registered.body).toMatchObject({
      oAuthServerUrl: `${emulator.url}/oauth/v4/${demo.tenantId}`,
      profilesUrl: emulator.url,
      discoveryEndpoint: `${emulator.url}${discovery}`,
    })
  })
})

describe('issuer', () => {
  it('sets any issuer and wins over publicUrl', async ({ start }) => {
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

describe('two names for one emulator', () => {
  it('are warned of once for each pair, whichever came first, with the remedy', async ({
    start,
  }) => {
    const warnings: string[] = []
    const emulator = await start({
      log: (event) => {
        if (event.event === 'warning') warnings.push(event.message)
      },
    })
    const discover = (host: string) => ask(emulator, discovery, { Host: host })
    const issue = (host: string) => ask(emulator, tokenPath, { ...form, Host: host }, grant)
    const warning = (issued: string, discovered: string) =>
      `tokens are issued under http://${issued}/oauth/v4/${demo.tenantId} but discovery is read under http://${discovered}/oauth/v4/${demo.tenantId}: whoever compares the two refuses them. Use one name everywhere, or pin it with --public-url (or --issuer)`
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

  it('are nothing to warn of when the name is pinned', async ({ start }) => {
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
