import { describe, expect } from 'vitest'
import type { Tenant } from '../../src/index.ts'
import {
  demo,
  it,
  manage,
  requestToken,
  send,
  tenantOf,
  testing,
  users,
} from '../support/emulator.ts'
import { ask, enableRefresh, passwordOf } from '../support/tokens.ts'

const userinfo = (tenant: Tenant, token?: string, method = 'GET', path = '/userinfo') =>
  send(`${tenant.oAuthServerUrl}${path}`, {
    method,
    headers: token === undefined ? {} : { Authorization: `Bearer ${token}` },
  })

async function signIn(tenant: Tenant, user: Parameters<typeof passwordOf>[0] = users.ann) {
  const { body } = await ask(tenant, passwordOf(user))
  return body
}

describe('userinfo', () => {
  it('has App ID’s members in App ID’s order, with the time of the last sign-in', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    await tenant.clock.set({ now: 1_716_218_938, frozen: true })
    const { access_token } = await signIn(tenant)
    await tenant.clock.advance(60)
    const { status, body, headers } = await userinfo(tenant, access_token)
    expect(status).toBe(200)
    expect(headers.get('Cache-Control')).toBe('no-store')
    expect(headers.get('Access-Control-Allow-Origin')).toBe('*')
    expect(JSON.stringify(body)).toBe(
      JSON.stringify({
        sub: users.ann.profileId,
        name: 'Ann Archer',
        email: 'ann@example.com',
        given_name: 'Ann',
        family_name: 'Archer',
        identities: [
          {
            provider: 'cloud_directory',
            id: users.ann.id,
            idpUserInfo: {
              displayName: 'Ann Archer',
              active: true,
              mfaContext: {},
              emails: [{ value: 'ann@example.com', primary: true }],
              meta: {
                lastLogin: '2024-05-20T15:28:58.000Z',
                created: '2020-01-01T00:00:00.000Z',
                location: `/v1/${demo.tenantId}/Users/${users.ann.id}`,
                lastModified: '2020-01-01T00:00:00.000Z',
                resourceType: 'User',
              },
              schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
              name: { givenName: 'Ann', familyName: 'Archer', formatted: 'Ann Archer' },
              id: users.ann.id,
              status: 'CONFIRMED',
              idpType: 'cloud_directory',
            },
          },
        ],
      }),
    )
  })

  it('is there for GET and POST, with a slash at the end, and for web pages', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    const { access_token } = await signIn(tenant)
    const { body } = await userinfo(tenant, access_token)
    for (const [method, path] of [
      ['POST', '/userinfo'],
      ['GET', '/userinfo/'],
      ['POST', '/userinfo/'],
    ] as const) {
      const answer = await userinfo(tenant, access_token, method, path)
      expect([answer.status, answer.body]).toEqual([200, body])
    }
    const preflight = await send(`${tenant.oAuthServerUrl}/userinfo`, {
      method: 'OPTIONS',
      headers: { 'Access-Control-Request-Headers': 'authorization' },
    })
    expect([
      preflight.status,
      preflight.headers.get('Access-Control-Allow-Headers'),
      preflight.headers.get('Access-Control-Allow-Methods'),
    ]).toEqual([204, 'authorization', 'GET, HEAD, POST'])
  })

  it('is refused to an application itself', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const { body: own } = await requestToken(tenant)
    const { status, body, headers } = await userinfo(tenant, own.access_token)
    expect([status, body, headers.get('WWW-Authenticate')]).toEqual([
      403,
      {
        error: 'insufficient_scope',
        error_description: 'the access token does not have the scope openid',
      },
      null,
    ])
  })

  it('is refused where user profiles are off', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const { access_token } = await signIn(tenant)
    await manage(tenant, 'PUT', '/config/users_profile', { isActive: false })
    const { status, body } = await userinfo(tenant, access_token)
    expect([status, body]).toEqual([
      401,
      {
        error: 'invalid_token',
        error_description: 'user profiles are off: set isActive of config/users_profile',
      },
    ])
  })

  it('is damaged by a fault', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const { access_token } = await signIn(tenant)
    await tenant.faults.add({ operation: 'oauth-server.userinfo', effect: { malformed: true } })
    const response = await fetch(`${tenant.oAuthServerUrl}/userinfo`, {
      headers: { Authorization: `Bearer ${access_token}` },
    })
    expect(await response.text()).toMatch(/^\{"sub".*\}\]$/)
  })
})

