import { describe, expect } from 'vitest'
import type { Tenant } from '../../../src/index.ts'
import { demo, it, manage, send, tenantOf, testing, users } from '../../support/emulator.ts'
import {
  authorize,
  claimsOf,
  type Parameters,
  redirectedWith,
  selfServiceUrl,
  signIn,
  submit,
  tokensFrom,
  transactionIn,
  visitPage,
} from '../../support/sign-in.ts'

interface Tokens {
  readonly access_token: string
  readonly id_token: string
}

const { ann, ed } = users

const tokensOf = async (tenant: Tenant, user: { email: string; password: string }) =>
  tokensFrom(tenant, await signIn(tenant, { email: user.email, password: user.password }))

/** Asks for a code, by default with both tokens. */
const generate = (
  tenant: Tenant,
  { access_token, id_token }: Tokens,
  authorization = `Bearer ${access_token} ${id_token}`,
) =>
  send(`${tenant.oAuthServerUrl}/cloud_directory/generate_code`, {
    headers: { Authorization: authorization, Origin: 'http://localhost:3000' },
  })

async function codeOf(tenant: Tenant, user: { email: string; password: string } = ann) {
  const { body } = await generate(tenant, await tokensOf(tenant, user))
  return `${body}`
}

async function change(tenant: Tenant, form: Parameters, code?: string) {
  const page = await visitPage(tenant, 'change_details', { code: code ?? (await codeOf(tenant)) })
  return submit(tenant, { state: transactionIn(page), ...form })
}

const badCode = 'code is missing, unknown, used, or expired: get a new one from generate_code'

describe('generate_code', () => {
  it('returns a code as text that is no JSON, to every origin', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const { status, headers, body } = await generate(tenant, await tokensOf(tenant, ann))
    expect([status, body, headers.get('Content-Type')]).toEqual([
      200,
      expect.stringMatching(/^[A-Za-z][\w-]{20,}$/),
      'text/plain; charset=utf-8',
    ])
    expect([headers.get('Access-Control-Allow-Origin'), headers.get('Cache-Control')]).toEqual([
      '*',
      'no-store',
    ])
    const preflight = await fetch(`${tenant.oAuthServerUrl}/cloud_directory/generate_code`, {
      method: 'OPTIONS',
      headers: {
        Origin: 'http://localhost:3000',
        'Access-Control-Request-Method': 'GET',
        'Access-Control-Request-Headers': 'authorization',
      },
    })
    expect([preflight.status, preflight.headers.get('Access-Control-Allow-Headers')]).toEqual([
      204,
      expect.stringContaining('authorization'),
    ])
  })

  it('tells users of other providers, and anonymous ones, in App ID’s words', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    await tenant.users.add({ provider: 'google', id: 'g', email: 'g@example.com' })
    for (const answer of [
      await signIn(tenant, { user: 'google:g' }),
      await authorize(tenant, { idp: 'appid_anon' }),
    ]) {
      const { status, body } = await generate(tenant, await tokensFrom(tenant, answer))
      expect([status, body]).toEqual([
        400,
        {
          error: 'invalid_request',
          error_description: 'id token not generated with cloud directory idp',
        },
      ])
    }
  })

  it('takes only both live tokens of one user of the tenant', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const mine = await tokensOf(tenant, ann)
    const other = await tokensOf(tenant, ed)
    const { access_token: a, id_token: i } = mine
    for (const authorization of [
      '',
      'Bearer',
      `Bearer ${a}`,
      `Bearer ${i} ${a}`,
      `Bearer ${a} ${a}`,
      `Bearer ${i} ${i}`,
      `Bearer ${a} ${other.id_token}`,
      `Bearer ${a} ${i.slice(0, -3)}`,
      `Basic ${a} ${i}`,
    ]) {
      const { status, body } = await generate(tenant, mine, authorization)
      expect([authorization.slice(0, 12), status, body.error]).toEqual([
        authorization.slice(0, 12),
        401,
        'invalid_token',
      ])
    }
    const elsewhere = tenantOf(emulator, testing.tenantId)
    expect((await generate(elsewhere, mine)).status).toBe(401)
    await tenant.clock.advance(3600)
    expect((await generate(tenant, mine)).status).toBe(401)
  })

  it('is refused where self-service is switched off', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const tokens = await tokensOf(tenant, ann)
    const { body } = await manage(tenant, 'GET', '/config/idps/cloud_directory')
    const config = { ...body.config, selfServiceEnabled: false }
    await manage(tenant, 'PUT', '/config/idps/cloud_directory', { isActive: true, config })
    const answer = await generate(tenant, tokens)
    expect([answer.status, answer.body]).toEqual([
      403,
      {
        error: 'access_denied',
        error_description: 'change_details is not enabled for this tenant',
      },
    ])
  })
})

