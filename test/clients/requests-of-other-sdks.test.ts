/**
 * The requests of IBM's Swift and Android SDKs and of the PHP client, which do not run here: their parameters in their order
 * and coding, and what these clients read of the answers.
 */
import { describe, expect } from 'vitest'
import type { Tenant } from '../../src/index.ts'
import { basic, demo, it, manage, send, tenantOf, users } from '../support/emulator.ts'
import { callback, submit, transactionIn } from '../support/sign-in.ts'
import { claimsOf, enableRefresh, userScope } from '../support/tokens.ts'

const { clientId, secret } = demo.a
const urlencoded = { 'Content-Type': 'application/x-www-form-urlencoded' }

/** The page of an authorization request whose query is sent as it is written. */
const authorize = (tenant: Tenant, query: string) =>
  send(`${tenant.oAuthServerUrl}/authorization?${query}`, { redirect: 'manual' })

const post = (tenant: Tenant, path: string, headers: Record<string, string>, body: string) =>
  send(`${tenant.oAuthServerUrl}${path}`, { method: 'POST', headers, body })

/** Signs a user in at a page, and returns the URL to which it redirects. */
async function signedIn(tenant: Tenant, page: Awaited<ReturnType<typeof send>>, form = {}) {
  const { email, password } = users.ann
  const answer = await submit(tenant, { state: transactionIn(page), email, password, ...form })
  return answer.headers.get('Location') ?? ''
}

describe('the Swift SDK for servers', () => {
  it('exchanges a code in JSON, with “basic” in lower case', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const state = 'b2Zfc3dpZnQtXw'
    const query = `client_id=${clientId}&response_type=code&redirect_uri=${callback}&scope=appid_default&state=${state}`
    const url = await signedIn(tenant, await authorize(tenant, query))
    expect(url).toMatch(/^http:\/\/localhost:3000\/callback\?code=[\w-]+&state=b2Zfc3dpZnQtXw$/)
    const code = new URL(url).searchParams.get('code')
    const { status, body } = await post(
      tenant,
      '/token',
      {
        Authorization: `basic ${btoa(`${clientId}:${secret}`)}`,
        'Content-Type': 'application/json',
        Accept: 'application/json',
      },
      JSON.stringify({
        client_id: clientId,
        grant_type: 'authorization_code',
        redirect_uri: callback,
        code,
      }),
    )
    expect([status, Object.keys(body)]).toEqual([
      200,
      ['access_token', 'id_token', 'token_type', 'expires_in', 'scope'],
    ])
    expect([body.token_type, body.expires_in, body.scope]).toEqual(['Bearer', 3600, userScope])
    const { name, email, sub, identities } = claimsOf(body.id_token)
    expect({ name, email, sub, identities }).toEqual({
      name: 'Ann Archer',
      email: 'ann@example.com',
      sub: users.ann.profileId,
      identities: [{ provider: 'cloud_directory', id: users.ann.id }],
    })
    const headers = { Authorization: `Bearer ${body.access_token}` }
    const info = await send(`${tenant.oAuthServerUrl}/userinfo`, { headers })
    expect([info.status, info.body.sub]).toEqual([200, users.ann.profileId])
  })
})

describe('the PHP client', () => {
  const seed = {
    version: 1,
    tenants: {
      [demo.tenantId]: {
        applications: [demo.a],
        config: { redirect_uris: { redirectUris: [callback] } },
        users: [
          {
            provider: 'saml',
            id: 'sam@example.com',
            email: 'sam@example.com',
            displayName: 'Sam Saml',
            scim: { attributes: { uid: '0001', cnum: 'S1', locate: 'MINSK' } },
          },
        ],
      },
    },
  } as const

  it('signs in with SAML, and sends the credentials in the header and in the body', async ({
    start,
  }) => {
    const tenant = tenantOf(await start({ seed }))
    await manage(tenant, 'PUT', '/config/idps/saml', { isActive: true, config: saml })
    await enableRefresh(tenant)
    const query = `idp=saml&state=0123456789abcdef&scope=openid&response_type=code&approval_prompt=auto&redirect_uri=${encodeURIComponent(callback)}&client_id=${clientId}`
    const page = await authorize(tenant, query)
    const [, user = ''] = /name="user" value="([^"]*)"/.exec(page.body) ?? []
    const answer = await submit(tenant, { state: transactionIn(page), user })
    const url = new URL(answer.headers.get('Location') ?? '')
    expect(url.searchParams.get('state')).toBe('0123456789abcdef')

    const headers = { ...urlencoded, Authorization: basic(demo.a) }
    const credentials = `client_id=${clientId}&client_secret=${secret}`
    const redirectUri = encodeURIComponent(callback)
    const grant = `redirect_uri=${redirectUri}&grant_type=authorization_code&code=${url.searchParams.get('code')}`
    const { status, body } = await post(tenant, '/token', headers, `${credentials}&${grant}`)
    expect([status, claimsOf(body.id_token).amr]).toEqual([200, ['saml']])

    const authorization = { Authorization: `Bearer ${body.access_token}` }
    const info = await send(`${tenant.oAuthServerUrl}/userinfo`, { headers: authorization })
    const { sub, name, email, identities } = info.body
    expect([sub, name, email]).toEqual([claimsOf(body.id_token).sub, 'Sam Saml', 'sam@example.com'])
    expect(identities[0].idpUserInfo.attributes).toEqual({
      uid: '0001',
      cnum: 'S1',
      locate: 'MINSK',
    })

    const introspect = (token: string) =>
      post(tenant, '/introspect', headers, `${credentials}&token=${token}`)
    expect((await introspect(body.access_token)).body).toEqual({ active: true, scope: userScope })
    expect((await introspect('x')).body).toEqual({ active: false })

    const revoked = await post(
      tenant,
      '/revoke',
      headers,
      `${credentials}&token=${body.refresh_token}`,
    )
    // The client parses the body as JSON, and compares it with this text.
    expect([revoked.status, revoked.body]).toEqual([200, 'OK'])
    const refresh = `grant_type=refresh_token&refresh_token=${body.refresh_token}`
    const refused = await post(tenant, '/token', headers, `${credentials}&${refresh}`)
    expect([refused.status, refused.body.error]).toEqual([400, 'invalid_grant'])
  })

  it('is told about a code that was used in the words that it looks for', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const headers = { ...urlencoded, Authorization: basic(demo.a) }
    const body = `client_id=${clientId}&client_secret=${secret}&redirect_uri=${encodeURIComponent(callback)}&grant_type=authorization_code&code=used`
    const answer = await post(tenant, '/token', headers, body)
    expect([answer.status, answer.body]).toEqual([
      400,
      { error: 'invalid_grant', error_description: 'Code not found' },
    ])
  })
})

