import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { SignJWT } from 'jose'
import { describe, expect } from 'vitest'
import type { Tenant } from '../../../src/index.ts'
import { demo, it, manage, send, tenantOf } from '../../support/emulator.ts'
import { ask, claimsOf, enableRefresh, userScope as scope } from '../../support/tokens.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pem = (key: KeyObject = publicKey) => `${key.export({ type: 'spki', format: 'pem' })}`

const activate = (tenant: Tenant, key = pem()) =>
  manage(tenant, 'PUT', '/config/idps/custom', { isActive: true, config: { publicKey: key } })

/** The claims of every assertion here, in the year 2100. */
const claims = (tenant: Tenant) => ({
  iss: 'https://idp.example',
  aud: tenant.issuer,
  exp: 4_102_444_800,
  sub: 'user-1',
})

/** Signs claims that jose would not. */
function signed(payload: unknown): string {
  const input = [{ alg: 'RS256' }, payload]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
  return `${input}.${sign('sha256', Buffer.from(input), privateKey).toString('base64url')}`
}

function assertionOf(payload: object, key: KeyObject = privateKey, alg = 'RS256') {
  return new SignJWT({ ...payload }).setProtectedHeader({ alg, typ: 'JOSE', kid: 'any' }).sign(key)
}

/** Sends an assertion with these claims, besides the usual ones. */
async function assert(tenant: Tenant, more: object = {}, form: Record<string, string> = {}) {
  return present(tenant, await assertionOf({ ...claims(tenant), ...more }), form)
}

function present(tenant: Tenant, assertion: string, form: Record<string, string> = {}) {
  const grant_type = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
  return ask(tenant, { grant_type, assertion, ...form })
}

const lastError = async (tenant: Tenant) => (await tenant.requests.list()).requests.at(-1)?.error

