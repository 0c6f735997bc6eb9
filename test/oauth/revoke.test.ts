import { describe, expect } from 'vitest'
import type { Tenant } from '../../src/index.ts'
import { basic, demo, it, send, tenantOf, users } from '../support/emulator.ts'
import { ask, type Client, enableRefresh, passwordOf } from '../support/tokens.ts'

const post = (tenant: Tenant, endpoint: string, token: string, client: Client = demo.a) =>
  send(`${tenant.oAuthServerUrl}/${endpoint}`, {
    method: 'POST',
    headers: { Authorization: basic(client) },
    body: new URLSearchParams({ token }),
  })

async function revoke(tenant: Tenant, token: string, client?: Client) {
  const { status, body, headers } = await post(tenant, 'revoke', token, client)
  expect([status, body, headers.get('Content-Type')]).toEqual([
    200,
    'OK',
    'application/json; charset=utf-8',
  ])
}

const isActive = async (tenant: Tenant, token: string): Promise<boolean> =>
  (await post(tenant, 'introspect', token)).body.active

const refresh = (tenant: Tenant, refresh_token: string) =>
  ask(tenant, { grant_type: 'refresh_token', refresh_token })

async function signIn(tenant: Tenant) {
  const { body } = await ask(tenant, passwordOf(users.ann))
  return body
}

describe('revocation', () => {
  it('ends a refresh token, but no other, and no access token', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await enableRefresh(tenant)
    const one = await signIn(tenant)
    const other = await signIn(tenant)
    const { body: next } = await refresh(tenant, one.refresh_token)
    await revoke(tenant, one.refresh_token)
    await revoke(tenant, one.refresh_token)
    const { status, body } = await refresh(tenant, one.refresh_token)
    expect([status, body]).toEqual([
      400,
      { error: 'invalid_grant', error_description: 'Invalid refresh token' },
    ])
    expect((await tenant.requests.list()).requests.at(-1)?.error).toBe(
      'the refresh token was revoked',
    )
    expect(await isActive(tenant, one.refresh_token)).toBe(false)
    for (const token of [other.refresh_token, next.refresh_token])
      expect((await refresh(tenant, token)).status).toBe(200)
    await revoke(tenant, one.access_token)
    await revoke(tenant, one.id_token)
    for (const token of [one.access_token, one.id_token])
      expect(await isActive(tenant, token)).toBe(true)
  })

  it('answers OK to tokens that it does not know, and to those of other clients, which stay valid', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    await enableRefresh(tenant)
    const { refresh_token } = await signIn(tenant)
    const copy = await emulator.createTenant({ from: 'demo', keepIds: true })
    await revoke(tenant, 'rubbish')
    await revoke(tenant, refresh_token, demo.b)
    await revoke(copy, refresh_token)
    expect((await refresh(tenant, refresh_token)).status).toBe(200)
  })

  it('is remembered until the token would have expired', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await enableRefresh(tenant)
    const revoked = async () =>
      (await emulator.state.get()).tenants[demo.tenantId]?.refreshTokens?.revoked
    await tenant.clock.set({ now: 1_800_000_000, frozen: true })
    const { refresh_token: first } = await signIn(tenant)
    await revoke(tenant, first)
    await revoke(tenant, first)
    expect(await revoked()).toEqual([{ id: expect.any(String), exp: 1_800_007_200 }])
    await tenant.clock.advance(7199)
    const { refresh_token: second } = await signIn(tenant)
    await revoke(tenant, second)
    expect((await revoked())?.map(({ exp }) => exp)).toEqual([1_800_007_200, 1_800_014_399])
    await tenant.clock.advance(1)
    await revoke(tenant, (await signIn(tenant)).refresh_token)
    expect((await revoked())?.map(({ exp }) => exp)).toEqual([1_800_014_399, 1_800_014_400])
    expect((await refresh(tenant, first)).status).toBe(400)
    expect((await refresh(tenant, second)).status).toBe(400)
  })

  it('is remembered when the tenant is copied or restored', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await enableRefresh(tenant)
    const { refresh_token } = await signIn(tenant)
    await revoke(tenant, refresh_token)
    const { id } = await emulator.snapshots.create()
    await emulator.snapshots.restore(id)
    expect((await refresh(tenant, refresh_token)).status).toBe(400)
  })
})
