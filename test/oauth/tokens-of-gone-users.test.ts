import { describe, expect } from 'vitest'
import type { Tenant } from '../../src/index.ts'
import { basic, demo, it, manage, send, tenantOf, users } from '../support/emulator.ts'
import { ask, enableRefresh, passwordOf } from '../support/tokens.ts'

const { ann } = users
const directory = '/cloud_directory'

const change = (tenant: Tenant, members: object) =>
  manage(tenant, 'PUT', `${directory}/Users/${ann.id}`, {
    emails: [{ value: ann.email, primary: true }],
    ...members,
  })

interface Tokens {
  readonly access_token: string
  readonly id_token: string
  readonly refresh_token: string
}

/** What every operation that takes a token says to Ann's: a status or, at the introspection, whether it is active. */
async function answersTo(tenant: Tenant, { access_token, id_token, refresh_token }: Tokens) {
  const headers = { Authorization: `Bearer ${access_token}`, 'Content-Type': 'application/json' }
  const statusOf = async (url: string, init: RequestInit = {}) =>
    (await send(url, { ...init, headers })).status
  const isActive = async (token: string) => {
    const { body } = await send(`${tenant.oAuthServerUrl}/introspect`, {
      method: 'POST',
      headers: { Authorization: basic(demo.a) },
      body: new URLSearchParams({ token }),
    })
    return body.active
  }
  const attributes = `${tenant.profilesUrl}/api/v1/attributes`
  return {
    userinfo: await statusOf(`${tenant.oAuthServerUrl}/userinfo`),
    posted: await statusOf(`${tenant.oAuthServerUrl}/userinfo`, { method: 'POST' }),
    logging: await statusOf(`${tenant.oAuthServerUrl}/activity_logging`, {
      method: 'POST',
      body: '{}',
    }),
    read: await statusOf(attributes),
    written: await statusOf(`${attributes}/color`, { method: 'PUT', body: 'red' }),
    refreshed: (await ask(tenant, { grant_type: 'refresh_token', refresh_token })).status,
    active: [await isActive(access_token), await isActive(id_token), await isActive(refresh_token)],
  }
}

async function tokensOfAnn(tenant: Tenant): Promise<Tokens> {
  await enableRefresh(tenant)
  return (await ask(tenant, passwordOf(ann))).body
}

const good = { userinfo: 200, posted: 200, logging: 200, read: 200, written: 200 }
const bad = { userinfo: 401, posted: 401, logging: 401, read: 401, written: 401 }

/** How a user goes. */
const departures: Readonly<Record<string, (tenant: Tenant) => Promise<unknown>>> = {
  'from the directory': (tenant) => manage(tenant, 'DELETE', `${directory}/Users/${ann.id}`),
  'with the profile': (tenant) => manage(tenant, 'DELETE', `${directory}/remove/${ann.id}`),
  'with others': (tenant) =>
    manage(tenant, 'POST', `${directory}/bulk_remove`, { ids: [ann.id, users.ed.id] }),
  'as a profile alone': (tenant) => manage(tenant, 'DELETE', `/users/${ann.profileId}`),
  'by the control API': (tenant) => tenant.users.delete(ann.id),
}

/** How a user is kept from signing in. */
const refusals: Readonly<Record<string, (tenant: Tenant) => Promise<unknown>>> = {
  deactivated: (tenant) => change(tenant, { active: false }),
  'locked out': (tenant) => change(tenant, { active: false, lockedUntil: 4_000_000_000_000 }),
  'made to verify the address': (tenant) => change(tenant, { status: 'PENDING' }),
}

describe('tokens', () => {
  it.for(Object.keys(departures))(
    'of a user who is deleted %s end, but for the introspection of what is signed',
    async (how, { emulator }) => {
      const tenant = tenantOf(emulator)
      const tokens = await tokensOfAnn(tenant)
      expect(await answersTo(tenant, tokens)).toEqual({
        ...good,
        refreshed: 200,
        active: [true, true, true],
      })
      await departures[how]?.(tenant)
      expect(await answersTo(tenant, tokens)).toEqual({
        ...bad,
        refreshed: 400,
        active: [true, true, false],
      })
    },
  )

  it.for(Object.keys(refusals))(
    'of a user who is %s are good until they expire, but refresh none',
    async (how, { emulator }) => {
      const tenant = tenantOf(emulator)
      const tokens = await tokensOfAnn(tenant)
      await refusals[how]?.(tenant)
      expect(await answersTo(tenant, tokens)).toEqual({
        ...good,
        refreshed: 400,
        active: [true, true, false],
      })
      expect((await ask(tenant, passwordOf(ann))).status).toBeGreaterThanOrEqual(400)
    },
  )

  it('of a user who was deleted are not those of one who comes back with the same address', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    const tokens = await tokensOfAnn(tenant)
    await tenant.users.delete(ann.id)
    await tenant.users.add({ email: ann.email, password: ann.password })
    expect(await answersTo(tenant, tokens)).toEqual({
      ...bad,
      refreshed: 400,
      active: [true, true, false],
    })
  })
})
