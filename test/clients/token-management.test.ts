import * as oauth from 'oauth4webapi'
import { describe, expect } from 'vitest'
import type { Tenant } from '../../src/index.ts'
import { demo, it, tenantOf, users } from '../support/emulator.ts'
import { ask, enableRefresh, passwordOf, userScope } from '../support/tokens.ts'

const insecure = { [oauth.allowInsecureRequests]: true }
const client = { client_id: demo.a.clientId }
const authentication = oauth.ClientSecretBasic(demo.a.secret)

/** The metadata of a server, with the endpoints that App ID's discovery document leaves out. */
async function discover(tenant: Tenant): Promise<oauth.AuthorizationServer> {
  const issuer = new URL(tenant.issuer)
  const response = await oauth.discoveryRequest(issuer, insecure)
  return {
    ...(await oauth.processDiscoveryResponse(issuer, response)),
    introspection_endpoint: `${tenant.issuer}/introspect`,
    revocation_endpoint: `${tenant.issuer}/revoke`,
  }
}

describe('oauth4webapi', () => {
  it('refreshes, introspects and revokes, and reads userinfo', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await enableRefresh(tenant)
    const server = await discover(tenant)
    const { body: first } = await ask(tenant, passwordOf(users.ann))
    const refresh = async (token: string) =>
      oauth.processRefreshTokenResponse(
        server,
        client,
        await oauth.refreshTokenGrantRequest(server, client, authentication, token, insecure),
      )
    const introspect = async (token: string) =>
      oauth.processIntrospectionResponse(
        server,
        client,
        await oauth.introspectionRequest(server, client, authentication, token, insecure),
      )

    const tokens = await refresh(first.refresh_token)
    expect(oauth.getValidatedIdTokenClaims(tokens)?.sub).toBe(users.ann.profileId)
    expect(await introspect(tokens.access_token)).toEqual({ active: true, scope: userScope })

    const info = await oauth.userInfoRequest(server, client, tokens.access_token, insecure)
    expect(
      await oauth.processUserInfoResponse(server, client, users.ann.profileId, info),
    ).toMatchObject({ email: 'ann@example.com', name: 'Ann Archer' })

    const revoked = await oauth.revocationRequest(
      server,
      client,
      authentication,
      first.refresh_token,
      insecure,
    )
    await oauth.processRevocationResponse(revoked)
    expect(await introspect(first.refresh_token)).toEqual({ active: false })
    await expect(refresh(first.refresh_token)).rejects.toMatchObject({
      status: 400,
      error: 'invalid_grant',
    })
  })
})
