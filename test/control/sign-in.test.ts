import { createLocalJWKSet, decodeJwt, jwtVerify } from 'jose'
import { describe, expect } from 'vitest'
import { connect, type Tenant, type UserFixture } from '../../src/index.ts'
import { basic, control, demo, it, manage, send, tenantOf, users } from '../support/emulator.ts'
import { callback, challengeOf, exchange } from '../support/sign-in.ts'

const scope =
  'openid appid_default appid_readuserattr appid_readprofile appid_writeuserattr appid_authenticated'
const path = `/tenants/${demo.tenantId}/sign-in`
const other = '00000000-0000-4000-8000-000000000001'

const askForTokens = (tenant: Tenant, form: Readonly<Record<string, string>>) =>
  send(`${tenant.oAuthServerUrl}/token`, {
    method: 'POST',
    headers: { Authorization: basic(demo.a) },
    body: new URLSearchParams(form),
  })

describe('POST /_appid/tenants/{tenantId}/sign-in', () => {
  it('returns the redirect with a code, too, which the client exchanges once', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    const verifier = 'v'.repeat(43)
    const { redirect = '' } = await tenant.signIn({
      email: users.ann.email,
      redirectUri: callback,
      state: 'a state\n',
      nonce: 'n',
      codeChallenge: challengeOf(verifier),
    })
    expect(redirect).toMatch(
      /^http:\/\/localhost:3000\/callback\?code=[\w-]{43}&state=a%20state%0A$/,
    )
    const code = new URL(redirect).searchParams.get('code') ?? ''
    const { status, body } = await exchange(tenant, code, { code_verifier: verifier })
    expect([status, decodeJwt(body.id_token)]).toMatchObject([
      200,
      { sub: users.ann.profileId, nonce: 'n' },
    ])
    expect((await exchange(tenant, code, { code_verifier: verifier })).status).toBe(400)
  })

  it('writes half a character of the state as browsers do', async ({ emulator }) => {
    const wanted = { email: users.ann.email, redirectUri: callback, state: 'a\ud800b' }
    const { redirect } = await tenantOf(emulator).signIn(wanted)
    expect(redirect).toMatch(/&state=a%EF%BF%BDb$/)
  })

  it('refuses a redirect that App ID would not make, and then signs nobody in', async ({
    start,
  }) => {
    const spa = { clientId: other, type: 'singlepageapp' as const }
    const people = [{ email: 'new@example.com', profileId: null }]
    const config = { redirect_uris: { redirectUris: [callback] } }
    const applications = [demo.a, spa]
    const tenants = { [demo.tenantId]: { applications, users: people, config } }
    const tenant = tenantOf(await start({ seed: { version: 1, tenants } }))
    for (const [more, message] of [
      [
        { redirectUri: 'https://evil.example' },
        'redirectUri: https://evil.example is not registered: add it to config/redirect_uris',
      ],
      [{ state: 'x' }, 'redirectUri: is missing: state, nonce and codeChallenge belong to it'],
      [
        { redirectUri: callback, clientId: other },
        'codeChallenge: is missing: a singlepageapp must use PKCE',
      ],
      [
        { redirectUri: callback, codeChallenge: 'short' },
        'codeChallenge: must be the SHA-256 of the code_verifier in base64url',
      ],
    ] as const)
      await expect(tenant.signIn({ email: 'new@example.com', ...more })).rejects.toMatchObject({
        code: 'INVALID_INPUT',
        message,
      })
    expect(await tenant.users.list()).toMatchObject({ users: [{ profileId: null }] })
  })

  it('returns the tokens that the password grant gives', async ({ start }) => {
    const emulator = await start({ now: () => 2_000_000_000_000 })
    const tenant = tenantOf(emulator)
    const { status, body } = await control(emulator, 'POST', path, { email: 'ED@example.com' })
    const { email: username, password } = users.ed
    const granted = await askForTokens(tenant, { grant_type: 'password', username, password })
    expect([status, body]).toEqual([
      200,
      {
        accessToken: granted.body.access_token,
        idToken: granted.body.id_token,
        expiresIn: 3600,
        scope: `${scope} articles.write`,
      },
    ])
    expect(decodeJwt(body.accessToken).sub).toBe(users.ed.profileId)
    expect(await tenant.signIn({ email: users.ed.email })).toEqual(body)
    const connection = await connect(emulator.url)
    expect(await tenantOf(connection).signIn({ email: users.ed.email })).toEqual(body)
  })

  it('finds the user by e-mail, user name or profile id, and takes any client', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    const bob = await tenant.users.add({ userName: 'Bob' })
    for (const [wanted, sub] of [
      [{ email: users.ann.email }, users.ann.profileId],
      [{ userName: 'bOB' }, bob.profileId],
      [{ profileId: users.ed.profileId }, users.ed.profileId],
    ] as const) {
      const { accessToken, idToken } = await tenant.signIn({ ...wanted, clientId: demo.b.clientId })
      const aud = [demo.b.clientId]
      expect(decodeJwt(accessToken)).toMatchObject({ sub, aud })
      expect(decodeJwt(idToken)).toMatchObject({ sub, aud })
    }
  })

  it('returns a refresh token where the tenant has them enabled, and the client can use it', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    await manage(tenant, 'PUT', '/config/tokens', { refresh: { enabled: true, expires_in: 7200 } })
    const { refreshToken = '' } = await tenant.signIn({ email: users.ann.email })
    const form = { grant_type: 'refresh_token', refresh_token: refreshToken }
    const { status, body } = await askForTokens(tenant, form)
    expect([status, decodeJwt(body.id_token).sub]).toEqual([200, users.ann.profileId])
  })

  it('creates the profile at the first sign-in, and keeps it', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const { id } = await tenant.users.add({ email: 'new@example.com', profileId: null })
    const { accessToken } = await tenant.signIn({ email: 'new@example.com' })
    const { sub } = decodeJwt(accessToken)
    const user = (await tenant.users.list()).users.find((one) => one.id === id)
    expect([sub === id, user?.profileId]).toEqual([false, sub])
    expect(decodeJwt((await tenant.signIn({ email: 'new@example.com' })).accessToken).sub).toBe(sub)
  })

  it('signs in users of other providers, whatever their configuration, and anonymous ones', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    await tenant.users.add({
      provider: 'google',
      id: '12',
      email: 'g@example.com',
      profileId: null,
    })
    const { idToken } = await tenant.signIn({ email: 'g@example.com' })
    expect(decodeJwt(idToken)).toMatchObject({
      amr: ['google'],
      email: 'g@example.com',
      identities: [{ provider: 'google', id: '12' }],
    })
    await tenant.users.add({ provider: 'appid_anon', profileId: other })
    const anonymous = await tenant.signIn({ profileId: other })
    expect(decodeJwt(anonymous.accessToken)).toMatchObject({ sub: other, amr: ['appid_anon'] })
    expect(anonymous.scope).not.toContain('appid_authenticated')
  })

  it('takes the user of the Cloud Directory when users of several providers have the e-mail', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    for (const provider of ['google', 'facebook'] as const)
      for (const email of [users.ann.email, 'g@example.com'])
        await tenant.users.add({ provider, id: email, email })
    const { accessToken } = await tenant.signIn({ email: users.ann.email })
    expect(decodeJwt(accessToken).sub).toBe(users.ann.profileId)
    await expect(tenant.signIn({ email: 'g@example.com' })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: 'email: several users have it: use the profileId',
    })
  })

  it.for<[Omit<UserFixture, 'email'>, string]>([
    [
      { status: 'PENDING' },
      'the user has not verified the e-mail address: set status to CONFIRMED, or identityConfirmation.accessMode of config/idps/cloud_directory to OFF',
    ],
    [
      { active: false },
      'the user is not active: set active to true, in the fixture or by the management API',
    ],
    [
      { provider: 'google', active: false },
      'the user is not active: set active to true, in the fixture or by the management API',
    ],
    [
      { active: false, lockedUntil: 9_999_999_999_999 },
      'the user is locked after wrong passwords: advance the clock of the tenant',
    ],
    [{ removed: true }, 'the user is no longer in the Cloud Directory: add the user again'],
    [
      { idpIdentity: 'x' },
      'the user has not signed in yet, the profile is only prepared: add the user first',
    ],
  ])('refuses a user whom App ID refuses: %j', async ([more, message], { emulator }) => {
    const tenant = tenantOf(emulator)
    await tenant.users.add({ email: 'x@example.com', ...more })
    const { status, body } = await control(emulator, 'POST', path, { email: 'x@example.com' })
    expect([status, body]).toEqual([409, { code: 'CANNOT_SIGN_IN', message }])
  })

  it('signs in a user who need not verify the e-mail address', async ({ start }) => {
    const interactions = {
      identityConfirmation: { accessMode: 'OFF' as const },
      welcomeEnabled: false,
      resetPasswordEnabled: false,
      resetPasswordNotificationEnable: false,
    }
    const directory = (isActive: boolean) => ({
      'idps/cloud_directory': { isActive, config: { selfServiceEnabled: true, interactions } },
    })
    const users = [{ email: 'x@example.com', status: 'PENDING' as const }]
    const applications = [{ ...demo.a }]
    const emulator = await start()
    const lax = await emulator.createTenant({
      fixture: { applications, users, config: directory(true) },
    })
    expect(decodeJwt((await lax.signIn({ email: 'x@example.com' })).idToken)).toMatchObject({
      email_verified: false,
    })
    const off = await emulator.createTenant({
      fixture: { applications, users, config: directory(false) },
    })
    await expect(off.signIn({ email: 'x@example.com' })).rejects.toMatchObject({
      code: 'CANNOT_SIGN_IN',
      message:
        'the user is one of Cloud Directory, which is not active: set isActive of config/idps/cloud_directory',
    })
  })

  it.for<[object, number, string, string]>([
    [{}, 400, 'INVALID_INPUT', 'give one of email, userName and profileId'],
    [
      { email: 'a', userName: 'a' },
      400,
      'INVALID_INPUT',
      'give one of email, userName and profileId',
    ],
    [
      { email: 'a', passwrod: 'a' },
      400,
      'INVALID_INPUT',
      'passwrod: is not known here; known: email, userName, profileId, clientId, redirectUri, state, nonce, codeChallenge',
    ],
    ...(
      [
        ['email', 'nobody@example.com', 'e-mail address'],
        ['userName', 'nobody', 'user name'],
        ['profileId', users.ann.id, 'profileId'],
      ] as const
    ).map(
      ([member, value, what]) =>
        [
          { [member]: value },
          404,
          'UNKNOWN_USER',
          `${member}: tenant ${demo.tenantId} has no user with this ${what}`,
        ] as [object, number, string, string],
    ),
    [
      { email: users.ann.email, clientId: 'x' },
      404,
      'UNKNOWN_APPLICATION',
      `clientId: tenant ${demo.tenantId} has no application x; known: Application A, Application B`,
    ],
  ])('refuses %j', async ([wanted, expected, code, message], { emulator }) => {
    const { status, body } = await control(emulator, 'POST', path, wanted)
    expect([status, body]).toEqual([expected, { code, message }])
  })

  it('takes the name of an application for its id', async ({ emulator }) => {
    const { email } = users.ann
    const tenant = emulator.tenant(demo.tenantId)
    const { accessToken } = await tenant.signIn({ email, clientId: 'Application B' })
    expect(decodeJwt(accessToken).aud).toEqual([demo.b.clientId])
  })

  it('creates no key and no profile for a refused request', async ({ emulator }) => {
    const user = { email: 'x@example.com', profileId: null }
    const tenant = await emulator.createTenant({ fixture: { users: [user] } })
    await expect(tenant.signIn({ email: 'x@example.com' })).rejects.toMatchObject({
      code: 'UNKNOWN_APPLICATION',
      message: `tenant ${tenant.tenantId} has no application: register one first, or add one to the fixture`,
    })
    expect((await tenant.keys.list()).keys).toEqual([])
    expect((await tenant.users.list()).users[0]?.profileId).toBe(null)
  })
})

