import { describe, expect } from 'vitest'
import type { Tenant } from '../../src/index.ts'
import {
  basic,
  demo,
  it,
  manage,
  requestToken,
  send,
  tenantOf,
  testing,
  users,
} from '../support/emulator.ts'
import { ask, type Client, enableRefresh, passwordOf, userScope } from '../support/tokens.ts'

function introspect(tenant: Tenant, token: string, client: Client = demo.a) {
  return send(`${tenant.oAuthServerUrl}/introspect`, {
    method: 'POST',
    headers: { Authorization: basic(client) },
    body: new URLSearchParams({ token }),
  })
}

async function bodyOf(tenant: Tenant, token: string, client?: Client) {
  const { status, body } = await introspect(tenant, token, client)
  expect(status).toBe(200)
  return body
}

describe('introspection', () => {
  it('knows access tokens with their scope, and id tokens', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const own = await requestToken(tenant)
    expect(await bodyOf(tenant, own.body.access_token)).toEqual({
      active: true,
      scope: 'appid_default',
    })
    const { body } = await ask(tenant, passwordOf(users.ann))
    const { body: answer, headers } = await introspect(tenant, body.access_token)
    expect(answer).toEqual({ active: true, scope: userScope })
    expect(headers.get('Cache-Control')).toBe('no-store')
    expect(await bodyOf(tenant, body.id_token)).toEqual({ active: true })
  })

  it('knows an id token whose mapped scope is a list, which is no access token', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    const idTokenClaims = [{ source: 'roles', destinationClaim: 'scope' }]
    await manage(tenant, 'PUT', '/config/tokens', { idTokenClaims })
    const { id_token } = (await ask(tenant, passwordOf(users.ed))).body
    expect(await bodyOf(tenant, id_token)).toEqual({ active: true })
    const headers = { Authorization: `Bearer ${id_token}` }
    expect((await send(`${tenant.oAuthServerUrl}/userinfo`, { headers })).status).toBe(401)
  })

  it('knows the tokens of other clients of the tenant', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await enableRefresh(tenant)
    const { body } = await ask(tenant, passwordOf(users.ann))
    for (const token of [body.access_token, body.id_token, body.refresh_token])
      expect(await bodyOf(tenant, token, demo.b)).toMatchObject({ active: true })
  })

  it('checks the signature and the expiry alone: the user may have been deleted', async ({
    start,
  }) => {
    const emulator = await start()
    const tenant = tenantOf(emulator)
    const { body } = await ask(tenant, passwordOf(users.ann))
    const application = { clientId: demo.a.clientId, secret: demo.a.secret }
    const { signingKeys } = (await emulator.state.get()).tenants[demo.tenantId] ?? {}
    const without = await start({
      seed: {
        version: 1,
        tenants: {
          [demo.tenantId]: {
            applications: [application],
            ...(signingKeys && { signingKeys }),
          },
        },
      },
    })
    expect(await bodyOf(tenantOf(without), body.access_token)).toEqual({
      active: true,
      scope: userScope,
    })
    await tenantOf(without).clock.advance(3600)
    expect(await bodyOf(tenantOf(without), body.access_token)).toEqual({ active: false })
  })

  it('says of everything else that it is not active', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const { body } = await ask(tenant, passwordOf(users.ann))
    const copy = await emulator.createTenant({ from: 'demo', keepIds: true })
    const foreign = await ask(copy, passwordOf(users.ann))
    const token: string = body.access_token
    const [head, payload, signature = ''] = token.split('.')
    const flip = (text: string) =>
      text.startsWith('A') ? `B${text.slice(1)}` : `A${text.slice(1)}`
    for (const one of [
      'rubbish',
      'a.b.c',
      `${head}.${payload}.`,
      `${head}.${payload}.${flip(signature)}`,
      foreign.body.access_token,
      foreign.body.id_token,
    ])
      expect([one, await bodyOf(tenant, one)]).toEqual([one, { active: false }])
    expect(await bodyOf(copy, foreign.body.id_token)).toEqual({ active: true })
    await tenant.keys.rotate({ keepOld: true })
    expect(await bodyOf(tenant, token)).toMatchObject({ active: true })
    await tenant.keys.rotate({ keepOld: false })
    expect(await bodyOf(tenant, token)).toEqual({ active: false })
  })

  it('tells tenants with the same keys apart', async ({ start }) => {
    const { signingKeys = [] } = (await (await start()).state.get()).tenants[demo.tenantId] ?? {}
    const applications = [{ ...demo.a }]
    const own = { applications, signingKeys }
    const other = { applications: [{ ...demo.b }], signingKeys }
    const emulator = await start({
      seed: { version: 1, tenants: { [demo.tenantId]: own, [testing.tenantId]: other } },
    })
    const { body } = await requestToken(tenantOf(emulator), demo.a)
    expect(await bodyOf(tenantOf(emulator), body.access_token)).toMatchObject({ active: true })
    expect(await bodyOf(tenantOf(emulator, testing.tenantId), body.access_token, demo.b)).toEqual({
      active: false,
    })
  })

  it('knows a refresh token as long as it can be used', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await enableRefresh(tenant)
    await tenant.clock.set({ frozen: true })
    const { body } = await ask(tenant, passwordOf(users.ann))
    await tenant.clock.advance(7199)
    expect(await bodyOf(tenant, body.refresh_token)).toEqual({ active: true })
    expect(await bodyOf(tenant, body.access_token)).toEqual({ active: false })
    await tenant.clock.advance(1)
    expect(await bodyOf(tenant, body.refresh_token)).toEqual({ active: false })
  })

  it.for([
    ['application/json', (form: object) => JSON.stringify(form)],
    [
      'application/x-www-form-urlencoded',
      (form: Record<string, string>) => `${new URLSearchParams(form)}`,
    ],
  ] as const)(
    'takes the credentials in the body, too: %s',
    async ([type, encoded], { emulator }) => {
      const tenant = tenantOf(emulator)
      const { body } = await requestToken(tenant)
      const { clientId: client_id, secret: client_secret } = demo.a
      const answer = await send(`${tenant.oAuthServerUrl}/introspect/`, {
        method: 'POST',
        headers: { 'Content-Type': type },
        body: encoded({ token: body.access_token, client_id, client_secret }),
      })
      expect([answer.status, answer.body]).toEqual([200, { active: true, scope: 'appid_default' }])
      const { requests } = await tenant.requests.list()
      expect(requests.at(-1)).toMatchObject({ clientId: client_id, clientAuthentication: 'body' })
    },
  )

  it('knows no token with a flaw that a fault has given it', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const flaws = [
      'expired',
      'wrong-tenant',
      'wrong-key',
      'unknown-kid',
      'missing-kid',
      'alg-none',
      'hs256-with-public-key',
      'tampered',
    ] as const
    for (const flaw of flaws) {
      await tenant.faults.add({ operation: 'oauth-server.token', times: 1, effect: { flaw } })
      const { body } = await ask(tenant, passwordOf(users.ann))
      for (const token of [body.access_token, body.id_token])
        expect([flaw, await bodyOf(tenant, token)]).toEqual([flaw, { active: false }])
    }
  })

  it('answers with the faults of the tenant', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await tenant.faults.add({
      operation: 'oauth-server.introspect',
      clientId: demo.a.clientId,
      effect: { status: 503 },
    })
    expect((await introspect(tenant, 'x')).status).toBe(503)
    expect((await introspect(tenant, 'x', demo.b)).status).toBe(200)
  })
})

