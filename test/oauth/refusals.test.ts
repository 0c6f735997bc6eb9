import { describe, expect } from 'vitest'
import type { Tenant } from '../../src/index.ts'
import { basic, demo, it, manage, send, tenantOf, testing, users } from '../support/emulator.ts'
import { ask, claimsOf, enableRefresh, passwordOf, userScope } from '../support/tokens.ts'

/** Sends a form without an Authorization header, or with this one. */
const post = (tenant: Tenant, form: Record<string, string>, authorization?: string) =>
  send(`${tenant.oAuthServerUrl}/token`, {
    method: 'POST',
    headers: authorization === undefined ? {} : { Authorization: authorization },
    body: new URLSearchParams(form),
  })

/** The forms of the grants that a client of a user could try without a secret. */
async function forms(tenant: Tenant): Promise<Record<string, string>[]> {
  await enableRefresh(tenant)
  const { body } = await ask(tenant, passwordOf(users.ann))
  return [
    passwordOf(users.ann),
    { grant_type: 'refresh_token', refresh_token: body.refresh_token },
    { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: 'x' },
  ]
}

describe('a public client', () => {
  it('without an Authorization header is refused at every grant, even with a verifier', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    const { body: page } = await manage(tenant, 'POST', '/applications', {
      name: 'page',
      type: 'singlepageapp',
    })
    for (const form of await forms(tenant))
      for (const client_id of [page.clientId, demo.a.clientId]) {
        const { status, body } = await post(tenant, { ...form, client_id, code_verifier: 'v' })
        expect([status, body]).toEqual([
          401,
          { error: 'invalid_client', error_description: 'missing credentials in request' },
        ])
      }
  })

  it('with a verifier, a text or nothing as its password is refused at these grants', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    const { body: page } = await manage(tenant, 'POST', '/applications', {
      name: 'page',
      type: 'singlepageapp',
    })
    for (const form of await forms(tenant))
      for (const secret of ['v'.repeat(43), 'undefined', '']) {
        const credentials = basic({ clientId: page.clientId, secret })
        const { status, body } = await post(tenant, { ...form, code_verifier: secret }, credentials)
        expect([status, body.error]).toEqual([401, 'invalid_client'])
      }
  })
})

describe('a user', () => {
  it('of another tenant cannot sign in', async ({ emulator }) => {
    const { status, body } = await ask(
      tenantOf(emulator, testing.tenantId),
      passwordOf(users.ann),
      testing,
    )
    expect([status, body]).toEqual([
      400,
      {
        error: 'invalid_grant',
        error_description: 'The email or password that you entered is incorrect.',
      },
    ])
  })

  it('gets the same scopes and audience, whatever the client asks for', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await enableRefresh(tenant)
    const asked = { scope: 'articles.write appid_admin', audience: demo.b.clientId }
    const { body: first } = await ask(tenant, { ...passwordOf(users.ann), ...asked })
    const { body: next } = await ask(tenant, {
      grant_type: 'refresh_token',
      refresh_token: first.refresh_token,
      ...asked,
    })
    for (const { scope, access_token, id_token } of [first, next]) {
      expect(scope).toBe(userScope)
      expect(claimsOf(access_token)).toMatchObject({ aud: [demo.a.clientId], scope: userScope })
      expect(claimsOf(id_token).aud).toEqual([demo.a.clientId])
    }
  })

  it('who was deleted, with or without the profile, or made inactive has no use of a refresh token', async ({
    start,
  }) => {
    const first = await start()
    await enableRefresh(tenantOf(first))
    const { body: tokens } = await ask(tenantOf(first), passwordOf(users.ann))
    const { refreshTokens } = (await first.state.get()).tenants[demo.tenantId] ?? {}
    const { id, profileId, email } = users.ann
    const { refresh_token } = tokens
    for (const [left, why] of [
      [[], 'who was deleted'],
      [[{ id, profileId, removed: true as const }], 'who was deleted'],
      [[{ id, profileId, email, active: false }], 'who is inactive'],
    ] as const) {
      const tenant = {
        applications: [{ ...demo.a }],
        users: [...left],
        ...(refreshTokens && { refreshTokens }),
      }
      const emulator = await start({ seed: { version: 1, tenants: { [demo.tenantId]: tenant } } })
      const { status, body } = await ask(tenantOf(emulator), {
        grant_type: 'refresh_token',
        refresh_token,
      })
      expect([status, body]).toEqual([
        400,
        { error: 'invalid_grant', error_description: 'Invalid refresh token' },
      ])
      const { requests } = await tenantOf(emulator).requests.list()
      expect(requests.at(-1)?.error).toBe(
        `the refresh token belongs to the user ${profileId}, ${why}`,
      )
    }
  })

  it('leaves no password, user name or token in the journal', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await enableRefresh(tenant)
    const { body } = await ask(tenant, passwordOf(users.ann))
    const secrets = {
      username: 'secret-name@example.com',
      password: 'secret-password',
      refresh_token: body.refresh_token,
      assertion: 'secret-assertion',
      appid_access_token: body.access_token,
    }
    for (const grant_type of [
      'password',
      'refresh_token',
      'urn:ietf:params:oauth:grant-type:jwt-bearer',
      'client_credentials',
    ])
      await ask(tenant, { grant_type, ...secrets })
    const journal = JSON.stringify(await tenant.requests.list())
    for (const secret of [...Object.values(secrets), body.id_token, users.ann.email])
      expect(journal).not.toContain(secret)
  })
})