describe('the page for a user’s details', () => {
  it('changes the names, and returns with a code whose id token has them', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const page = await visitPage(tenant, 'change_details', {
      code: await codeOf(tenant),
      language: 'en',
    })
    expect(page.status).toBe(200)
    for (const value of ['value="Ann"', 'value="Archer"']) expect(page.body).toContain(value)
    const form = { givenName: 'Anna', familyName: 'Baker' }
    const answer = await submit(tenant, { state: transactionIn(page), ...form })
    expect([answer.status, redirectedWith(answer)]).toEqual([302, { code: expect.any(String) }])
    const claims = claimsOf((await tokensFrom(tenant, answer)).id_token)
    const { sub, name, given_name, family_name, email } = claims
    expect([sub, name, given_name, family_name, email]).toEqual([
      ann.profileId,
      'Anna Baker',
      'Anna',
      'Baker',
      'ann@example.com',
    ])
    const { body } = await manage(tenant, 'GET', `/cloud_directory/Users/${ann.id}`)
    expect([body.displayName, body.name]).toEqual([
      'Anna Baker',
      { givenName: 'Anna', familyName: 'Baker', formatted: 'Anna Baker' },
    ])
  })

  it('replaces a display name when the names change, and keeps it otherwise', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    const zed = { email: 'zed@example.com', password: 'zed' }
    await tenant.users.add({
      ...zed,
      displayName: 'Zed the Great',
      scim: { locale: 'en', name: { formatted: 'Zed I' } },
    })
    const nameAfter = async (form: Parameters) => {
      const answer = await change(tenant, form, await codeOf(tenant, zed))
      return claimsOf((await tokensFrom(tenant, answer)).id_token).name
    }
    expect(await nameAfter({})).toBe('Zed the Great')
    expect(await nameAfter({ givenName: 'Zed' })).toBe('Zed')
    expect(await nameAfter({})).toBe('zed@example.com')
    const { body } = await manage(tenant, 'GET', '/cloud_directory/Users?query=zed@example.com')
    expect(body.Resources[0].locale).toBe('en')
  })

  it('opens once, with a code that lasts ten minutes, for the client of the tokens', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    const code = await codeOf(tenant)
    const open = (parameters: Parameters) =>
      visitPage(tenant, 'change_details', { state: 'mine', ...parameters })
    expect((await open({ code })).status).toBe(200)
    const refusal = { error: 'invalid_request', error_description: badCode, state: 'mine' }
    for (const wrong of [code, 'x', '', undefined])
      expect(redirectedWith(await open({ code: wrong }))).toEqual(refusal)
    const late = await codeOf(tenant)
    await tenant.clock.advance(600)
    expect(redirectedWith(await open({ code: late }))).toEqual(refusal)
    const forOther = { code: await codeOf(tenant), client_id: demo.b.clientId }
    expect(redirectedWith(await open(forOther)).error_description).toBe(
      'code is for another client_id',
    )
    const deleted = await codeOf(tenant)
    await manage(tenant, 'DELETE', `/cloud_directory/remove/${ann.id}`)
    expect(redirectedWith(await open({ code: deleted })).error_description).toBe(badCode)
  })

  it('is not opened by a HEAD request, after which the code still works', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const code = await codeOf(tenant)
    const head = await send(selfServiceUrl(tenant, 'change_details', { code }), { method: 'HEAD' })
    expect([head.status, head.body]).toEqual([200, ''])
    const { body } = await visitPage(tenant, 'change_details', { code })
    expect(body).toContain('<h1>Change your details</h1>')
  })

  it('is not opened by the code of another tenant', async ({ emulator }) => {
    const code = await codeOf(tenantOf(emulator))
    const elsewhere = tenantOf(emulator, testing.tenantId)
    const redirectUris = ['http://localhost:3000/*']
    await manage(elsewhere, 'PUT', '/config/redirect_uris', { redirectUris })
    const page = await visitPage(elsewhere, 'change_details', {
      code,
      client_id: testing.clientId,
    })
    expect(redirectedWith(page).error_description).toBe(badCode)
  })

  it('changes nothing for a user who may not sign in any more', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const page = await visitPage(tenant, 'change_details', { code: await codeOf(tenant) })
    await manage(tenant, 'PUT', `/cloud_directory/Users/${ann.id}`, {
      emails: [{ value: ann.email, primary: true }],
      active: false,
    })
    const answer = await submit(tenant, { state: transactionIn(page), givenName: 'Eve' })
    expect(redirectedWith(answer)).toEqual({
      error: 'access_denied',
      error_description: 'User account disabled',
    })
    const { body } = await manage(tenant, 'GET', `/cloud_directory/Users/${ann.id}`)
    expect(body.name.givenName).toBe('Ann')
  })

  it('cannot change the address, and takes no form of another page', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const answer = await change(tenant, {
      form: 'change_password',
      again: 'true',
      user: `cloud_directory:${ed.id}`,
      email: 'eve@example.com',
      newPassword: 'eve',
      givenName: 'Anna',
    })
    const claims = claimsOf((await tokensFrom(tenant, answer)).id_token)
    expect([claims.sub, claims.email, claims.name]).toEqual([ann.profileId, ann.email, 'Anna'])
    expect((await signIn(tenant)).status).toBe(302)
  })

  it('writes along when the user last signed in', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await tenant.clock.set({ now: 1_800_000_000, frozen: true })
    await change(tenant, { givenName: 'Anna' })
    const [{ lastLogin, lastModified } = {}] = (await emulator.state.get()).tenants[demo.tenantId]
      ?.users ?? [{}]
    const now = '2027-01-15T08:00:00.000Z'
    expect([lastLogin, lastModified]).toEqual([now, now])
  })
})
