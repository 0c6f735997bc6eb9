/** The authorization code flow of public OpenID Connect clients, with PKCE, state, nonce and a refresh. */
import * as oauth from 'oauth4webapi'
import * as client from 'openid-client'
import { expect } from 'vitest'
import { demo, it, manage, tenantOf, users } from '../support/emulator.ts'
import { callback, claimsOf, submit, transactionIn } from '../support/sign-in.ts'

const { clientId, secret } = demo.a
const ann = { email: users.ann.email, password: users.ann.password }
const refresh = { refresh: { enabled: true, expires_in: 7200 } }

/** Visits the page at the URL, signs Ann in, and returns the URL at which she arrives. */
async function arriveFrom(url: URL, tenant: ReturnType<typeof tenantOf>): Promise<URL> {
  const page = await fetch(url)
  const body = await page.text()
  const state = transactionIn({ status: page.status, headers: page.headers, body })
  return new URL((await submit(tenant, { state, ...ann })).headers.get('Location') ?? '')
}

it('openid-client signs a user in and refreshes the tokens', async ({ emulator }) => {
  const tenant = tenantOf(emulator)
  await manage(tenant, 'PUT', '/config/tokens', refresh)
  const config = await client.discovery(new URL(tenant.issuer), clientId, secret, undefined, {
    execute: [client.allowInsecureRequests],
  })
  const [pkceCodeVerifier, expectedState, expectedNonce] = [
    client.randomPKCECodeVerifier(),
    client.randomState(),
    client.randomNonce(),
  ]
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: callback,
    scope: 'openid profile email',
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: expectedState,
    nonce: expectedNonce,
  })
  const tokens = await client.authorizationCodeGrant(config, await arriveFrom(url, tenant), {
    pkceCodeVerifier,
    expectedState,
    expectedNonce,
  })
  expect(tokens.claims()).toMatchObject({ sub: users.ann.profileId, nonce: expectedNonce })
  const fresh = await client.refreshTokenGrant(config, tokens.refresh_token ?? '')
  expect(fresh.claims()).toMatchObject({ sub: users.ann.profileId, email: users.ann.email })
})

it('oauth4webapi signs a user in and refreshes the tokens', async ({ emulator }) => {
  const tenant = tenantOf(emulator)
  await manage(tenant, 'PUT', '/config/tokens', refresh)
  const insecure = { [oauth.allowInsecureRequests]: true }
  const issuer = new URL(tenant.issuer)
  const server = await oauth.processDiscoveryResponse(
    issuer,
    await oauth.discoveryRequest(issuer, insecure),
  )
  const app = { client_id: clientId }
  const authentication = oauth.ClientSecretBasic(secret)
  const [verifier, state, nonce] = [
    oauth.generateRandomCodeVerifier(),
    oauth.generateRandomState(),
    oauth.generateRandomNonce(),
  ]
  const url = new URL(server.authorization_endpoint ?? '')
  for (const [name, value] of Object.entries({
    client_id: clientId,
    response_type: 'code',
    redirect_uri: callback,
    scope: 'openid',
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
  }))
    url.searchParams.set(name, value)
  const answer = oauth.validateAuthResponse(server, app, await arriveFrom(url, tenant), state)
  const tokens = await oauth.processAuthorizationCodeResponse(
    server,
    app,
    await oauth.authorizationCodeGrantRequest(
      server,
      app,
      authentication,
      answer,
      callback,
      verifier,
      insecure,
    ),
    { expectedNonce: nonce, requireIdToken: true },
  )
  expect(oauth.getValidatedIdTokenClaims(tokens)?.sub).toBe(users.ann.profileId)
  const fresh = await oauth.processRefreshTokenResponse(
    server,
    app,
    await oauth.refreshTokenGrantRequest(
      server,
      app,
      authentication,
      tokens.refresh_token ?? '',
      insecure,
    ),
  )
  expect(claimsOf(fresh.access_token).sub).toBe(users.ann.profileId)
})
