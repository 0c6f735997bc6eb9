import { createHmac, createPublicKey } from 'node:crypto'
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose'
import { describe, expect } from 'vitest'
import type { Emulator, Flaw } from '../../src/index.ts'
import {
  it as base,
  control,
  demo,
  manage,
  requestToken,
  send,
  tenantOf,
  testing,
} from '../support/emulator.ts'

const now = 2_000_000_000

/** An emulator with a frozen clock. */
const it = base.extend<{ frozen: Emulator }>({
  frozen: async ({ start }, use) => {
    await use(await start({ now: () => now * 1000 }))
  },
})

/** Whether a token verifies with the published keys of the tenant. */
async function verified(emulator: Emulator, token: string, tenantId?: string): Promise<boolean> {
  const { body } = await send(`${tenantOf(emulator, tenantId).oAuthServerUrl}/publickeys`)
  return jwtVerify(token, createLocalJWKSet(body), { currentDate: new Date(now * 1000) }).then(
    () => true,
    () => false,
  )
}

const partsOf = (token: string) => ({
  header: decodeProtectedHeader(token),
  claims: decodeJwt(token),
})

describe('POST /_appid/tenants/{tenantId}/tokens', () => {
  it('creates the token that the token endpoint issues to the first application, with its roles', async ({
    frozen,
  }) => {
    const tenant = tenantOf(frozen)
    await manage(tenant, 'PUT', `/applications/${demo.b.clientId}/scopes`, { scopes: ['read'] })
    const access = [{ application_id: demo.b.clientId, scopes: ['read'] }]
    const role = await manage(tenant, 'POST', '/roles', { name: 'reader', access })
    const ids = [role.body.id]
    await manage(tenant, 'PUT', `/applications/${demo.a.clientId}/roles`, { roles: { ids } })
    const issued = await requestToken(tenant)
    const { status, body } = await control(frozen, 'POST', `/tenants/${demo.tenantId}/tokens`, {})
    expect([status, body]).toEqual([
      201,
      {
        accessToken: issued.body.access_token,
        claims: {
          iss: tenant.issuer,
          exp: now + 3600,
          aud: [demo.a.clientId],
          sub: demo.a.clientId,
          amr: ['appid_client_credentials'],
          iat: now,
          tenant: demo.tenantId,
          scope: 'appid_default read',
        },
      },
    ])
    expect(await frozen.tenant(demo.tenantId).tokens.create()).toEqual(body)
  })

  it('creates a token with the requested client, subject, scope, lifetime, claims and header', async ({
    frozen,
  }) => {
    const { body } = await control(frozen, 'POST', `/tenants/${demo.tenantId}/tokens`, {
      clientId: demo.b.clientId,
      sub: 'somebody',
      scope: 'openid read',
      expiresIn: -1,
      claims: { email: 'a@b.c', amr: null },
      header: { typ: null, cty: 'x', kid: 'y' },
    })
    const { header, claims } = partsOf(body.accessToken)
    expect(header).toEqual({ alg: 'RS256', kid: 'y', ver: 4, cty: 'x' })
    expect(claims).toEqual({
      iss: tenantOf(frozen).issuer,
      exp: now - 1,
      aud: [demo.b.clientId],
      sub: 'somebody',
      iat: now,
      tenant: demo.tenantId,
      scope: 'openid read',
      email: 'a@b.c',
    })
    expect(body.claims).toEqual(claims)
  })

  it('uses the tenant’s clock, and the issuer for the requested host', async ({ frozen }) => {
    await frozen.tenant(demo.tenantId).clock.set({ offset: 100 })
    const url = `http://127.0.0.1:${frozen.port}`
    const { body } = await send(`${url}/_appid/tenants/${demo.tenantId}/tokens`, { method: 'POST' })
    expect(body.claims).toMatchObject({
      iat: now + 100,
      iss: `${url}/oauth/v4/${demo.tenantId}`,
    })
  })

  it('creates a token with the requested flaw and no other', async ({ frozen }) => {
    const sound = await frozen.tenant(demo.tenantId).tokens.create()
    const { header, claims } = partsOf(sound.accessToken)
    const flawed = async (flaw: Flaw) => {
      const { accessToken } = await frozen.tenant(demo.tenantId).tokens.create({ flaw })
      return {
        ...partsOf(accessToken),
        verified: await verified(frozen, accessToken),
        signature: accessToken.split('.')[2],
      }
    }
    const other = tenantOf(frozen, testing.tenantId)
    const { kid: otherKid } = (await frozen.tenant(testing.tenantId).keys.list()).keys[0] ?? {}
    const { kid: _, ...withoutKid } = header
    const { scope: __, ...withoutScope } = claims
    const signature = expect.any(String)
    const expected = {
      expired: { claims: { ...claims, iat: now - 7200, exp: now - 3600 } },
      'not-yet-valid': { claims: { ...claims, nbf: now + 3600, exp: now + 7200 } },
      'wrong-audience': {
        claims: { ...claims, aud: ['00000000-0000-4000-8000-000000000000'] },
        verified: true,
      },
      'wrong-issuer': {
        claims: { ...claims, iss: `https://wrong-issuer.invalid/oauth/v4/${demo.tenantId}` },
        verified: true,
      },
      'wrong-tenant': {
        header: { ...header, kid: otherKid },
        claims: { ...claims, iss: other.issuer, tenant: testing.tenantId },
      },
      'wrong-key': {},
      'unknown-kid': {
        header: { ...header, kid: `appId-${demo.tenantId}-1970-01-01T00:00:00.000` },
      },
      'alg-none': { header: { ...header, alg: 'none' }, signature: '' },
      'hs256-with-public-key': { header: { ...header, alg: 'HS256' } },
      tampered: {
        claims: { ...claims, sub: `${demo.a.clientId}-tampered` },
        signature: sound.accessToken.split('.')[2],
      },
      'missing-kid': { header: withoutKid, verified: true },
      'missing-scope': { claims: withoutScope, verified: true },
      'ver-3': {
        header: { ...header, ver: 3 },
        claims: { ...claims, aud: demo.a.clientId },
        verified: true,
      },
    } as const
    for (const [flaw, changed] of Object.entries(expected) as [keyof typeof expected, object][])
      expect([flaw, await flawed(flaw)]).toEqual([
        flaw,
        { header, claims, verified: false, signature, ...changed },
      ])
  })

  it('creates tokens that are expired or not yet valid by the tenant’s clock and by the real one', async ({
    frozen,
  }) => {
    const timesBy = async (offset: number) => {
      await frozen.tenant(demo.tenantId).clock.set({ offset })
      const { claims } = await frozen.tenant(demo.tenantId).tokens.create({ flaw: 'expired' })
      const early = await frozen.tenant(demo.tenantId).tokens.create({ flaw: 'not-yet-valid' })
      return [claims.exp, early.claims.nbf]
    }
    expect(await timesBy(50_000)).toEqual([now - 3600, now + 53_600])
    expect(await timesBy(-50_000)).toEqual([now - 53_600, now + 3600])
  })

  it('creates a token that the other tenant accepts, for the flaw wrong-tenant', async ({
    frozen,
    start,
  }) => {
    const { accessToken } = await frozen
      .tenant(demo.tenantId)
      .tokens.create({ flaw: 'wrong-tenant' })
    expect(await verified(frozen, accessToken, testing.tenantId)).toBe(true)
    const alone = await start({ seed: false })
    const tenant = await alone.createTenant({ fixture: { applications: [{}] } })
    const { claims } = await tenant.tokens.create({ flaw: 'wrong-tenant' })
    expect(claims.tenant).toBe('00000000-0000-4000-8000-000000000000')
  })

  it('signs with the PEM of the public key, for the flaw hs256-with-public-key', async ({
    frozen,
  }) => {
    const { accessToken } = await frozen.tenant(demo.tenantId).tokens.create({
      flaw: 'hs256-with-public-key',
    })
    const { body } = await send(`${tenantOf(frozen).oAuthServerUrl}/publickeys`)
    const key = createPublicKey({ key: body.keys[0], format: 'jwk' })
    const [header, payload, signature] = accessToken.split('.')
    const expected = createHmac('sha256', key.export({ type: 'spki', format: 'pem' }))
      .update(`${header}.${payload}`)
      .digest('base64url')
    expect(signature).toBe(expected)
  })

  it('combines a flaw with other requested values', async ({ frozen }) => {
    const wanted = { sub: 'x', claims: { a: 1 }, flaw: 'ver-3' } as const
    const { accessToken, claims } = await frozen.tenant(demo.tenantId).tokens.create(wanted)
    expect(decodeProtectedHeader(accessToken).ver).toBe(3)
    expect(claims).toMatchObject({ sub: 'x', a: 1, aud: demo.a.clientId })
  })

  it.for<[unknown, number, string, string]>([
    [{ flaw: 'bad' }, 400, 'INVALID_INPUT', 'flaw: must be expired or not-yet-valid or '],
    [
      { clientId: 'x' },
      404,
      'UNKNOWN_APPLICATION',
      `clientId: tenant ${demo.tenantId} has no application x`,
    ],
    [{ expiresIn: 1.5 }, 400, 'INVALID_INPUT', 'expiresIn: must be a whole number of seconds'],
    [{ claims: 'a' }, 400, 'INVALID_INPUT', 'claims: must be an object, not a string'],
    [{ expires: 1 }, 400, 'INVALID_INPUT', 'expires: is not known here'],
  ])('refuses %j', async ([wanted, expected, code, message], { frozen }) => {
    const { status, body } = await control(
      frozen,
      'POST',
      `/tenants/${demo.tenantId}/tokens`,
      wanted,
    )
    expect([status, body]).toEqual([expected, { code, message: expect.any(String) }])
    expect(body.message.slice(0, message.length)).toBe(message)
  })

  it('takes the name of an application for its id', async ({ emulator }) => {
    const tenant = emulator.tenant(demo.tenantId)
    const { claims } = await tenant.tokens.create({ clientId: 'Application B' })
    expect([claims.sub, claims.aud]).toEqual([demo.b.clientId, [demo.b.clientId]])
  })

  it('refuses a tenant without an application', async ({ start }) => {
    const empty = await start({ seed: false })
    const { tenantId } = await empty.createTenant()
    const { status, body } = await control(empty, 'POST', `/tenants/${tenantId}/tokens`, {})
    expect([status, body]).toEqual([
      404,
      {
        code: 'UNKNOWN_APPLICATION',
        message: `tenant ${tenantId} has no application: register one first, or add one to the fixture`,
      },
    ])
    expect((await control(empty, 'POST', '/tenants/nobody/tokens', {})).status).toBe(404)
  })
})
