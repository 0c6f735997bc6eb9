import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import { describe, expect } from 'vitest'
import {
  control,
  dataOf,
  demo,
  it,
  manage,
  requestToken,
  send,
  type TenantData,
  tenantOf,
} from '../support/emulator.ts'

const id = (number: number) => `00000000-0000-4000-8000-00000000000${number}`
const credentials = (tenant: TenantData, index = 0) => {
  const { clientId = '', secret = '' } = tenant.applications[index] ?? {}
  return { clientId, secret }
}
const keysAt = ({ oAuthServerUrl }: Pick<TenantData, 'oAuthServerUrl'>) =>
  createRemoteJWKSet(new URL(`${oAuthServerUrl}/publickeys`), { cooldownDuration: 0 })

describe('POST /_appid/tenants', () => {
  it('copies a tenant with new credentials, roles that refer to them, and new kids', async ({
    emulator,
  }) => {
    const source = tenantOf(emulator)
    await manage(source, 'PUT', `/applications/${demo.b.clientId}/scopes`, { scopes: ['read'] })
    const access = [{ application_id: demo.b.clientId, scopes: ['read'] }]
    await manage(source, 'POST', '/roles', { name: 'reader', access })
    await manage(source, 'PUT', `/applications/${demo.a.clientId}/roles`, {
      roles: { names: ['reader'] },
    })
    const { status, body: copy } = await control(emulator, 'POST', '/tenants', {
      from: demo.tenantId,
    })
    expect(status).toBe(201)
    expect(copy).toEqual(dataOf(tenantOf(emulator, copy.tenantId)))
    expect(copy.name).toBe('demo-2')
    expect(copy.applications.map(({ name }: { name: string }) => name)).toEqual([
      'Application A',
      'Application B',
    ])
    const [a, b] = [credentials(copy, 0), credentials(copy, 1)]
    expect([demo.a.clientId, demo.b.clientId]).not.toContain(a.clientId)
    const response = await requestToken(copy, a, { audience: b.clientId, scope: 'read' })
    expect(response.status).toBe(200)
    expect((await requestToken(copy, demo.a)).status).toBe(401)
    const { kid = '' } = decodeProtectedHeader(response.body.access_token)
    expect(kid).toBe(`appId-${copy.tenantId}-2020-01-01T00:00:00.000`)
    await jwtVerify(response.body.access_token, keysAt(copy))
    await expect(jwtVerify(response.body.access_token, keysAt(source))).rejects.toMatchObject({
      code: 'ERR_JWKS_NO_MATCHING_KEY',
    })
    await manage(copy, 'DELETE', `/applications/${a.clientId}`)
    expect(tenantOf(emulator).applications).toHaveLength(2)
  })

  it('keeps the client ids with keepIds, and makes new keys with keys: own', async ({
    emulator,
  }) => {
    const copy = await emulator.createTenant({
      from: demo.tenantId,
      tenantId: id(1),
      keepIds: true,
      keys: 'own',
    })
    expect(copy.tenantId).toBe(id(1))
    expect(copy.applications).toEqual(tenantOf(emulator).applications)
    const { body } = await requestToken(copy, demo.a)
    await jwtVerify(body.access_token, keysAt(copy), { issuer: copy.issuer })
    expect((await send(`${copy.oAuthServerUrl}/publickeys`)).body.keys[0].n).not.toBe(
      (await send(`${tenantOf(emulator).oAuthServerUrl}/publickeys`)).body.keys[0].n,
    )
  })

  it('creates a tenant from a fixture, or an empty one', async ({ emulator }) => {
    const fixture = { name: 'mine', applications: [{ name: 'x' }] }
    const made = await control(emulator, 'POST', '/tenants', { fixture, tenantId: id(2) })
    expect([made.status, made.body.name, made.body.applications.length]).toEqual([201, 'mine', 1])
    expect((await requestToken(made.body, credentials(made.body))).status).toBe(200)
    const empty = await control(emulator, 'POST', '/tenants', {})
    expect([empty.status, empty.body.applications]).toEqual([201, []])
    const { body } = await send(`${emulator.url}/_appid/tenants`)
    expect(body).toEqual({ tenants: emulator.tenants.map(dataOf) })
    expect(body.tenants).toHaveLength(4)
  })

  it.for([
    [
      'an unknown source',
      { from: 'dmeo' },
      404,
      'UNKNOWN_TENANT',
      'there is no tenant dmeo; did you mean demo?',
    ],
    [
      'an id that is taken',
      { tenantId: demo.tenantId },
      409,
      'ALREADY_EXISTS',
      `tenantId: tenant ${demo.tenantId} already exists`,
    ],
    [
      'both from and fixture',
      { from: demo.tenantId, fixture: {} },
      400,
      'INVALID_INPUT',
      'give from or fixture, not both',
    ],
    [
      'an id that is not a uuid',
      { tenantId: 'x' },
      400,
      'INVALID_INPUT',
      'tenantId: must be a uuid in lower case, such as 39a37f57-a227-4bfe-a044-93b6e6060b61',
    ],
    [
      'an invalid fixture',
      { tenantId: id(1), fixture: { applications: [{ secrett: 'x' }] } },
      400,
      'INVALID_INPUT',
      'fixture.applications.0.secrett: is not known here; did you mean secret?',
    ],
    [
      'a misspelt member',
      { form: demo.tenantId },
      400,
      'INVALID_INPUT',
      'form: is not known here; did you mean from?',
    ],
  ] as const)('refuses %s', async ([, body, status, code, message], { emulator }) => {
    const response = await control(emulator, 'POST', '/tenants', body)
    expect([response.status, response.body]).toEqual([status, { code, message }])
    expect(emulator.tenants).toHaveLength(2)
  })
})

