import { createRemoteJWKSet, jwtVerify } from 'jose'
import * as client from 'openid-client'
import { describe, expect } from 'vitest'
import type { Tenant } from '../../src/index.ts'
import { demo, it, tenantOf } from '../support/emulator.ts'

type Secret = Parameters<typeof client.discovery>[2]

function discover(
  tenant: Tenant,
  clientId: string,
  secret: Secret,
  authentication?: client.ClientAuth,
): Promise<client.Configuration> {
  return client.discovery(new URL(tenant.issuer), clientId, secret, authentication, {
    execute: [client.allowInsecureRequests],
  })
}

const { a } = demo
const byBasic = (tenant: Tenant, secret: string = a.secret) =>
  discover(tenant, a.clientId, undefined, client.ClientSecretBasic(secret))
const byPost = (tenant: Tenant) =>
  discover(tenant, a.clientId, undefined, client.ClientSecretPost(a.secret))
/** A client without a method of authentication: by default, it sends the secret in the body. */
const byDefault = (tenant: Tenant) => discover(tenant, a.clientId, a.secret)

/** Returns a function that validates tokens with the keys and the issuer of the discovery document. */
function verifier(config: client.Configuration, audience: string) {
  const { issuer, jwks_uri } = config.serverMetadata()
  if (jwks_uri === undefined) throw new Error('no jwks_uri')
  const keys = createRemoteJWKSet(new URL(jwks_uri))
  return (token: string, now: number) =>
    jwtVerify(token, keys, { issuer, audience, currentDate: new Date(now) })
}

const refused = async (grant: Promise<unknown>) => {
  const error: unknown = await grant.catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(client.ResponseBodyError)
  return error
}

describe('discovery', () => {
  it('finds the endpoints from the issuer', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const config = await byBasic(tenant)
    expect(config.serverMetadata()).toMatchObject({
      issuer: tenant.issuer,
      token_endpoint: `${tenant.oAuthServerUrl}/token`,
      jwks_uri: `${tenant.oAuthServerUrl}/publickeys`,
    })
  })
})

describe('clientCredentialsGrant', () => {
  it('returns a token that jose validates', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const config = await byBasic(tenant)
    const result = await client.clientCredentialsGrant(config)
    expect({ ...result }).toEqual({
      access_token: expect.any(String),
      token_type: 'bearer',
      expires_in: 3600,
    })
    const verify = verifier(config, a.clientId)
    const { payload } = await verify(result.access_token, Date.now())
    expect(payload).toMatchObject({ sub: a.clientId, tenant: tenant.tenantId })
    const forB = verifier(config, demo.b.clientId)
    await expect(forB(result.access_token, Date.now())).rejects.toMatchObject({
      code: 'ERR_JWT_CLAIM_VALIDATION_FAILED',
      claim: 'aud',
    })
  })

  it('fails with invalid_client for a wrong secret', async ({ emulator }) => {
    const config = await byBasic(tenantOf(emulator), demo.b.secret)
    expect(await refused(client.clientCredentialsGrant(config))).toMatchObject({
      status: 401,
      error: 'invalid_client',
      error_description: 'Invalid Credentials',
    })
  })

  it.for([
    ['ClientSecretPost', byPost],
    ['the default method', byDefault],
    ['ClientSecretBasic', byBasic],
  ] as const)('works with %s', async ([, discoverBy], { emulator }) => {
    const config = await discoverBy(tenantOf(emulator))
    const { access_token } = await client.clientCredentialsGrant(config)
    const { payload } = await verifier(config, a.clientId)(access_token, Date.now())
    expect(payload.sub).toBe(a.clientId)
  })
})

describe('a token', () => {
  it('expires after an hour, and a new one has the current time', async ({ start }) => {
    let now = Date.parse('2030-01-01T00:00:00Z')
    const config = await byBasic(tenantOf(await start({ now: () => now })))
    const verify = verifier(config, a.clientId)
    const first = await client.clientCredentialsGrant(config)
    now += 3599 * 1000
    expect((await verify(first.access_token, now)).payload.iat).toBe(Date.UTC(2030) / 1000)
    now += 1000
    await expect(verify(first.access_token, now)).rejects.toMatchObject({ code: 'ERR_JWT_EXPIRED' })
    const second = await client.clientCredentialsGrant(config)
    expect((await verify(second.access_token, now)).payload.iat).toBe(now / 1000)
  })
})