describe.for(['introspect', 'revoke'])('%s', (endpoint) => {
  const post = (tenant: Tenant, form: Record<string, string>, authorization?: string) =>
    send(`${tenant.oAuthServerUrl}/${endpoint}`, {
      method: 'POST',
      headers: authorization === undefined ? {} : { Authorization: authorization },
      body: new URLSearchParams(form),
    })

  it('demands a token', async ({ emulator }) => {
    for (const form of [{}, { token: '' }]) {
      const { status, body } = await post(tenantOf(emulator), form, basic(demo.a))
      expect([status, body]).toEqual([
        400,
        { error: 'invalid_request', error_description: 'token is missing' },
      ])
    }
  })

  it('demands a client of the tenant', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const { body: app } = await manage(tenant, 'POST', '/applications', {
      name: 'page',
      type: 'singlepageapp',
    })
    const cases = [
      [basic({ ...demo.a, secret: 'wrong' }), {}, 'Invalid Credentials'],
      [undefined, {}, 'missing credentials in request'],
      [undefined, { client_id: app.clientId }, 'missing credentials in request'],
      ['Bearer x', {}, 'please provide clientId as username and secret as password'],
    ] as const
    for (const [authorization, form, error_description] of cases) {
      const { status, body } = await post(tenant, { token: 'x', ...form }, authorization)
      expect([status, body]).toEqual([401, { error: 'invalid_client', error_description }])
    }
  })

  it('keeps tokens out of the journal', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await post(tenant, { token: 'secret-token' }, basic(demo.a))
    await post(tenant, { token: 'secret-token' })
    expect(JSON.stringify(await tenant.requests.list())).not.toContain('secret-token')
  })
})