describe('DELETE /_appid/tenants/{tenantId}', () => {
  it('deletes a tenant, which a reset restores', async ({ emulator }) => {
    const tenant = dataOf(tenantOf(emulator))
    const url = `${emulator.url}/_appid/tenants/${demo.tenantId}`
    const { status, body } = await send(url, { method: 'DELETE' })
    expect([status, body]).toEqual([204, ''])
    const again = await send(url, { method: 'DELETE' })
    expect([again.status, again.body]).toEqual([
      404,
      { code: 'UNKNOWN_TENANT', message: `there is no tenant ${demo.tenantId}` },
    ])
    expect((await requestToken(tenant)).status).toBe(404)
    await emulator.reset()
    expect((await requestToken(tenant)).status).toBe(200)
  })
})

describe('the keys of a tenant', () => {
  it('are rotated with overlap: old and new tokens are accepted', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const keys = keysAt(tenant)
    const old = (await requestToken(tenant)).body.access_token
    await jwtVerify(old, keys)
    const keysPath = `/tenants/${demo.tenantId}/keys`
    const { status, body } = await control(emulator, 'POST', `${keysPath}/rotate`, {})
    expect([status, body]).toEqual([
      201,
      { kid: expect.stringMatching(new RegExp(`^appId-${demo.tenantId}-`)) },
    ])
    const fresh = (await requestToken(tenant)).body.access_token
    expect(decodeProtectedHeader(fresh).kid).toBe(body.kid)
    await jwtVerify(fresh, keys)
    await jwtVerify(old, keys)
    const first = `appId-${demo.tenantId}-2020-01-01T00:00:00.000`
    expect((await control(emulator, 'GET', keysPath)).body).toEqual({
      keys: [
        { kid: first, published: true, signing: false },
        { kid: body.kid, published: true, signing: true },
      ],
    })
    expect((await control(emulator, 'DELETE', `${keysPath}/${first}`)).status).toBe(204)
    const only = await control(emulator, 'DELETE', `${keysPath}/${body.kid}`)
    expect([only.status, only.body]).toEqual([
      409,
      {
        code: 'LAST_KEY',
        message: `${body.kid} is the only key of tenant ${demo.tenantId}: rotate the keys first`,
      },
    ])
    expect((await control(emulator, 'DELETE', `${keysPath}/${first}`)).status).toBe(404)
  })

  it('are rotated without overlap: a fresh key set refuses the old token', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const old = (await requestToken(tenant)).body.access_token
    await emulator.tenant(demo.tenantId).keys.rotate({ keepOld: false })
    await expect(jwtVerify(old, keysAt(tenant))).rejects.toMatchObject({
      code: 'ERR_JWKS_NO_MATCHING_KEY',
    })
    await jwtVerify((await requestToken(tenant)).body.access_token, keysAt(tenant))
  })

  it('never have the same kid twice, even when time is frozen', async ({ start }) => {
    const emulator = await start({ now: () => 0 })
    const first = (await emulator.tenant(demo.tenantId).keys.rotate()).kid
    await emulator.tenant(demo.tenantId).keys.delete(first)
    const over = await control(emulator, 'POST', `/tenants/${demo.tenantId}/keys/rotate`, {})
    await emulator.tenant(demo.tenantId).keys.delete(over.body.kid)
    const second = (await emulator.tenant(demo.tenantId).keys.rotate()).kid
    expect(new Set([first, over.body.kid, second]).size).toBe(3)
    expect([first, second]).toEqual([
      `appId-${demo.tenantId}-1970-01-01T00:00:00.000`,
      expect.not.stringMatching(first),
    ])
  })
})
