import { createHash } from 'node:crypto'
import { describe, expect } from 'vitest'
import { basic, demo, it, manage, send, tenantOf, users } from '../../support/emulator.ts'
import {
  callback,
  challengeOf,
  claimsOf,
  exchange,
  redirectedWith,
  signIn,
} from '../../support/sign-in.ts'

const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
const notFound = { error: 'invalid_grant', error_description: 'Code not found' }
const invalidGrant = (error_description: string) => ({ error: 'invalid_grant', error_description })

const spa = { clientId: 'c7d1f3b5-0a2c-4e6f-8a1b-3c5d7e9f0a01', type: 'singlepageapp' } as const
const withSpa = {
  version: 1,
  tenants: {
    [demo.tenantId]: {
      applications: [demo.a, spa],
      users: [{ ...users.ann, password: 'ann' }],
      config: { redirect_uris: { redirectUris: ['http://localhost:3000/*'] } },
    },
  },
} as const

/** The challenge of IBM's JavaScript SDK: the hexadecimal digest in base64. */
const challengeOfSdk = (verifier: string) =>
  Buffer.from(createHash('sha256').update(verifier).digest('hex')).toString('base64')

describe('the authorization_code grant', () => {
  it('gives App ID’s tokens of the user, with the nonce at the end of the id token', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    await tenant.clock.set({ now: 1_800_000_000, frozen: true })
    const { code } = redirectedWith(await signIn(tenant, undefined, { nonce: 'n-0S6' }))
    const { status, body, headers } = await exchange(tenant, code)
    const scope =
      'openid appid_default appid_readuserattr appid_readprofile appid_writeuserattr appid_authenticated'
    expect([status, Object.keys(body).join(), body.expires_in, body.scope]).toEqual([
      200,
      'access_token,id_token,token_type,expires_in,scope',
      3600,
      scope,
    ])
    expect(headers.get('Cache-Control')).toBe('no-store')
    const id = claimsOf(body.id_token)
    expect([id.sub, id.nonce, Object.keys(id).at(-1)]).toEqual([
      users.ann.profileId,
      'n-0S6',
      'nonce',
    ])
    expect(claimsOf(body.access_token)).not.toHaveProperty('nonce')
  })

  it('has no nonce that was not sent, and a refresh token where they are enabled', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    await manage(tenant, 'PUT', '/config/tokens', { refresh: { enabled: true, expires_in: 7200 } })
    const { body } = await exchange(tenant, redirectedWith(await signIn(tenant)).code)
    expect([claimsOf(body.id_token).nonce, typeof body.refresh_token]).toEqual([
      undefined,
      'string',
    ])
  })

  it('works once for each code', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const { code } = redirectedWith(await signIn(tenant))
    const both = await Promise.all([exchange(tenant, code), exchange(tenant, code)])
    expect(both.map(({ status }) => status).sort()).toEqual([200, 400])
    const { status, body } = await exchange(tenant, code)
    expect([status, body]).toEqual([400, notFound])
  })

  it('works once in a tenant that has no signing key yet', async ({ start }) => {
    const emulator = await start({ seed: withSpa })
    const tenant = tenantOf(emulator)
    const { code } = redirectedWith(await signIn(tenant))
    expect((await exchange(tenant, code)).status).toBe(200)
    expect((await exchange(tenant, code)).body).toEqual(notFound)
  })

  it('refuses an unknown code, and that of another client or tenant', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const copy = await emulator.createTenant({ from: 'demo', keepIds: true })
    const { code } = redirectedWith(await signIn(tenant))
    for (const answer of [
      await exchange(tenant, 'x'),
      await exchange(tenant, '__proto__'),
      await exchange(tenant, code, {}, demo.b),
      await exchange(copy, code),
    ])
      expect([answer.status, answer.body]).toEqual([400, notFound])
    expect((await exchange(tenant, code)).status).toBe(200)
  })

  it('demands the code, and the same redirect URI', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const { code } = redirectedWith(await signIn(tenant))
    const missing = (name: string) => ({
      error: 'invalid_request',
      error_description: `${name} is missing`,
    })
    const differs = invalidGrant('redirect_uri differs from that of the authorization request')
    for (const [given, form, body] of [
      [undefined, {}, missing('code')],
      [code, { redirect_uri: undefined }, missing('redirect_uri')],
      [code, { redirect_uri: `${callback}/` }, differs],
      [code, { redirect_uri: `${callback}?a` }, differs],
    ] as const) {
      const answer = await exchange(tenant, given, form)
      expect([answer.status, answer.body]).toEqual([400, body])
    }
  })

  it('refuses a code that is older than ten minutes by the tenant’s clock', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    await tenant.clock.set({ frozen: true })
    const [early, late] = [await signIn(tenant), await signIn(tenant)].map(
      (answer) => redirectedWith(answer).code,
    )
    await tenant.clock.advance(599)
    expect((await exchange(tenant, early)).status).toBe(200)
    await tenant.clock.advance(1)
    expect((await exchange(tenant, late)).body).toEqual(notFound)
  })

  it('refuses a code from before a reset or a restore', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const { id } = await emulator.snapshots.create()
    const first = redirectedWith(await signIn(tenant)).code
    await emulator.snapshots.restore(id)
    expect((await exchange(tenant, first)).body).toEqual(notFound)
    const second = redirectedWith(await signIn(tenant)).code
    await tenant.reset()
    expect((await exchange(tenant, second)).body).toEqual(notFound)
  })

  it('refuses the code of a user who was deleted meanwhile', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const { code } = redirectedWith(await signIn(tenant))
    await manage(tenant, 'DELETE', `/cloud_directory/Users/${users.ann.id}`)
    const { status, body } = await exchange(tenant, code)
    expect([status, body]).toEqual([400, notFound])
  })

  it('refuses the code of a user who may not sign in any more', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const path = `/cloud_directory/Users/${users.ann.id}`
    for (const [change, why] of [
      [{ active: false }, 'is inactive'],
      [{ active: true, status: 'PENDING' }, 'must verify the e-mail address'],
    ] as const) {
      const { code } = redirectedWith(await signIn(tenant))
      const { body: user } = await manage(tenant, 'GET', path)
      await manage(tenant, 'PUT', path, { ...user, ...change })
      const { status, body } = await exchange(tenant, code)
      expect([status, body]).toEqual([400, notFound])
      const { requests } = await tenant.requests.list()
      const error = `the code belongs to the user ${users.ann.profileId}, who ${why}`
      expect(requests.at(-1)?.error).toBe(error)
      await manage(tenant, 'PUT', path, user)
    }
  })

  it('says why it refuses a code in the journal alone, and never the code', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    const { code } = redirectedWith(await signIn(tenant))
    await exchange(tenant, code, {}, demo.b)
    await exchange(tenant, code)
    await exchange(tenant, code)
    const { requests } = await tenant.requests.list()
    expect(requests.map(({ error }) => error).slice(-3)).toEqual([
      `the code belongs to the client ${demo.a.clientId}`,
      undefined,
      'the code is unknown, was used before, or has expired',
    ])
    expect(JSON.stringify(requests)).not.toContain(code)
  })

  it.for(['form', 'multipart', 'JSON'])('reads a body in %s', async (format, { emulator }) => {
    const tenant = tenantOf(emulator)
    const { code = '' } = redirectedWith(await signIn(tenant))
    const members = {
      client_id: demo.a.clientId,
      grant_type: 'authorization_code',
      redirect_uri: callback,
      code,
    }
    const multipart = new FormData()
    for (const [name, value] of Object.entries(members)) multipart.set(name, value)
    const { status } = await send(`${tenant.oAuthServerUrl}/token`, {
      method: 'POST',
      headers: {
        Authorization: basic(demo.a).replace('Basic', 'basic'),
        ...(format === 'JSON' && { 'Content-Type': 'application/json' }),
      },
      body:
        format === 'JSON'
          ? JSON.stringify(members)
          : format === 'form'
            ? new URLSearchParams(members)
            : multipart,
    })
    expect(status).toBe(200)
  })
})

