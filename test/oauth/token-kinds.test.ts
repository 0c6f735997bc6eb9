import { createPublicKey } from 'node:crypto'
import { describe, expect } from 'vitest'
import type { Tenant } from '../../src/index.ts'
import { basic, demo, it, manage, send, tenantOf, users } from '../support/emulator.ts'
import { authorize, claimsOf, exchange, redirectedWith } from '../support/sign-in.ts'
import { ask, passwordOf, userScope } from '../support/tokens.ts'

interface Tokens {
  readonly access_token: string
  readonly id_token: string
}

/** The text in a user's attributes that mappings put into tokens. */
const text = `${userScope} openid`

/**
 * A mapping of a text to each claim that is the emulator's own or tells tokens apart, and to two that are neither: one is a
 * number, which comes first in every object.
 */
const mappings = [
  ...['iss', 'aud', 'exp', 'iat', 'sub', 'tenant', 'amr', 'identities'],
  ...['oauth_client', 'oauth_clients', 'scope', '__proto__', '1'],
].map((destinationClaim) => ({ source: 'attributes', sourceClaim: 'text', destinationClaim }))

const attributes = { text }

/** Lets the text stand in every claim of both tokens that mappings can reach. */
const mapEverything = (tenant: Tenant) =>
  manage(tenant, 'PUT', '/config/tokens', {
    accessTokenClaims: mappings,
    idTokenClaims: mappings,
  })

async function anonymous(tenant: Tenant): Promise<Tokens> {
  const code = async (parameters = {}) =>
    redirectedWith(await authorize(tenant, { idp: 'appid_anon', ...parameters })).code
  const first: Tokens = (await exchange(tenant, await code())).body
  await send(`${tenant.profilesUrl}/api/v1/attributes/text`, {
    method: 'PUT',
    headers: { Authorization: `Bearer ${first.access_token}` },
    body: text,
  })
  // The same user again, now that there is something to map.
  return (await exchange(tenant, await code({ appid_access_token: first.access_token }))).body
}

/** Tokens of users of each kind, in a tenant that maps whatever it can. */
const kinds: Readonly<Record<string, (tenant: Tenant) => Promise<Tokens>>> = {
  async 'of Cloud Directory'(tenant) {
    await manage(tenant, 'PUT', `/users/${users.ann.profileId}/profile`, { attributes })
    return (await ask(tenant, passwordOf(users.ann))).body
  },
  async 'of Google'(tenant) {
    const { profileId } = await tenant.users.add({
      email: 'gil@example.com',
      provider: 'google',
      profileId: '0b1c2d3e-4f50-4617-8293-a4b5c6d7e8f9',
      attributes,
    })
    const tokens = await tenant.signIn({ profileId: `${profileId}` })
    return { access_token: tokens.accessToken, id_token: `${tokens.idToken}` }
  },
  'who is anonymous': anonymous,
}

/** What every request with an access token says to this token. */
async function answersTo(tenant: Tenant, token: string) {
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' }
  const attribute = `${tenant.profilesUrl}/api/v1/attributes/color`
  const requests: readonly (readonly [string, RequestInit?])[] = [
    [`${tenant.oAuthServerUrl}/userinfo`],
    [`${tenant.oAuthServerUrl}/userinfo`, { method: 'POST' }],
    [`${tenant.oAuthServerUrl}/activity_logging`, { method: 'POST', body: '{}' }],
    [`${tenant.profilesUrl}/api/v1/attributes`],
    [attribute, { method: 'PUT', body: 'red' }],
    [attribute],
    [attribute, { method: 'DELETE' }],
  ]
  const answers = []
  for (const [url, init] of requests) answers.push(await send(url, { ...init, headers }))
  return answers.map(({ status, body }) => [status, body.error, body.error_description])
}

const generateCode = (tenant: Tenant, ...tokens: readonly string[]) =>
  send(`${tenant.oAuthServerUrl}/cloud_directory/generate_code`, {
    headers: { Authorization: `Bearer ${tokens.join(' ')}` },
  })

async function introspected(tenant: Tenant, token: string) {
  const { body } = await send(`${tenant.oAuthServerUrl}/introspect`, {
    method: 'POST',
    headers: { Authorization: basic(demo.a) },
    body: new URLSearchParams({ token }),
  })
  return body
}

async function tokensOf(kind: string, tenant: Tenant): Promise<Tokens> {
  await mapEverything(tenant)
  const tokens = await kinds[kind]?.(tenant)
  if (tokens === undefined) throw new Error(`there is no kind ${kind}`)
  return tokens
}

