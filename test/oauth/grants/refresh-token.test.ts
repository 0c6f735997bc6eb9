import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import type { Tenant } from '../../../src/index.ts'
import { demo, it, tenantOf, users } from '../../support/emulator.ts'
import { ask, type Client, claimsOf, enableRefresh, passwordOf } from '../../support/tokens.ts'

describe('a refresh token', () => {
  const refresh = (tenant: Tenant, refresh_token: string, client: Client = demo.a) =>
    ask(tenant, { grant_type: 'refresh_token', refresh_token }, client)
  const refused = (status: number, body: object) =>
    expect([status, body]).toEqual([
      400,
      { error: 'invalid_grant', error_description: 'Invalid refresh token' },
    ])

  it('comes only where the tenant has them enabled, after the id token', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const without = await ask(tenant, passwordOf(users.ann))
    expect(Object.keys(without.body)).not.toContain('refresh_token')
    await enableRefresh(tenant)
    const { body } = await ask(tenant, passwordOf(users.ann))
    expect(Object.keys(body).join()).toBe(
      'access_token,id_token,refresh_token,token_type,expires_in,scope',
    )
  })

  it('gives new tokens and a new refresh token, and stays valid itself until it expires', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    await enableRefresh(tenant)
    await tenant.clock.set({ frozen: true })
    const { body } = await ask(tenant, passwordOf(users.ann))
    await tenant.clock.advance(7199)
    for (let use = 0; use < 2; use += 1) {
      const next = await refresh(tenant, body.refresh_token)
      expect(next.status).toBe(200)
      expect(claimsOf(next.body.id_token).sub).toBe(users.ann.profileId)
      expect(next.body.refresh_token).not.toBe(body.refresh_token)
    }
    const { body: next } = await refresh(tenant, body.refresh_token)
    await tenant.clock.advance(1)
    const late = await refresh(tenant, body.refresh_token)
    refused(late.status, late.body)
    expect((await refresh(tenant, next.refresh_token)).status).toBe(200)
  })

  it('is refused, where they are off, with the reason in the log', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const { status, body } = await refresh(tenant, 'x')
    refused(status, body)
    const { requests } = await tenant.requests.list()
    expect(requests.at(-1)?.error).toBe(
      'the refresh token is none of this tenant, or was issued after the state to which it was reset; refresh tokens are off: set refresh.enabled in config/tokens',
    )
  })

  it('survives a rotation of the signing keys', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await enableRefresh(tenant)
    const { body } = await ask(tenant, passwordOf(users.ann))
    await tenant.keys.rotate({ keepOld: false })
    expect((await refresh(tenant, body.refresh_token)).status).toBe(200)
  })

  it('is of no use to another client, another tenant, or when a character is changed', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    await enableRefresh(tenant)
    const { body } = await ask(tenant, passwordOf(users.ann))
    const token: string = body.refresh_token
    const copy = await emulator.createTenant({ from: 'demo', keepIds: true })
    const changed = `${token.slice(0, -2)}${token.endsWith('AA') ? 'BB' : 'AA'}`
    for (const answer of [
      await refresh(tenant, token, demo.b),
      await refresh(copy, token),
      await refresh(tenant, changed),
      await refresh(tenant, 'x'),
      await refresh(tenant, body.access_token),
    ])
      refused(answer.status, answer.body)
    const other = await ask(copy, passwordOf(users.ann))
    const foreign = await refresh(tenant, other.body.refresh_token)
    refused(foreign.status, foreign.body)
  })

  it('ends with a reset or a restore if it was issued after that state, and with nothing else', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    await enableRefresh(tenant)
    const issue = async () => (await ask(tenant, passwordOf(users.ann))).body.refresh_token
    const before = await issue()
    const { id } = await emulator.snapshots.create()
    const after = await issue()
    for (const token of [before, after]) expect((await refresh(tenant, token)).status).toBe(200)
    await emulator.snapshots.restore(id)
    expect((await refresh(tenant, before)).status).toBe(200)
    const late = await refresh(tenant, after)
    refused(late.status, late.body)
    const restored = await issue()
    await emulator.snapshots.restore(id)
    const again = await refresh(tenant, restored)
    refused(again.status, again.body)
    await tenant.reset()
    await enableRefresh(tenant)
    const reset = await refresh(tenant, before)
    refused(reset.status, reset.body)
  })

  it('survives a restart with a data file', async ({ start, onTestFinished }) => {
    const folder = await mkdtemp(join(tmpdir(), 'appid-emulator-refresh-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    const data = join(folder, 'db.json')
    const emulator = await start({ data })
    await enableRefresh(tenantOf(emulator))
    const { body } = await ask(tenantOf(emulator), passwordOf(users.ann))
    await emulator.close()
    const again = await start({ data })
    expect((await refresh(tenantOf(again), body.refresh_token)).status).toBe(200)
  })

  it('of a client credentials token does not exist', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await enableRefresh(tenant)
    const { body } = await ask(tenant, { grant_type: 'client_credentials' })
    expect(Object.keys(body)).toEqual(['access_token', 'expires_in', 'token_type'])
  })
})