describe('tokens.create with a user', () => {
  it('returns the access and the id token that the user would get, even one who may not sign in', async ({
    start,
  }) => {
    const emulator = await start({ now: () => 2_000_000_000_000 })
    const tenant = tenantOf(emulator)
    const { accessToken, idToken } = await tenant.signIn({ email: users.ed.email })
    for (const user of [users.ed.email, users.ed.profileId])
      expect(await tenant.tokens.create({ user })).toEqual({
        accessToken,
        idToken,
        claims: decodeJwt(accessToken),
      })
    const pending = await tenant.tokens.create({ user: users.pat.email })
    expect(pending.claims).toMatchObject({ sub: users.pat.profileId, email_verified: false })
    const bob = await tenant.users.add({ userName: 'bob' })
    expect((await tenant.tokens.create({ user: 'BOB' })).claims.sub).toBe(bob.profileId)
  })

  it('gives both the flaw, and what else is asked for', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const keys = createLocalJWKSet((await send(`${tenant.oAuthServerUrl}/publickeys`)).body)
    const user = users.ann.email
    for (const flaw of ['expired', 'wrong-key', 'alg-none', 'tampered'] as const) {
      const { accessToken, idToken = '' } = await tenant.tokens.create({ user, flaw })
      for (const token of [accessToken, idToken])
        await expect(jwtVerify(token, keys)).rejects.toThrow()
    }
    const wanted = {
      scope: 'openid',
      expiresIn: 60,
      claims: { a: 1, amr: null },
      header: { kid: 'x' },
    }
    const { accessToken, idToken = '' } = await tenant.tokens.create({ user, ...wanted })
    const [access, id] = [decodeJwt(accessToken), decodeJwt(idToken)]
    for (const claims of [access, id]) {
      expect(claims).toMatchObject({ sub: users.ann.profileId, a: 1 })
      expect([claims.amr, Number(claims.exp) - Number(claims.iat)]).toEqual([undefined, 60])
    }
    expect([access.scope, id.scope]).toEqual(['openid', undefined])
  })

  it('refuses an unknown user, and one without a profile', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const tokens = `/tenants/${demo.tenantId}/tokens`
    // The id of the directory is not that of the profile.
    for (const user of ['nobody', users.ann.id]) {
      const { status, body } = await control(emulator, 'POST', tokens, { user })
      expect([status, body]).toEqual([
        404,
        {
          code: 'UNKNOWN_USER',
          message: `user: tenant ${demo.tenantId} has no user with this e-mail address, user name or profileId`,
        },
      ])
    }
    await tenant.users.add({ email: 'x@example.com', profileId: null })
    await expect(tenant.tokens.create({ user: 'x@example.com' })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: 'user: has no profile before the first sign-in: sign the user in first',
    })
  })
})
