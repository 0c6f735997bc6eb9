import { describe, expect } from 'vitest'
import type { Emulator, Tenant } from '../../src/index.ts'
import { demo, it, manage, requestToken, send, tenantOf, users } from '../support/emulator.ts'
import { authorize, claimsOf, exchange, redirectedWith, signIn } from '../support/sign-in.ts'

const scope = 'openid appid_default appid_readuserattr appid_readprofile appid_writeuserattr'

/** The tokens of an anonymous user. */
async function anonymous(tenant: Tenant, parameters = {}) {
  const answer = await authorize(tenant, { idp: 'appid_anon', ...parameters })
  return (await exchange(tenant, redirectedWith(answer).code)).body
}

/** A tenant whose one user has never signed in. */
const newcomer = {
  version: 1,
  tenants: {
    [demo.tenantId]: {
      applications: [demo.a],
      users: [{ email: 'new@example.com', password: 'new', profileId: null }],
      config: { redirect_uris: { redirectUris: ['http://localhost:3000/*'] } },
    },
  },
} as const

const credentials = { email: 'new@example.com', password: 'new' }

const usersOf = async (emulator: Emulator) =>
  (await emulator.state.get()).tenants?.[demo.tenantId]?.users

describe('an anonymous user', () => {
  it('gets tokens at once, with App ID’s claims and lifetime', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await tenant.clock.set({ now: 1_800_000_000, frozen: true })
    const answer = await authorize(tenant, { idp: 'appid_anon' })
    const location = answer.headers.get('Location')
    expect([answer.status, answer.body]).toEqual([302, `Found. Redirecting to ${location}`])
    const { status, body } = await exchange(tenant, redirectedWith(answer).code)
    expect([status, Object.keys(body).join(), body.expires_in, body.scope]).toEqual([
      200,
      'access_token,id_token,token_type,expires_in,scope',
      2_592_000,
      scope,
    ])
    const common = {
      iss: tenant.issuer,
      exp: 1_802_592_000,
      aud: [demo.a.clientId],
      sub: expect.stringMatching(/^[\da-f-]{36}$/),
      amr: ['appid_anon'],
      iat: 1_800_000_000,
      tenant: demo.tenantId,
    }
    const access = claimsOf(body.access_token)
    expect(access).toEqual({ ...common, scope })
    expect(Object.keys(access).join()).toBe('iss,exp,aud,sub,amr,iat,tenant,scope')
    const id = claimsOf(body.id_token)
    expect(id).toEqual(common)
    expect(Object.keys(id).join()).toBe('iss,aud,exp,tenant,iat,sub,amr')
  })

  it('is another one each time, unless an anonymous access token comes along', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    const first = await anonymous(tenant)
    const second = await anonymous(tenant)
    const again = await anonymous(tenant, { appid_access_token: first.access_token })
    const subs = [first, second, again].map(({ id_token }) => claimsOf(id_token).sub)
    expect([new Set(subs).size, subs[2]]).toEqual([2, subs[0]])
  })

  it('is refused where the tenant has switched them off', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await manage(tenant, 'PUT', '/config/tokens', { anonymousAccess: { enabled: false } })
    expect(redirectedWith(await authorize(tenant, { idp: 'appid_anon' }))).toEqual({
      error: 'access_denied',
      error_description: 'Anonymous token is disabled',
      state: 'the state',
    })
    expect(await usersOf(emulator)).toHaveLength(3)
  })
})