const saml = {
  entityID: 'https://example.com/saml2/metadata/706634',
  signInUrl: 'https://example.com/saml2/sso-redirect/706634',
  certificates: ['certificate'],
}

/** How the Swift SDK for iOS reads a parameter: the first that begins with the name, up to the next `=`, not decoded. */
const swiftParameter = (url: string, name: string) =>
  url
    .slice(url.indexOf('?') + 1)
    .split('&')
    .find((parameter) => parameter.startsWith(name))
    ?.split('=')[1]

describe('the SDKs for mobile devices, as a client with a secret', () => {
  const mobile = 'com.example.app://mobile/callback'

  it('Swift: sends a URL without any encoding, and cuts the answer out of the body', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    await manage(tenant, 'PUT', '/config/redirect_uris', { redirectUris: [mobile] })
    const query = `response_type=code&client_id=${clientId}&redirect_uri=${mobile}&scope=openid&idp=appid_anon&language=en_US&state=c3dpZnQ-_w`
    const { status, body } = await authorize(tenant, query)
    const url = body.slice(body.indexOf(mobile))
    expect([status, body]).toEqual([302, `Found. Redirecting to ${url}`])
    expect(swiftParameter(url, 'state')).toBe('c3dpZnQ-_w')
    const code = swiftParameter(url, 'code')
    const grant = `code=${code}&client_id=${clientId}&grant_type=authorization_code&redirect_uri=${mobile}`
    const headers = { ...urlencoded, Authorization: basic(demo.a) }
    const tokens = await post(tenant, '/token', headers, grant)
    expect([tokens.status, claimsOf(tokens.body.access_token).amr]).toEqual([200, ['appid_anon']])
    expect(claimsOf(tokens.body.id_token).amr).toEqual(['appid_anon'])
  })

  it('Swift: finds the error before its description', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await manage(tenant, 'PUT', '/config/redirect_uris', { redirectUris: [mobile] })
    const unknown = users.ann.id
    const query = `response_type=code&client_id=${unknown}&redirect_uri=${mobile}&scope=openid&language=en_US&state=c3dpZnQ-_w`
    const { headers } = await authorize(tenant, query)
    const url = headers.get('Location') ?? ''
    // With this very code, the SDK registers its client again.
    expect(swiftParameter(url, 'error')).toBe('invalid_client')
    expect(swiftParameter(url, 'state')).toBe('c3dpZnQ-_w')
  })

  it('Android: gets its state back with the line feed in which it ends, and may send any access token', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    const { accessToken } = await tenant.signIn({ email: users.ed.email, clientId })
    const state = 'YW5kcm9pZC8r\n'
    const query = `response_type=code&client_id=${clientId}&redirect_uri=${encodeURIComponent(callback)}&scope=openid&state=YW5kcm9pZC8r%0A&appid_access_token=${accessToken}&language=en_US`
    const url = await signedIn(tenant, await authorize(tenant, query))
    expect(url).toMatch(/&state=YW5kcm9pZC8r%0A$/)
    expect(new URL(url).searchParams.get('state')).toBe(state)
    const code = new URL(url).searchParams.get('code')
    const grant = `code=${code}&client_id=${clientId}&grant_type=authorization_code&redirect_uri=${encodeURIComponent(callback)}`
    const headers = { ...urlencoded, Authorization: basic(demo.a) }
    const { status, body } = await post(tenant, '/token', headers, grant)
    expect([status, claimsOf(body.access_token).sub]).toEqual([200, users.ann.profileId])
  })

  it('Android: takes a password and a refresh token in its order, percent-encoded', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    await enableRefresh(tenant)
    const password = 'a+b&c=d% é'
    const user = { email: 'plus+sign@example.com', password }
    await tenant.users.add(user)
    const headers = { ...urlencoded, Authorization: basic(demo.a) }
    const grant = `username=plus%2Bsign%40example.com&password=a%2Bb%26c%3Dd%25+%C3%A9&grant_type=password`
    const first = await post(tenant, '/token', headers, grant)
    expect([first.status, claimsOf(first.body.id_token).email]).toEqual([
      200,
      'plus+sign@example.com',
    ])
    const again = `refresh_token=${encodeURIComponent(first.body.refresh_token)}&grant_type=refresh_token`
    const second = await post(tenant, '/token', headers, again)
    expect([second.status, claimsOf(second.body.id_token).sub]).toEqual([
      200,
      claimsOf(first.body.id_token).sub,
    ])
  })
})