describe.for(Object.keys(kinds))('an id token of a user %s, whatever is mapped', (kind) => {
  it('is no access token', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const { access_token, id_token } = await tokensOf(kind, tenant)
    expect(claimsOf(id_token).scope).toBe(text)
    expect((await answersTo(tenant, access_token)).map(([status]) => status)).toEqual([
      200, 200, 200, 200, 200, 200, 204,
    ])
    const refusal = [
      401,
      'invalid_token',
      'this is an id token: send the access token that came with it',
    ]
    expect(await answersTo(tenant, id_token)).toEqual(Array(7).fill(refusal))
    expect(await introspected(tenant, id_token)).toEqual({ active: true })
    expect(await introspected(tenant, access_token)).toEqual({
      active: true,
      scope: claimsOf(access_token).scope,
    })
  })

  it('has the emulator’s own claims, as the access token has', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const { access_token, id_token } = await tokensOf(kind, tenant)
    for (const claims of [access_token, id_token].map(claimsOf)) {
      const { scope: _, ['__proto__']: mapped, 1: first, ...others } = claims
      expect([mapped, first]).toEqual([text, text])
      expect(JSON.stringify(others)).not.toContain(text)
      expect([claims.iss, claims.tenant]).toEqual([tenant.issuer, demo.tenantId])
    }
    const scopes: string = claimsOf(access_token).scope
    expect(scopes.split(' ').length).toBe(new Set(scopes.split(' ')).size)
    // Nothing that begins with appid_ can be mapped into a scope.
    expect(scopes.includes('appid_authenticated')).toBe(kind !== 'who is anonymous')
  })
})

describe('an id token with a mapped scope', () => {
  it('opens no page for changing details in place of an access token', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const { access_token, id_token } = await tokensOf('of Cloud Directory', tenant)
    const refused = async (...tokens: readonly string[]) => {
      const { status, body } = await generateCode(tenant, ...tokens)
      return [status, body.error]
    }
    expect(await refused(id_token, id_token)).toEqual([401, 'invalid_token'])
    expect(await refused(id_token, access_token)).toEqual([401, 'invalid_token'])
    expect(await refused(access_token, access_token)).toEqual([401, 'invalid_token'])
    expect((await generateCode(tenant, access_token, id_token)).status).toBe(200)
  })

  it('keeps no anonymous user as an appid_access_token', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const { access_token, id_token } = await tokensOf('who is anonymous', tenant)
    const subWith = async (appid_access_token: string) => {
      const answer = await authorize(tenant, { idp: 'appid_anon', appid_access_token })
      return claimsOf((await exchange(tenant, redirectedWith(answer).code)).body.id_token).sub
    }
    const { sub } = claimsOf(id_token)
    expect(await subWith(access_token)).toBe(sub)
    expect(await subWith(id_token)).not.toBe(sub)
  })
})

describe('an access token', () => {
  it('without a scope is no id token', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const { access_token } = (await ask(tenant, passwordOf(users.ann))).body
    const { accessToken } = await tenant.tokens.create({
      user: users.ann.email,
      flaw: 'missing-scope',
    })
    const { status, body } = await generateCode(tenant, access_token, accessToken)
    expect([status, body.error]).toEqual([401, 'invalid_token'])
  })

  it('is no id token because of a claim that a test adds or removes', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    for (const claims of [{ identities: [] }, { 1: 'one' }, { aud: null }]) {
      const options = { user: users.ann.email, claims }
      const { accessToken, idToken } = await tenant.tokens.create(options)
      const kinds = []
      for (const token of [accessToken, `${idToken}`])
        kinds.push('scope' in (await introspected(tenant, token)) ? 'access' : 'id')
      expect([claims, kinds]).toEqual([claims, ['access', 'id']])
    }
  })

  it('is no assertion, and neither is an id token', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const { publicKey } = await tenantKey(tenant)
    await manage(tenant, 'PUT', '/config/idps/custom', { isActive: true, config: { publicKey } })
    const { access_token, id_token } = (await ask(tenant, passwordOf(users.ann))).body
    for (const assertion of [access_token, id_token]) {
      const { status, body } = await ask(tenant, {
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        assertion,
      })
      expect([status, body]).toEqual([
        400,
        { error: 'invalid_grant', error_description: 'Invalid assertion' },
      ])
    }
  })
})

/** The tenant's own public key in PEM: with it, the tenant's tokens are signed as assertions are. */
async function tenantKey(tenant: Tenant) {
  const { body } = await send(`${tenant.oAuthServerUrl}/publickeys`)
  const key = createPublicKey({ key: body.keys[0], format: 'jwk' })
  return { publicKey: `${key.export({ type: 'spki', format: 'pem' })}` }
}
