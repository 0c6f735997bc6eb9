import * as client from 'openid-client'
import { describe, expect } from 'vitest'
import { demo, tenantOf, users } from '../support/emulator.ts'
import { it } from '../support/resource-server.ts'
import { ask, enableRefresh, passwordOf, userScope } from '../support/tokens.ts'

describe('APIStrategy', () => {
  it('accepts a user’s access token, alone and with the id token', async ({ emulator, startB }) => {
    const tenant = tenantOf(emulator)
    const b = await startB(tenant, { scope: 'articles.write' })
    const { body } = await ask(tenant, passwordOf(users.ed))
    for (const token of [body.access_token, `${body.access_token} ${body.id_token}`]) {
      const { status, body: payload } = await b.call(token)
      expect([status, payload.sub]).toEqual([200, users.ed.profileId])
    }
    const ann = await ask(tenant, passwordOf(users.ann))
    expect((await b.call(ann.body.access_token)).status).toBe(401)
    expect((await b.call(`${body.access_token} x`)).status).toBe(401)
  })
})

describe('openid-client', () => {
  it('refreshes, introspects, revokes and reads the user info', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await enableRefresh(tenant)
    const { clientId, secret } = demo.a
    const found = await client.discovery(new URL(tenant.issuer), clientId, secret, undefined, {
      execute: [client.allowInsecureRequests],
    })
    // App ID's discovery document names neither of these two endpoints.
    const { supportsPKCE: _, ...metadata } = found.serverMetadata()
    const config = new client.Configuration(
      {
        ...metadata,
        introspection_endpoint: `${tenant.oAuthServerUrl}/introspect`,
        revocation_endpoint: `${tenant.oAuthServerUrl}/revoke`,
      },
      clientId,
      secret,
    )
    client.allowInsecureRequests(config)
    const signedIn = await client.genericGrantRequest(config, 'password', {
      username: users.ann.email,
      password: users.ann.password,
    })
    const refreshed = await client.refreshTokenGrant(config, `${signedIn.refresh_token}`)
    expect(refreshed.claims()).toMatchObject({ sub: users.ann.profileId })
    const info = await client.fetchUserInfo(config, refreshed.access_token, users.ann.profileId)
    expect(info.sub).toBe(users.ann.profileId)
    expect(await client.tokenIntrospection(config, refreshed.access_token)).toEqual({
      active: true,
      scope: userScope,
    })
    await client.tokenRevocation(config, `${signedIn.refresh_token}`)
    await expect(
      client.refreshTokenGrant(config, `${signedIn.refresh_token}`),
    ).rejects.toMatchObject({ error: 'invalid_grant' })
    await client.refreshTokenGrant(config, `${refreshed.refresh_token}`)
  })
})