describe.for(['GET /userinfo', 'POST /userinfo', 'POST /activity_logging'] as const)(
  '%s refuses',
  (operation) => {
    const [method = '', path] = operation.split(' ')
    const call = (tenant: Tenant, token?: string) => userinfo(tenant, token, method, path)

    async function refused(tenant: Tenant, token: string | undefined, error_description: string) {
      const { status, body, headers } = await call(tenant, token)
      expect([status, body, headers.get('WWW-Authenticate')]).toEqual([
        401,
        { error: 'invalid_token', error_description },
        null,
      ])
    }

    const unsigned = 'the access token is not signed by this tenant or has expired'

    it('a request without a token', async ({ emulator }) => {
      await refused(tenantOf(emulator), undefined, 'send an access token: Authorization: Bearer …')
    })

    it('an id token', async ({ emulator }) => {
      const tenant = tenantOf(emulator)
      const { id_token } = await signIn(tenant)
      await refused(
        tenant,
        id_token,
        'this is an id token: send the access token that came with it',
      )
    })

    it('rubbish, a refresh token, an expired token, and one whose key was withdrawn', async ({
      emulator,
    }) => {
      const tenant = tenantOf(emulator)
      await enableRefresh(tenant)
      await tenant.clock.set({ frozen: true })
      const { access_token, refresh_token } = await signIn(tenant)
      await refused(tenant, 'rubbish', unsigned)
      await refused(tenant, refresh_token, unsigned)
      await tenant.clock.advance(3599)
      expect((await call(tenant, access_token)).status).toBe(200)
      await tenant.clock.advance(1)
      await refused(tenant, access_token, unsigned)
      const { access_token: next } = await signIn(tenant)
      await tenant.keys.rotate({ keepOld: false })
      await refused(tenant, next, unsigned)
    })

    it('a user of another tenant, even of one with the same keys and users', async ({ start }) => {
      const first = await start()
      const tenant = (await first.state.get()).tenants[demo.tenantId] ?? {}
      const { signingKeys = [], users: all = [] } = tenant
      const same = all.map(({ roles: _, ...user }) => user)
      const applications = [{ ...demo.a }]
      const other = { applications: [{ ...demo.b }], users: same, signingKeys }
      const own = { applications, users: same, signingKeys }
      const emulator = await start({
        seed: {
          version: 1,
          tenants: {
            [demo.tenantId]: own,
            [testing.tenantId]: other,
          },
        },
      })
      const { access_token } = await signIn(tenantOf(emulator))
      expect((await call(tenantOf(emulator), access_token)).status).toBe(200)
      const elsewhere = tenantOf(emulator, testing.tenantId)
      await refused(elsewhere, access_token, 'the access token is of another tenant')
    })

    it('a user who was deleted, with or without the profile', async ({ start }) => {
      const first = await start()
      const { access_token } = await signIn(tenantOf(first))
      const { signingKeys = [] } = (await first.state.get()).tenants[demo.tenantId] ?? {}
      const { id, profileId } = users.ann
      for (const left of [[], [{ id, profileId, removed: true as const }]]) {
        const tenant = { applications: [{ ...demo.a }], users: left, signingKeys }
        const emulator = await start({ seed: { version: 1, tenants: { [demo.tenantId]: tenant } } })
        await refused(tenantOf(emulator), access_token, 'the user of the access token was deleted')
      }
    })

    it('with nothing of the token in the journal', async ({ emulator }) => {
      const tenant = tenantOf(emulator)
      await call(tenant, 'secret.token.text')
      const { id_token } = await signIn(tenant)
      await call(tenant, id_token)
      const journal = JSON.stringify(await tenant.requests.list())
      for (const secret of ['secret.token.text', id_token, users.ann.email])
        expect(journal).not.toContain(secret)
    })
  },
)
