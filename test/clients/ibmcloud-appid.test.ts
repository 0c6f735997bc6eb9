import { decodeJwt } from 'jose'
import { describe, expect } from 'vitest'
import { demo, manage, requestToken, tenantOf, testing } from '../support/emulator.ts'
import {
  type Client,
  expectRefused,
  it,
  register,
  TokenManager,
  tokenManager,
} from '../support/resource-server.ts'

/** Changes one claim of a token, and keeps the signature. */
function withClaim(token: string, name: string, value: unknown): string {
  const [header, , signature] = token.split('.')
  const payload = Buffer.from(JSON.stringify({ ...decodeJwt(token), [name]: value }))
  return `${header}.${payload.toString('base64url')}.${signature}`
}

const twoHours = 2 * 60 * 60 * 1000

const invalidToken = 'Bearer scope="appid_default", error="invalid_token"'

describe('application A with TokenManager', () => {
  it('gets a token that the SDK validates and application B accepts', async ({
    emulator,
    startB,
  }) => {
    const tenant = tenantOf(emulator)
    const a = await register(tenant, 'my application A')
    const result = await tokenManager(tenant, a).getApplicationIdentityToken()
    expect(result).toEqual({
      accessToken: expect.any(String),
      tokenType: 'Bearer',
      expiresIn: 3600,
    })
    const b = await startB(tenant)
    const { status, body } = await b.call(result.accessToken)
    expect([status, body]).toEqual([
      200,
      {
        iss: tenant.issuer,
        exp: body.iat + 3600,
        aud: [a.clientId],
        sub: a.clientId,
        amr: ['appid_client_credentials'],
        iat: expect.any(Number),
        tenant: tenant.tenantId,
        scope: 'appid_default',
        ver: 4,
      },
    ])
  })

  it('fails with "Unauthorized" for a wrong secret, and after it has been deleted', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    const a = await register(tenant, 'my application A')
    const ask = (client: Client) => tokenManager(tenant, client).getApplicationIdentityToken()
    await expect(ask({ ...a, secret: demo.a.secret })).rejects.toThrow(/^Unauthorized$/)
    await ask(a)
    await manage(tenant, 'DELETE', `/applications/${a.clientId}`)
    await expect(ask(a)).rejects.toThrow(/^Unauthorized$/)
  })

  it('fails with "Not found" for an unknown tenant', async ({ emulator }) => {
    const unknown = '00000000-0000-4000-8000-000000000000'
    const manager = new TokenManager({
      tenantId: unknown,
      ...demo.a,
      oauthServerUrl: `${emulator.url}/oauth/v4/${unknown}`,
    })
    await expect(manager.getApplicationIdentityToken()).rejects.toThrow(/^Not found$/)
  })

  it('fails with "jwt expired" while the emulator’s clock is two hours behind', async ({
    start,
  }) => {
    let behind = twoHours
    const tenant = tenantOf(await start({ now: () => Date.now() - behind }))
    const manager = tokenManager(tenant, demo.a)
    await expect(manager.getApplicationIdentityToken()).rejects.toThrow(/^jwt expired$/)
    behind = 0
    await manager.getApplicationIdentityToken()
  })

  it('accepts whichever issuer the discovery document names', async ({ start }) => {
    const issuer = 'https://us-south.appid.cloud.ibm.com/oauth/v4/{tenantId}'
    const tenant = tenantOf(await start({ issuer }))
    const { accessToken } = await tokenManager(tenant, demo.a).getApplicationIdentityToken()
    expect(decodeJwt(accessToken).iss).toBe(issuer.replace('{tenantId}', tenant.tenantId))
    const otherIssuer = tokenManager(tenant, demo.a, tenant.oAuthServerUrl)
    await expect(otherIssuer.getApplicationIdentityToken()).rejects.toThrow(
      /^access token has invalid claims$/,
    )
  })
})

describe('application B with APIStrategy', () => {
  it('refuses a request without a token', async ({ emulator, startB }) => {
    const b = await startB(tenantOf(emulator))
    expectRefused(await b.call(), invalidToken)
  })

  it('refuses a tampered token', async ({ emulator, startB }) => {
    const tenant = tenantOf(emulator)
    const b = await startB(tenant)
    const { accessToken } = await tokenManager(tenant, demo.a).getApplicationIdentityToken()
    const later = withClaim(accessToken, 'exp', Number(decodeJwt(accessToken).exp) + 3600)
    expectRefused(await b.call(later), invalidToken)
    expectRefused(await b.call(withClaim(accessToken, 'sub', demo.b.clientId)), invalidToken)
    const same = withClaim(accessToken, 'sub', demo.a.clientId)
    expect((await b.call(same)).status).toBe(200)
  })

  it('refuses an expired token', async ({ start, startB }) => {
    let behind = twoHours
    const tenant = tenantOf(await start({ now: () => Date.now() - behind }))
    const b = await startB(tenant)
    const { body: expired } = await requestToken(tenant)
    expectRefused(await b.call(expired.access_token), invalidToken)
    behind = 0
    const { body: valid } = await requestToken(tenant)
    expect((await b.call(valid.access_token)).status).toBe(200)
  })

  it('refuses a token of another tenant, whose key it does not know', async ({
    emulator,
    startB,
  }) => {
    const other = tenantOf(emulator, testing.tenantId)
    const { accessToken } = await tokenManager(other, testing).getApplicationIdentityToken()
    const b = await startB(tenantOf(emulator))
    expectRefused(await b.call(accessToken), invalidToken)
    const bOfOther = await startB(other)
    expect((await bOfOther.call(accessToken)).status).toBe(200)
  })

  it('accepts only tokens for the required audience', async ({ emulator, startB }) => {
    const tenant = tenantOf(emulator)
    const b = await startB(tenant, { audience: demo.a.clientId })
    const ofA = await tokenManager(tenant, demo.a).getApplicationIdentityToken()
    expect((await b.call(ofA.accessToken)).status).toBe(200)
    const ofB = await tokenManager(tenant, demo.b).getApplicationIdentityToken()
    // The SDK’s message mixes up the expected and the actual audience.
    expectRefused(
      await b.call(ofB.accessToken),
      `Bearer scope="audience mismatch. expected:${demo.b.clientId} got:${demo.a.clientId}", error="insufficient_scope"`,
    )
  })

  it('refuses a token without the required scope', async ({ emulator, startB }) => {
    const tenant = tenantOf(emulator)
    const b = await startB(tenant, { scope: 'read' })
    const { accessToken } = await tokenManager(tenant, demo.a).getApplicationIdentityToken()
    expectRefused(
      await b.call(accessToken),
      'Bearer scope="appid_default read", error="insufficient_scope"',
    )
  })
})