describe('custom identity', () => {
  it('gives a user of another provider App ID’s tokens, and creates the user', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    await activate(tenant)
    await enableRefresh(tenant)
    await tenant.clock.set({ now: 1_800_000_000, frozen: true })
    const { status, body } = await assert(tenant, {
      name: 'Custom User',
      email: 'a@b.example',
      gender: 'female',
      locale: 'en',
      picture: 'http://b.example/a.png',
      department: { id: 7 },
    })
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
    const access = claimsOf(body.access_token)
    const common = {
      iss: tenant.issuer,
      exp: 1_800_003_600,
      aud: [demo.a.clientId],
      sub: expect.stringMatching(/^[0-9a-f-]{36}$/),
      amr: ['appid_custom'],
      iat: 1_800_000_000,
      tenant: demo.tenantId,
    }
    expect(access).toEqual({ ...common, scope })
    expect(Object.keys(access).join()).toBe('iss,exp,aud,sub,amr,iat,tenant,scope')
    const id = claimsOf(body.id_token)
    expect(id).toEqual({
      ...common,
      email: 'a@b.example',
      name: 'Custom User',
      gender: 'female',
      locale: 'en',
      picture: 'http://b.example/a.png',
      identities: [{ provider: 'appid_custom', id: 'user-1' }],
    })
    expect(Object.keys(id).join()).toBe(
      'iss,aud,exp,tenant,iat,email,name,gender,locale,picture,sub,identities,amr',
    )
    expect(id.sub).toBe(access.sub)
    const state = await emulator.state.get()
    expect(state.tenants[demo.tenantId]?.users?.at(-1)).toEqual({
      provider: 'appid_custom',
      id: 'user-1',
      profileId: id.sub,
      email: 'a@b.example',
      displayName: 'Custom User',
      scim: {
        gender: 'female',
        locale: 'en',
        picture: 'http://b.example/a.png',
        department: { id: 7 },
      },
      created: '2027-01-15T08:00:00.000Z',
      lastModified: '2027-01-15T08:00:00.000Z',
    })
  })

  it('gives a token with which userinfo has what the provider says', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await activate(tenant)
    const { body: tokens } = await assert(tenant, {
      email: 'a@b.example',
      name: 'Custom User',
      picture: 'http://b.example/a.png',
      gender: 'female',
      locale: 'en',
      department: { id: 7 },
    })
    const { body } = await send(`${tenant.oAuthServerUrl}/userinfo`, {
      headers: { Authorization: `Bearer ${tokens.access_token}` },
    })
    const picture = 'http://b.example/a.png'
    expect(body).toEqual({
      sub: claimsOf(tokens.id_token).sub,
      name: 'Custom User',
      email: 'a@b.example',
      picture,
      gender: 'female',
      locale: 'en',
      identities: [
        {
          provider: 'appid_custom',
          id: 'user-1',
          idpUserInfo: {
            email: 'a@b.example',
            name: 'Custom User',
            gender: 'female',
            locale: 'en',
            picture,
            department: { id: 7 },
          },
        },
      ],
    })
    expect(Object.keys(body).join()).toBe('sub,name,email,picture,gender,locale,identities')
  })

  it('keeps the user, writes nothing for the same claims, and replaces those that have changed', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    await activate(tenant)
    const users = async () => (await emulator.state.get()).tenants[demo.tenantId]?.users
    const first = await assert(tenant, { email: 'a@b.example', role: ['x'] })
    const before = await users()
    await tenant.clock.advance(60)
    const again = await assert(tenant, { role: ['x'], email: 'a@b.example' })
    expect(await users()).toEqual(before)
    const changed = await assert(tenant, { name: 'N' })
    const subs = [first, again, changed].map(({ body }) => claimsOf(body.id_token).sub)
    expect(new Set(subs).size).toBe(1)
    expect((await users())?.length).toBe(before?.length)
    const id = claimsOf(changed.body.id_token)
    expect([id.name, 'email' in id]).toEqual(['N', false])
    const other = await assert(tenant, { sub: 'user-2' })
    expect(claimsOf(other.body.id_token).sub).not.toBe(subs[0])
  })

  it('gives the profile that was prepared for the user, with its roles and attributes', async ({
    start,
  }) => {
    const profileId = 'f2d4b6c8-3e5a-4792-9bac-1d2e3f4a5b99'
    const emulator = await start({
      seed: {
        version: 1,
        tenants: {
          [demo.tenantId]: {
            applications: [{ ...demo.a }],
            users: [
              {
                provider: 'appid_custom',
                idpIdentity: 'user-1',
                profileId,
                attributes: { points: 3 },
              },
            ],
            config: {
              'idps/custom': { isActive: true, config: { publicKey: pem() } },
              tokens: {
                accessTokenClaims: [
                  { source: 'attributes', sourceClaim: 'points' },
                  { source: 'appid_custom', sourceClaim: 'email' },
                  { source: 'appid_custom', sourceClaim: 'department.id' },
                ],
              },
            },
          },
        },
      },
    })
    const tenant = tenantOf(emulator)
    const { body } = await assert(tenant, { email: 'a@b.example', department: { id: 7 } })
    expect(claimsOf(body.access_token)).toMatchObject({
      sub: profileId,
      points: 3,
      email: 'a@b.example',
      'department.id': 7,
    })
    expect((await emulator.state.get()).tenants[demo.tenantId]?.users).toHaveLength(1)
  })

  it('does not take a profile that was prepared for a user whose id differs in case', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    await activate(tenant)
    const prepared = { idp: 'appid_custom', profile: { attributes: { points: 3 } } }
    const nominate = (identity: string) =>
      manage(tenant, 'POST', '/users', { ...prepared, 'idp-identity': identity })
    const { body: lower } = await nominate('user-1')
    const { status, body: upper } = await nominate('USER-1')
    expect(status).toBe(201)
    const subs = []
    for (const sub of ['User-1', 'USER-1', 'user-1'])
      subs.push(claimsOf((await assert(tenant, { sub })).body.access_token).sub)
    expect(subs).toEqual([expect.any(String), upper.id, lower.id])
    expect([upper.id, lower.id]).not.toContain(subs[0])
  })

  it('appends the scopes of the assertion and of the form, but none of App ID’s own', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    await activate(tenant)
    const { body } = await assert(
      tenant,
      { scope: 'custom.One appid_admin openid2 a\nb custom.One' },
      { scope: 'two appid_writeuserattr openid', audience: demo.b.clientId },
    )
    expect([
      body.scope,
      claimsOf(body.access_token).scope,
      claimsOf(body.access_token).aud,
    ]).toEqual([`${scope} custom.One two`, `${scope} custom.One two`, [demo.a.clientId]])
  })

  it('keeps markup and control characters, and leaves out claims with the names of JavaScript’s prototypes', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    await activate(tenant)
    const sub = '__proto__'
    const name = '<script>alert(1)</script>\u0000\u202e'
    const text = JSON.stringify({ ...claims(tenant), sub, name, constructor: 'x', toString: 1 })
    const payload = JSON.parse(text.replace('{', '{"__proto__":{"email":"x"},'))
    const { body } = await present(tenant, signed(payload))
    const id = claimsOf(body.id_token)
    expect([id.name, id.identities, 'email' in id]).toEqual([
      name,
      [{ provider: 'appid_custom', id: sub }],
      false,
    ])
    const user = (await emulator.state.get()).tenants[demo.tenantId]?.users?.at(-1)
    expect(user?.scim).toEqual({ toString: 1 })
  })

  it('takes JSON with an empty scope, as IBM’s Node SDK sends it', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await activate(tenant)
    const { clientId: client_id, secret: client_secret } = demo.a
    const { status, body } = await send(`${tenant.oAuthServerUrl}/token`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        scope: '',
        assertion: await assertionOf(claims(tenant)),
        client_id,
        client_secret,
      }),
    })
    expect([status, body.scope]).toEqual([200, scope])
  })

  it('takes the issuer, its origin and its host as audience, under every name of the emulator', async ({
    start,
  }) => {
    const emulator = await start({ publicUrl: 'https://appid.example:8443/path' })
    const tenant = tenantOf(emulator)
    await activate(tenant)
    const here = `${emulator.url}/path/oauth/v4/${demo.tenantId}`
    const audiences = [
      `https://appid.example:8443/path/oauth/v4/${demo.tenantId}`,
      'https://appid.example:8443',
      'appid.example:8443',
      'appid.example',
      here,
      emulator.url,
      new URL(emulator.url).host,
      'localhost',
      ['somebody-else', 'appid.example'],
    ]
    for (const aud of audiences) {
      const { status } = await assert(tenant, { aud })
      expect([aud, status]).toEqual([aud, 200])
    }
    for (const aud of [
      'appid',
      'example',
      '',
      'https://appid.example',
      [],
      'null',
      demo.tenantId,
    ]) {
      const { status, body } = await assert(tenant, { aud })
      expect([aud, status, body]).toEqual([
        aud,
        400,
        { error: 'invalid_grant', error_description: 'Invalid assertion' },
      ])
    }
    expect(await lastError(tenant)).toBe(
      `the assertion is for another audience: its aud must be https://appid.example:8443/path/oauth/v4/${demo.tenantId}`,
    )
  })

  it('refuses assertions that are not valid, and only the log says why', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await activate(tenant)
    const good = claims(tenant)
    const { sub: _, ...noSub } = good
    const { exp: __, ...noExp } = good
    const { iss: ___, ...noIss } = good
    const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
    const [head, , signature] = (await assertionOf(good)).split('.')
    const swapped = Buffer.from(JSON.stringify({ ...good, sub: 'admin' })).toString('base64url')
    const none = [{ alg: 'none' }, good]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.')
    const unsigned =
      'the assertion is not signed with RS256 and the private key of publicKey in config/idps/custom, which must have 2048 bits'
    const cases: [string, string][] = [
      [await assertionOf(good, stranger), unsigned],
      [await assertionOf(good, privateKey, 'RS512'), unsigned],
      [`${head}.${swapped}.${signature}`, unsigned],
      [`${none}.`, unsigned],
      ['secret-text', unsigned],
      [await assertionOf(noSub), 'the assertion has no usable sub'],
      [await assertionOf({ ...good, sub: '' }), 'the assertion has no usable sub'],
      [await assertionOf(noExp), 'the assertion has no usable exp'],
      [await assertionOf(noIss), 'the assertion has no usable iss'],
      [await assertionOf({ ...good, exp: 1_800_000_000 }), 'the assertion has expired'],
    ]
    await tenant.clock.set({ now: 1_800_000_000, frozen: true })
    for (const [assertion, why] of cases) {
      const { status, body } = await present(tenant, assertion)
      expect([status, body, await lastError(tenant)]).toEqual([
        400,
        { error: 'invalid_grant', error_description: 'Invalid assertion' },
        why,
      ])
    }
    const journal = JSON.stringify(await tenant.requests.list())
    for (const [assertion] of cases) expect(journal).not.toContain(assertion)
    const state = await emulator.state.get()
    expect(state.tenants[demo.tenantId]?.users).toHaveLength(3)
    await tenant.clock.set({ now: 1_799_999_999 })
    expect((await assert(tenant, { exp: 1_800_000_000 })).status).toBe(200)
  })

  it('refuses a request without an assertion', async ({ emulator }) => {
    const { status, body } = await ask(tenantOf(emulator), {
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    })
    expect([status, body]).toEqual([
      400,
      { error: 'invalid_request', error_description: 'assertion is missing' },
    ])
  })

  it.for([
    [{ isActive: false }, 'custom identity is not active: set isActive of config/idps/custom'],
    [
      { isActive: false, config: { publicKey: pem() } },
      'custom identity is not active: set isActive of config/idps/custom',
    ],
    [{ isActive: true }, 'custom identity has no key: set config.publicKey of config/idps/custom'],
  ] as const)(
    'is refused where the tenant does not have it: %#',
    async ([config, why], { emulator }) => {
      const tenant = tenantOf(emulator)
      await manage(tenant, 'PUT', '/config/idps/custom', config)
      const { status, body } = await assert(tenant)
      expect([status, body, await lastError(tenant)]).toEqual([
        400,
        { error: 'invalid_grant', error_description: 'Custom identity is not active' },
        why,
      ])
    },
  )

  it('is refused with a key that is no public RSA key', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey
    for (const key of ['rubbish', pem(elliptic)]) {
      await activate(tenant, key)
      const { status, body } = await assert(tenant)
      expect([status, body, await lastError(tenant)]).toEqual([
        400,
        { error: 'invalid_grant', error_description: 'Invalid assertion' },
        'the assertion cannot be verified: publicKey of config/idps/custom is no public RSA key in PEM',
      ])
    }
  })

  it('refuses a user who is inactive', async ({ start }) => {
    const tenant = {
      applications: [{ ...demo.a }],
      users: [{ provider: 'appid_custom' as const, id: 'user-1', active: false }],
      config: { 'idps/custom': { isActive: true, config: { publicKey: pem() } } },
    }
    const emulator = await start({ seed: { version: 1, tenants: { [demo.tenantId]: tenant } } })
    const { status, body } = await assert(tenantOf(emulator))
    expect([status, body]).toEqual([
      400,
      { error: 'invalid_grant', error_description: 'User account disabled' },
    ])
  })
})