describe('an anonymous user who signs in', () => {
  it.for(['at the page', 'by the password grant'])(
    'for the first time keeps the sub, %s',
    async (where, { start }) => {
      const emulator = await start({ seed: newcomer })
      const tenant = tenantOf(emulator)
      const before = await anonymous(tenant)
      const { sub } = claimsOf(before.access_token)
      const appid_access_token = before.access_token
      const { body } =
        where === 'at the page'
          ? await exchange(
              tenant,
              redirectedWith(await signIn(tenant, credentials, { appid_access_token })).code,
            )
          : await requestToken(tenant, demo.a, {
              grant_type: 'password',
              username: 'new@example.com',
              password: 'new',
              appid_access_token,
            })
      const id = claimsOf(body.id_token)
      expect([id.sub, id.amr, id.email]).toEqual([sub, ['cloud_directory'], 'new@example.com'])
      expect(await usersOf(emulator)).toEqual([
        expect.objectContaining({ email: 'new@example.com', profileId: sub }),
      ])
    },
  )

  it('keeps the attributes', async ({ start }) => {
    const profileId = 'f2d4b6c8-3e5a-4792-9bac-1d2e3f4a5b09'
    const [user] = newcomer.tenants[demo.tenantId].users
    const guest = { provider: 'appid_anon' as const, profileId, attributes: { points: '1337' } }
    const changed = { ...newcomer.tenants[demo.tenantId], users: [user, guest] }
    const emulator = await start({ seed: { version: 1, tenants: { [demo.tenantId]: changed } } })
    const tenant = tenantOf(emulator)
    const { accessToken } = await tenant.tokens.create({
      sub: profileId,
      scope,
      claims: { amr: ['appid_anon'] },
    })
    await signIn(tenant, credentials, { appid_access_token: accessToken })
    expect(await usersOf(emulator)).toEqual([
      expect.objectContaining({
        email: 'new@example.com',
        profileId,
        attributes: { points: '1337' },
      }),
    ])
  })

  it('gets the profile of the user who has one, and the own is left behind', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    const { access_token: appid_access_token } = await anonymous(tenant)
    const sign = async () => {
      const answer = await signIn(tenant, users.ann, { appid_access_token })
      const { body } = await exchange(tenant, redirectedWith(answer).code)
      return claimsOf(body.id_token).sub
    }
    expect([await sign(), await sign()]).toEqual([users.ann.profileId, users.ann.profileId])
    expect(await usersOf(emulator)).toHaveLength(4)
    const again = await anonymous(tenant, { appid_access_token })
    expect(claimsOf(again.access_token).sub).not.toBe(claimsOf(appid_access_token).sub)
  })

  it('keeps the attributes, which the token from before does not reach any more', async ({
    start,
  }) => {
    const emulator = await start({ seed: newcomer })
    const tenant = tenantOf(emulator)
    const attribute = (token: string, method = 'GET') =>
      send(`${emulator.url}/api/v1/attributes/points`, {
        method,
        headers: { Authorization: `Bearer ${token}` },
        ...(method === 'PUT' && { body: '1337' }),
      })
    const { access_token: appid_access_token } = await anonymous(tenant)
    expect((await attribute(appid_access_token, 'PUT')).status).toBe(200)
    const answer = await signIn(tenant, credentials, { appid_access_token })
    const { body } = await exchange(tenant, redirectedWith(answer).code)
    expect((await attribute(body.access_token)).body).toEqual({ points: '1337' })
    const { status, body: refusal } = await attribute(appid_access_token)
    expect([status, refusal]).toEqual([
      401,
      {
        error: 'invalid_token',
        error_description: 'the anonymous user of the access token has signed in since',
      },
    ])
  })

  it('ends the refresh tokens and codes from before', async ({ start }) => {
    const tenant = tenantOf(await start({ seed: newcomer }))
    await manage(tenant, 'PUT', '/config/tokens', { refresh: { enabled: true, expires_in: 7200 } })
    const before = await anonymous(tenant)
    const { access_token: appid_access_token, refresh_token } = before
    const code = redirectedWith(
      await authorize(tenant, { idp: 'appid_anon', appid_access_token }),
    ).code
    await signIn(tenant, credentials, { appid_access_token })
    const late = await requestToken(tenant, demo.a, { grant_type: 'refresh_token', refresh_token })
    expect([late.status, late.body.error]).toEqual([400, 'invalid_grant'])
    expect((await exchange(tenant, code)).body).toEqual({
      error: 'invalid_grant',
      error_description: 'Code not found',
    })
  })

  it('is not taken from a token that is no live anonymous access token of the tenant', async ({
    start,
  }) => {
    const emulator = await start({ seed: newcomer })
    const tenant = tenantOf(emulator)
    const other = await emulator.createTenant({ from: demo.tenantId })
    const live = await anonymous(tenant)
    const sub = claimsOf(live.access_token).sub
    const foreign = await other.tokens.create({ sub, scope, claims: { tenant: demo.tenantId } })
    const expired = await tenant.tokens.create({ sub, scope, flaw: 'expired' })
    const tampered = live.access_token.replace(/\..{9}/, '.eyJzdWIiO')
    const own = (await requestToken(tenant)).body.access_token
    for (const token of [
      foreign.accessToken,
      expired.accessToken,
      tampered,
      live.id_token,
      own,
      'x',
      'a.b.c',
    ]) {
      const answer = await signIn(tenant, credentials, { appid_access_token: token })
      expect(answer.status).toBe(302)
    }
    const [known, guest] = (await usersOf(emulator)) ?? []
    expect([known?.profileId === sub, guest]).toEqual([
      false,
      { provider: 'appid_anon', profileId: sub },
    ])
  })
})
