import { createRemoteJWKSet, jwtVerify } from 'jose'
import * as oauth from 'oauth4webapi'
import { describe, expect } from 'vitest'
import type { Tenant } from '../../src/index.ts'
import { demo, it, manage, tenantOf, testing } from '../support/emulator.ts'

const insecure = { [oauth.allowInsecureRequests]: true }

async function discover(tenant: Tenant): Promise<oauth.AuthorizationServer> {
  const issuer = new URL(tenant.issuer)
  return oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure))
}

/** Requests a token with the client credentials grant and HTTP Basic. */
async function grant(
  server: oauth.AuthorizationServer,
  { clientId, secret }: { clientId: string; secret: string },
): Promise<oauth.TokenEndpointResponse> {
  const client = { client_id: clientId }
  const response = await oauth.clientCredentialsGrantRequest(
    server,
    client,
    oauth.ClientSecretBasic(secret),
    {},
    insecure,
  )
  return oauth.processClientCredentialsResponse(server, client, response)
}

/** Validates a token like a resource server that knows only the discovery document. */
function verify(token: string, server: oauth.AuthorizationServer, audience: string) {
  if (server.jwks_uri === undefined) throw new Error('no jwks_uri')
  const keys = createRemoteJWKSet(new URL(server.jwks_uri))
  return jwtVerify(token, keys, { issuer: server.issuer, audience })
}

describe('discovery', () => {
  it('accepts the document of every tenant, with the issuer that it expects', async ({
    emulator,
  }) => {
    for (const { tenantId } of [demo, testing]) {
      const tenant = tenantOf(emulator, tenantId)
      expect(await discover(tenant)).toMatchObject({
        issuer: tenant.issuer,
        token_endpoint: `${tenant.oAuthServerUrl}/token`,
        jwks_uri: `${tenant.oAuthServerUrl}/publickeys`,
        grant_types_supported: expect.arrayContaining(['client_credentials']),
      })
    }
  })

  it('refuses the document when publicUrl sets another issuer', async ({ start }) => {
    const emulator = await start({ publicUrl: 'http://id.example' })
    const issuer = new URL(tenantOf(emulator).oAuthServerUrl)
    const response = await oauth.discoveryRequest(issuer, insecure)
    await expect(oauth.processDiscoveryResponse(issuer, response)).rejects.toMatchObject({
      code: oauth.JSON_ATTRIBUTE_COMPARISON,
    })
  })
})

describe('the client credentials grant with ClientSecretBasic', () => {
  it('gives a registered application a token that jose validates with the discovery document', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    const { body: client } = await manage(tenant, 'POST', '/applications', { name: 'mine' })
    const server = await discover(tenant)
    const result = await grant(server, client)
    expect(result).toEqual({
      access_token: expect.any(String),
      token_type: 'bearer',
      expires_in: 3600,
    })
    const { payload, protectedHeader } = await verify(result.access_token, server, client.clientId)
    expect(protectedHeader.alg).toBe('RS256')
    expect(payload).toMatchObject({ sub: client.clientId, tenant: tenant.tenantId })
  })

  it('accepts a percent-encoded client id and secret', async ({ start }) => {
    const application = { clientId: demo.a.clientId, secret: "a+b/c:d%2Fe=f_g.h~i!j*k'(l)" }
    const emulator = await start({
      seed: { version: 1, tenants: { [demo.tenantId]: { applications: [application] } } },
    })
    const headers = new Headers()
    oauth.ClientSecretBasic(application.secret)(
      { issuer: 'x' },
      { client_id: application.clientId },
      new URLSearchParams(),
      headers,
    )
    const sent = atob(headers.get('Authorization')?.replace('Basic ', '') ?? '')
    expect(sent).not.toContain('-')
    expect(sent).not.toContain(application.secret)
    const server = await discover(tenantOf(emulator))
    const { access_token } = await grant(server, application)
    const { payload } = await verify(access_token, server, application.clientId)
    expect(payload.sub).toBe(application.clientId)
  })

  it.for([
    ['a wrong secret', { ...demo.a, secret: demo.b.secret }],
    ['a client of another tenant', testing],
  ] as const)(
    'refuses %s with an error in the body, not with a challenge',
    async ([, client], { emulator }) => {
      const server = await discover(tenantOf(emulator))
      const error: unknown = await grant(server, client).catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(oauth.ResponseBodyError)
      expect(error).toMatchObject({
        status: 401,
        error: 'invalid_client',
        error_description: 'Invalid Credentials',
        cause: { error: 'invalid_client', error_description: 'Invalid Credentials' },
      })
    },
  )
})

describe('jose', () => {
  it('refuses a token for another audience', async ({ emulator }) => {
    const server = await discover(tenantOf(emulator))
    const { access_token } = await grant(server, demo.a)
    await expect(verify(access_token, server, demo.b.clientId)).rejects.toMatchObject({
      code: 'ERR_JWT_CLAIM_VALIDATION_FAILED',
      claim: 'aud',
    })
  })

  it('refuses a token of another tenant for its key, and for its issuer', async ({ emulator }) => {
    const server = await discover(tenantOf(emulator))
    const other = await discover(tenantOf(emulator, testing.tenantId))
    const { access_token } = await grant(other, testing)
    await expect(verify(access_token, server, testing.clientId)).rejects.toMatchObject({
      code: 'ERR_JWKS_NO_MATCHING_KEY',
    })
    const mixed = { ...other, issuer: server.issuer }
    await expect(verify(access_token, mixed, testing.clientId)).rejects.toMatchObject({
      code: 'ERR_JWT_CLAIM_VALIDATION_FAILED',
      claim: 'iss',
    })
  })
})
