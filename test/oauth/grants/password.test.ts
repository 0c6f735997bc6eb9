import { describe, expect } from 'vitest'
import { demo, it, manage, tenantOf, users } from '../../support/emulator.ts'
import { ask, claimsOf, passwordOf, userScope as scope } from '../../support/tokens.ts'

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

  it('maps the last sign-in as every answer shows it: the one that gives the tokens', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    await tenant.clock.set({ now: 1_800_000_000, frozen: true })
    const mapped = [{ source: 'cloud_directory', sourceClaim: 'meta', destinationClaim: 'meta' }]
    await manage(tenant, 'PUT', '/config/tokens', {
      accessTokenClaims: mapped,
      idTokenClaims: mapped,
    })
    const { body } = await ask(tenant, passwordOf(users.ann))
    const { meta } = (await manage(tenant, 'GET', `/cloud_directory/Users/${users.ann.id}`)).body
    expect(meta.lastLogin).toBe('2027-01-15T08:00:00.000Z')
    const created = await tenant.tokens.create({ user: users.ann.email })
    for (const token of [body.access_token, body.id_token, created.accessToken, created.idToken])
      expect(claimsOf(`${token}`).meta).toEqual(meta)
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

  it.for([
    ['email', 'userName', 'eve', { userName: 'eve' }],
    ['userName', 'email', 'eve@example.com', { userName: 'other', email: 'eve@example.com' }],
  ] as const)(
    'where users sign in with their %s, says in the log that the %s was given',
    async ([identityField, other, username, names], { emulator }) => {
      const tenant = tenantOf(emulator)
      const path = '/config/idps/cloud_directory'
      const { isActive, config } = (await manage(tenant, 'GET', path)).body
      await manage(tenant, 'PUT', path, { isActive, config: { ...config, identityField } })
      const { id } = await tenant.users.add({ ...names, password: 'x' })
      const { status } = await ask(tenant, passwordOf({ email: username, password: 'x' }))
      const { requests } = await tenant.requests.list({ operation: 'oauth-server.token' })
      expect([status, requests[0]?.error]).toEqual([
        400,
        `this is the ${other} of ${id}, but users of this tenant sign in with their ${identityField}: see config.identityField of idps/cloud_directory`,
      ])
    },
  )

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
