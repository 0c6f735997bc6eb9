import { describe, expect } from 'vitest'
import type { Tenant } from '../../../src/index.ts'
import { basic, demo, it, manage, send, tenantOf, users } from '../../support/emulator.ts'

const scope =
  'openid appid_default appid_readuserattr appid_readprofile appid_writeuserattr appid_authenticated'

type Client = Parameters<typeof basic>[0]

/** Asks for tokens, by default as application A. */
function ask(tenant: Tenant, form: Readonly<Record<string, string>>, client: Client = demo.a) {
  return send(`${tenant.oAuthServerUrl}/token`, {
    method: 'POST',
    headers: { Authorization: basic(client) },
    body: new URLSearchParams(form),
  })
}

const passwordOf = ({ email, password }: { email: string; password: string }) => ({
  grant_type: 'password',
  username: email,
  password,
})

const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())

const enableRefresh = (tenant: Tenant) =>
  manage(tenant, 'PUT', '/config/tokens', { refresh: { enabled: true, expires_in: 7200 } })

describe('the password grant', () => {
  it('gives App ID’s tokens, with the members in App ID’s order', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await tenant.clock.set({ now: 1_800_000_000, frozen: true })
    const { status, body, headers } = await ask(tenant, passwordOf(users.ann))
    expect([status, body]).toEqual([
      200,
      {
        access_token: expect.any(String),
        id_token: expect.any(String),
        token_type: 'Bearer',
        expires_in: 3600,
        scope,
      },
    ])
    expect(headers.get('Cache-Control')).toBe('no-store')
    const common = {
      iss: tenant.issuer,
      exp: 1_800_003_600,
      aud: [demo.a.clientId],
      sub: users.ann.profileId,
      email_verified: true,
      amr: ['cloud_directory'],
      iat: 1_800_000_000,
      tenant: demo.tenantId,
    }
    const access = claimsOf(body.access_token)
    expect(access).toEqual({ ...common, scope })
    expect(Object.keys(access).join()).toBe('iss,exp,aud,sub,email_verified,amr,iat,tenant,scope')
    const id = claimsOf(body.id_token)
    expect(id).toEqual({
      ...common,
      email: 'ann@example.com',
      name: 'Ann Archer',
      given_name: 'Ann',
      family_name: 'Archer',
      identities: [{ provider: 'cloud_directory', id: users.ann.id }],
    })
    expect(Object.keys(id).join()).toBe(
      'iss,aud,exp,tenant,iat,email,name,sub,email_verified,given_name,family_name,identities,amr',
    )
  })

  it('appends the scopes of the user’s roles', async ({ emulator }) => {
    const { body } = await ask(tenantOf(emulator), passwordOf(users.ed))
    expect([body.scope, claimsOf(body.access_token).scope]).toEqual(
      Array(2).fill(`${scope} articles.write`),
    )
  })

  it('never gives two users of one application the same tokens', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await tenant.clock.set({ frozen: true })
    const subs = await Promise.all(
      [users.ann, users.ed, users.ann].map(async (user) => {
        const { body } = await ask(tenant, passwordOf(user))
        return [claimsOf(body.access_token).sub, claimsOf(body.id_token).sub]
      }),
    )
    expect(subs).toEqual(
      [users.ann, users.ed, users.ann].map(({ profileId }) => [profileId, profileId]),
    )
  })

  it('maps the claims of every source', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const accessTokenClaims = [
      { source: 'roles' },
      { source: 'attributes', sourceClaim: 'theme' },
      { source: 'attributes', sourceClaim: 'missing' },
      { source: 'cloud_directory', sourceClaim: 'name.givenName', destinationClaim: 'first' },
      { source: 'google', sourceClaim: 'id' },
      { source: 'attributes', sourceClaim: 'theme', destinationClaim: 'sub' },
      { source: 'attributes', sourceClaim: 'theme', destinationClaim: 'scope' },
    ]
    const idTokenClaims = [
      { source: 'attributes', sourceClaim: 'points' },
      { source: 'attributes', sourceClaim: 'theme', destinationClaim: 'name' },
      { source: 'attributes', sourceClaim: 'theme', destinationClaim: 'identities' },
    ]
    await manage(tenant, 'PUT', '/config/tokens', { accessTokenClaims, idTokenClaims })
    const { body } = await ask(tenant, passwordOf(users.ed))
    const access = claimsOf(body.access_token)
    expect(access).toMatchObject({
      sub: users.ed.profileId,
      roles: ['editor'],
      theme: 'dark',
      first: 'Ed',
    })
    expect(access.scope).toBe(`${scope} articles.write dark`)
    expect(Object.keys(access).slice(-4)).toEqual(['scope', 'roles', 'theme', 'first'])
    expect(claimsOf(body.id_token)).toMatchObject({
      points: 150,
      name: 'dark',
      identities: [{ provider: 'cloud_directory', id: users.ed.id }],
    })
    const ann = await ask(tenant, passwordOf(users.ann))
    expect(claimsOf(ann.body.access_token).roles).toEqual([])
  })

  it('tells an unknown user and a wrong password apart in the journal alone', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    for (const user of [
      { email: 'nobody@example.com', password: 'x' },
      { ...users.ann, password: 'x' },
    ]) {
      const { status, body } = await ask(tenant, passwordOf(user))
      expect([status, body]).toEqual([
        400,
        {
          error: 'invalid_grant',
          error_description: 'The email or password that you entered is incorrect.',
        },
      ])
    }
    const { requests } = await tenant.requests.list()
    expect(requests.map(({ error }) => error)).toEqual([
      'no user signs in with this username',
      `wrong password of ${users.ann.id}`,
    ])
    expect(JSON.stringify(requests)).not.toContain('example.com')
  })

  it('refuses a user who has not verified the e-mail address, inactive users and locked ones', async ({
    start,
  }) => {
    const one = (more: object) => ({ email: 'a', password: 'a', ...more })
    const cases = [
      [
        { status: 'PENDING' },
        403,
        { error_code: 'FORBIDDEN', error_description: 'Pending User Verification' },
      ],
      [
        { active: false },
        400,
        { error: 'invalid_grant', error_description: 'User account disabled' },
      ],
      [
        { active: false, lockedUntil: 9_999_999_999_999 },
        400,
        { error: 'invalid_grant', error_description: 'User account locked' },
      ],
    ] as const
    for (const [more, status, body] of cases) {
      const applications = [{ ...demo.a }]
      const emulator = await start({
        seed: { version: 1, tenants: { [demo.tenantId]: { applications, users: [one(more)] } } },
      })
      const answer = await ask(tenantOf(emulator), passwordOf({ email: 'a', password: 'a' }))
      expect([answer.status, answer.body]).toEqual([status, body])
    }
  })

  it('signs in by user name where the tenant says so, and then has preferred_username', async ({
    start,
  }) => {
    const interactions = {
      identityConfirmation: { accessMode: 'OFF' as const },
      welcomeEnabled: false,
      resetPasswordEnabled: false,
      resetPasswordNotificationEnable: false,
    }
    const config = {
      'idps/cloud_directory': {
        isActive: true,
        config: { selfServiceEnabled: true, interactions, identityField: 'userName' as const },
      },
    }
    const users = [
      { userName: 'bob', email: 'b@example.com', password: 'b', status: 'PENDING' as const },
    ]
    const tenant = { applications: [{ ...demo.a }], config, users }
    const emulator = await start({ seed: { version: 1, tenants: { [demo.tenantId]: tenant } } })
    const refused = await ask(
      tenantOf(emulator),
      passwordOf({ email: 'b@example.com', password: 'b' }),
    )
    expect(refused.status).toBe(400)
    const { body } = await ask(tenantOf(emulator), passwordOf({ email: 'BOB', password: 'b' }))
    expect(claimsOf(body.id_token)).toMatchObject({
      name: 'bob',
      email_verified: false,
      preferred_username: 'bob',
    })
  })

  it('needs a username and a password', async ({ emulator }) => {
    for (const name of ['username', 'password']) {
      const { status, body } = await ask(tenantOf(emulator), {
        ...passwordOf(users.ann),
        [name]: '',
      })
      expect([status, body]).toEqual([
        400,
        { error: 'invalid_request', error_description: `${name} is missing` },
      ])
    }
  })

  it('creates the profile at the first sign-in, and writes nothing at the next', async ({
    start,
  }) => {
    const tenant = {
      applications: [{ ...demo.a }],
      users: [{ email: 'a', password: 'a', profileId: null }],
    }
    const emulator = await start({ seed: { version: 1, tenants: { [demo.tenantId]: tenant } } })
    const signIn = async () => {
      const { body } = await ask(tenantOf(emulator), passwordOf({ email: 'a', password: 'a' }))
      return claimsOf(body.id_token).sub
    }
    const sub = await signIn()
    const state = await emulator.state.get()
    expect(state.tenants[demo.tenantId]?.users?.[0]?.profileId).toBe(sub)
    expect(await signIn()).toBe(sub)
    expect(await emulator.state.get()).toEqual(state)
  })

  it('names the user’s id in the journal', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await ask(tenant, passwordOf(users.ed))
    const { requests } = await tenant.requests.list()
    expect(requests).toEqual([
      {
        id: expect.any(Number),
        at: expect.any(String),
        method: 'POST',
        path: new URL(`${tenant.oAuthServerUrl}/token`).pathname,
        status: 200,
        ms: expect.any(Number),
        tenantId: demo.tenantId,
        operation: 'oauth-server.token',
        clientId: demo.a.clientId,
        clientAuthentication: 'basic',
        sub: users.ed.profileId,
        grantType: 'password',
        grantedScope: `${scope} articles.write`,
      },
    ])
  })
})

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

  it('of a client credentials token does not exist', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await enableRefresh(tenant)
    const { body } = await ask(tenant, { grant_type: 'client_credentials' })
    expect(Object.keys(body)).toEqual(['access_token', 'expires_in', 'token_type'])
  })
})
