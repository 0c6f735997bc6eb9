import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import { describe, expect, onTestFinished, vi } from 'vitest'
import type { Emulator } from '../../src/index.ts'
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

const made = '00000000-0000-4000-8000-000000000001'
const applications = [{ ...demo.a, name: 'A' }]
/** A tenant without a key; IAM has none, either. */
const seed = { version: 1, tenants: { [demo.tenantId]: { applications } } } as const

const kidOf = async (emulator: Emulator, tenantId: string = demo.tenantId) => {
  const { body } = await requestToken(tenantOf(emulator, tenantId))
  return decodeProtectedHeader(body.access_token).kid
}
const iamToken = (emulator: Emulator) =>
  send(`${emulator.url}/identity/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'urn:ibm:params:oauth:grant-type:apikey',
      apikey: 'key',
    }),
  })
const iamKidOf = async (emulator: Emulator) =>
  decodeProtectedHeader((await iamToken(emulator)).body.access_token).kid

/** Counts the keys that are generated from now on. */
function countKeys() {
  const generate = vi.spyOn(crypto.subtle, 'generateKey')
  onTestFinished(() => generate.mockRestore())
  return () => generate.mock.calls.length
}

describe('a first key', () => {
  it('is generated once for concurrent requests, whatever else changes', async ({ start }) => {
    const emulator = await start({ seed })
    const keys = countKeys()
    const tenant = tenantOf(emulator)
    const waiting = [kidOf(emulator), send(`${tenant.oAuthServerUrl}/publickeys`)]
    await manage(tenant, 'POST', '/applications', { name: 'B' })
    await Promise.all([
      ...waiting,
      kidOf(emulator),
      emulator.tenant(demo.tenantId).tokens.create(),
      emulator.tenant(demo.tenantId).keys.rotate(),
      emulator.createTenant({ from: demo.tenantId }),
    ])
    expect(keys()).toBe(1)
    expect((await emulator.tenant(demo.tenantId).keys.list()).keys).toHaveLength(1)
    await Promise.all([
      iamToken(emulator),
      send(`${emulator.url}/identity/keys`),
      iamToken(emulator),
    ])
    expect(keys()).toBe(2)
  })

  it('survives restores and resets, also for a tenant that was created later', async ({
    start,
  }) => {
    const emulator = await start({ seed })
    await emulator.createTenant({ tenantId: made, fixture: { applications } })
    const snapshot = (await emulator.snapshots.create()).id
    const kids = async () => [
      await kidOf(emulator),
      await kidOf(emulator, made),
      await iamKidOf(emulator),
    ]
    const first = await kids()
    await emulator.snapshots.restore(snapshot)
    expect(await kids()).toEqual(first)
    await emulator.tenant(made).reset()
    await emulator.tenant(demo.tenantId).reset()
    expect(await kids()).toEqual(first)
    await emulator.reset()
    expect([await kidOf(emulator), await iamKidOf(emulator)]).toEqual([first[0], first[2]])
    await emulator.snapshots.restore(snapshot)
    expect(await kids()).toEqual(first)
  })

  it('is the only key after a rotation', async ({ start }) => {
    const emulator = await start({ seed })
    const kid = (await emulator.tenant(demo.tenantId).keys.rotate()).kid
    expect((await emulator.tenant(demo.tenantId).keys.list()).keys).toEqual([
      { kid, published: true, signing: true },
    ])
    await emulator.reset()
    expect(await kidOf(emulator)).toBe(kid)
  })

  it('has a kid that no key had before, even if its tenant was deleted', async ({ start }) => {
    const emulator = await start({ seed, now: () => 0 })
    const first = [await kidOf(emulator), await iamKidOf(emulator)]
    await emulator.tenant(demo.tenantId).delete()
    await emulator.state.set(seed)
    const second = [await kidOf(emulator), await iamKidOf(emulator)]
    expect(second).not.toContain(first[0])
    expect(second).not.toContain(first[1])
  })

  it('is not generated for requests that are refused', async ({ start }) => {
    const emulator = await start({
      seed: { ...seed, iam: { apiKeys: ['other'] } },
      strictIam: true,
    })
    const keys = countKeys()
    const tenant = tenantOf(emulator)
    const token = (headers: Record<string, string>, body: Record<string, string>) =>
      send(`${tenant.oAuthServerUrl}/token`, {
        method: 'POST',
        headers,
        body: new URLSearchParams(body),
      })
    const grant = { grant_type: 'client_credentials' }
    const known = { Authorization: basic(demo.a) }
    const refused = [
      await token({}, grant),
      await token({ Authorization: basic(testing) }, grant),
      await token({ Authorization: basic({ ...demo.a, secret: 'wrong' }) }, grant),
      await token(known, { grant_type: 'password' }),
      await token(known, { ...grant, scope: 'unknown' }),
      await token(known, {}),
      await iamToken(emulator),
      await manage(tenant, 'GET', '/applications'),
    ]
    expect(refused.map(({ status }) => status)).toEqual([401, 401, 401, 400, 400, 400, 400, 401])
    await expect(emulator.tenant(demo.tenantId).tokens.create({ clientId: made })).rejects.toThrow(
      'has no application',
    )
    expect(keys()).toBe(0)
    const { iam, tenants } = await emulator.state.get()
    expect([iam, tenants[demo.tenantId]?.signingKeys]).toEqual([{ apiKeys: ['other'] }, []])
  })
})

describe('the next request', () => {
  it('sees a rotation without overlap, a deleted key and a reset', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const published = async () => {
      const { headers, body } = await send(`${tenant.oAuthServerUrl}/publickeys`)
      for (const name of ['ETag', 'Last-Modified', 'Expires', 'Age', 'Cache-Control'])
        expect(headers.get(name)).toBeNull()
      return body.keys.map(({ kid }: { kid: string }) => kid)
    }
    const [first] = await published()
    expect(await kidOf(emulator)).toBe(first)
    const second = (await emulator.tenant(demo.tenantId).keys.rotate({ keepOld: false })).kid
    expect([await kidOf(emulator), await published()]).toEqual([second, [second]])
    const third = (await emulator.tenant(demo.tenantId).keys.rotate()).kid
    expect([await kidOf(emulator), await published()]).toEqual([third, [second, third]])
    await emulator.tenant(demo.tenantId).keys.delete(third)
    expect([await kidOf(emulator), await published()]).toEqual([second, [second]])
    await emulator.reset()
    expect([await kidOf(emulator), await published()]).toEqual([first, [first]])
    const { body } = await requestToken(tenant)
    await jwtVerify(
      body.access_token,
      createRemoteJWKSet(new URL(`${tenant.oAuthServerUrl}/publickeys`)),
    )
  })

  it('is checked with IAM’s current key', async ({ start }) => {
    const emulator = await start({ strictIam: true })
    const ask = async (token: string) =>
      (
        await send(`${tenantOf(emulator).managementUrl}/applications`, {
          headers: { Authorization: `Bearer ${token}` },
        })
      ).status
    const { access_token } = (await iamToken(emulator)).body
    expect(await ask(access_token)).toBe(200)
    const { iam: _, ...others } = await emulator.state.get()
    await emulator.state.set(others)
    expect(await ask(access_token)).toBe(401)
    expect(await ask((await iamToken(emulator)).body.access_token)).toBe(200)
    await emulator.reset()
    expect(await ask(access_token)).toBe(200)
  })
})