describe('PKCE', () => {
  const begin = async (tenant: ReturnType<typeof tenantOf>, challenge: string, client = '') => {
    const answer = await signIn(tenant, undefined, {
      code_challenge: challenge,
      code_challenge_method: 'S256',
      ...(client !== '' && { client_id: client }),
    })
    return redirectedWith(answer).code
  }

  it.for([
    ['RFC 7636', challengeOf],
    ['IBM’s JavaScript SDK', challengeOfSdk],
  ] as const)('takes a verifier with the challenge of %s', async ([, challenge], { emulator }) => {
    const tenant = tenantOf(emulator)
    const code = await begin(tenant, challenge(verifier))
    expect((await exchange(tenant, code, { code_verifier: verifier })).status).toBe(200)
  })

  it('refuses a wrong verifier, none, and one without a challenge', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const code = await begin(tenant, challengeOf(verifier))
    const wrong = invalidGrant('code_verifier does not belong to the code_challenge')
    const plain = redirectedWith(await signIn(tenant)).code
    for (const [given, form, body] of [
      [code, { code_verifier: `${verifier}x` }, wrong],
      [code, { code_verifier: challengeOf(verifier) }, wrong],
      [code, {}, wrong],
      [
        plain,
        { code_verifier: verifier },
        invalidGrant('code_verifier is sent, but the authorization request had no code_challenge'),
      ],
    ] as const) {
      const answer = await exchange(tenant, given, form)
      expect([answer.status, answer.body]).toEqual([400, body])
    }
    expect((await exchange(tenant, code, { code_verifier: verifier })).status).toBe(200)
  })

  it('authenticates a single-page app: the verifier is its password', async ({ start }) => {
    const tenant = tenantOf(await start({ seed: withSpa }))
    await manage(tenant, 'PUT', '/config/tokens', { refresh: { enabled: true, expires_in: 7200 } })
    const client = { clientId: spa.clientId, secret: verifier }
    for (const challenge of [challengeOf, challengeOfSdk]) {
      const code = await begin(tenant, challenge(verifier), spa.clientId)
      const { status, body } = await exchange(tenant, code, { code_verifier: verifier }, client)
      expect([status, Object.keys(body).join(), claimsOf(body.id_token).aud]).toEqual([
        200,
        'access_token,id_token,token_type,expires_in,scope',
        [spa.clientId],
      ])
    }
  })

  it('is the only way for a single-page app, and Basic the only place for its verifier', async ({
    start,
  }) => {
    const tenant = tenantOf(await start({ seed: withSpa }))
    const without = await signIn(tenant, undefined, { client_id: spa.clientId })
    expect(without.status).toBe(400)
    const { code_challenge: _, ...answer } = redirectedWith(
      await send(
        `${tenant.oAuthServerUrl}/authorization?client_id=${spa.clientId}&response_type=code&redirect_uri=${callback}`,
        { redirect: 'manual' },
      ),
    )
    expect(answer).toEqual({
      error: 'invalid_request',
      error_description: 'code_challenge is missing: a singlepageapp must use PKCE',
    })
    const code = await begin(tenant, challengeOf(verifier), spa.clientId)
    const client = { clientId: spa.clientId, secret: verifier }
    const refused = { error: 'invalid_client', error_description: 'Invalid Credentials' }
    const wrong = `${verifier}x`
    for (const answer of [
      await exchange(tenant, code, {}, client),
      await exchange(tenant, code, { code_verifier: wrong }, client),
      await exchange(tenant, code, { code_verifier: verifier }, { ...client, secret: wrong }),
      await exchange(tenant, code, { grant_type: 'password', code_verifier: verifier }, client),
    ])
      expect([answer.status, answer.body]).toEqual([401, refused])
    const both = await exchange(
      tenant,
      code,
      { code_verifier: wrong },
      { ...client, secret: wrong },
    )
    expect([both.status, both.body.error]).toEqual([400, 'invalid_grant'])
    for (const more of [{}, { client_secret: verifier }]) {
      const { status, body } = await send(`${tenant.oAuthServerUrl}/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'authorization_code',
          client_id: spa.clientId,
          code: code ?? '',
          code_verifier: verifier,
          redirect_uri: callback,
          ...more,
        }),
      })
      expect([status, body.error]).toEqual([401, 'invalid_client'])
      if (!('client_secret' in more))
        expect(body.error_description).toBe('missing credentials in request')
    }
    expect((await exchange(tenant, code, { code_verifier: verifier }, client)).status).toBe(200)
  })
})
