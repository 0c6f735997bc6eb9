import { get, type IncomingMessage } from 'node:http'
import { describe, expect } from 'vitest'
import type { Tenant } from '../../src/index.ts'
import { demo, it, manage, send, tenantOf, testing, users } from '../support/emulator.ts'
import {
  authorizationUrl,
  authorize,
  callback,
  challengeOf,
  claimsOf,
  exchange,
  redirectedWith,
  signIn,
  submit,
  transactionIn,
} from '../support/sign-in.ts'
import { authorizeWith, cookieIn, enableSso, isSignedIn, signInWith } from '../support/sso.ts'

const { ann, ed } = users
const directory = '/cloud_directory'

/** The user whom an authorization request with this cookie signs in. */
async function subOf(tenant: Tenant, cookie: string): Promise<unknown> {
  const { code } = redirectedWith(await authorizeWith(tenant, cookie))
  const { body } = await exchange(tenant, code)
  return claimsOf(body.id_token).sub
}

describe('single sign-on', () => {
  it('sets a cookie at the sign-in, with which every application of the tenant gets a code at once', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    await enableSso(tenant)
    const answer = await signIn(tenant)
    expect(answer.headers.getSetCookie()).toEqual([
      expect.stringMatching(
        new RegExp(
          `^appid_emulator_sso=[\\w-]{43}; Path=/oauth/v4/${demo.tenantId}; HttpOnly; SameSite=Lax$`,
        ),
      ),
    ])
    const cookie = cookieIn(answer)
    for (const client of [demo.a, demo.b]) {
      const again = await authorizeWith(tenant, cookie, { client_id: client.clientId })
      expect(again.status).toBe(302)
      const { code, state } = redirectedWith(again)
      expect(state).toBe('the state')
      const tokens = await exchange(tenant, code, {}, client)
      const { sub, amr } = claimsOf(tokens.body.id_token)
      expect([sub, amr]).toEqual([ann.profileId, ['cloud_directory']])
    }
    expect((await authorize(tenant)).status).toBe(200)
  })

  it('answers prompt=none by message, as the JavaScript SDK’s silentSignin needs it', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    await enableSso(tenant)
    const parameters = {
      response_mode: 'web_message',
      redirect_uri: 'http://localhost:3000',
      prompt: 'none',
      code_challenge: challengeOf('verifier'),
      code_challenge_method: 'S256',
    }
    const messageFor = async (cookie: string) => {
      const { status, body } = await authorizeWith(tenant, cookie, parameters)
      const [, json = ''] = /data-message="([^"]*)"/.exec(body) ?? []
      return [status, JSON.parse(json.replaceAll(/&(?:#34|quot);/g, '"'))]
    }
    expect(await messageFor(await signInWith(tenant, ann))).toEqual([
      200,
      { type: 'authorization_response', code: expect.any(String), state: 'the state' },
    ])
    expect(await messageFor('')).toEqual([
      200,
      {
        type: 'authorization_response',
        error: 'access_denied',
        error_description: 'User not signed in',
        state: 'the state',
      },
    ])
  })

  it('is off at first: no cookie is set', async ({ emulator }) => {
    expect((await signIn(tenantOf(emulator))).headers.getSetCookie()).toEqual([])
  })

  it('has no effect while it is off, or while the Cloud Directory is not the only active provider', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    await enableSso(tenant)
    await enableSso(tenant, { isActive: false })
    expect(await signInWith(tenant, ann)).toBe('')
    await enableSso(tenant)
    for (const name of others) {
      await setActive(tenant, name, true)
      expect([name, await signInWith(tenant, ann)]).toEqual([name, ''])
      await setActive(tenant, name, false)
      expect([name, await signInWith(tenant, ann)]).not.toEqual([name, ''])
    }
  })

  it('ends without activity by the tenant’s clock, and every use renews it', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    await tenant.clock.set({ frozen: true })
    await enableSso(tenant, { inactivityTimeoutSeconds: 60 })
    const cookie = await signInWith(tenant, ann)
    for (const [seconds, signedIn] of [
      [59, true],
      [59, true],
      [60, false],
      [0, false],
    ] as const) {
      await tenant.clock.advance(seconds)
      expect(await isSignedIn(tenant, cookie)).toBe(signedIn)
    }
  })

  it('also follows a pick, and login_hint with autoLogin, but no user of another provider', async ({
    start,
  }) => {
    const people = [
      { email: 'ann@example.com', password: 'ann' },
      { provider: 'google' as const, id: 'g', email: 'gus@example.com' },
    ]
    const config = { redirect_uris: { redirectUris: [callback] } }
    const tenants = { [demo.tenantId]: { applications: [demo.a], users: people, config } }
    const tenant = tenantOf(await start({ seed: { version: 1, tenants }, autoLogin: true }))
    await enableSso(tenant)
    const [listed] = (await tenant.users.list()).users
    const picked = await signInWith(tenant, { user: `cloud_directory:${listed?.id}` })
    expect(await isSignedIn(tenant, picked)).toBe(true)
    expect(await signInWith(tenant, { user: 'google:g' }, picked)).toBe('')
    // Whoever used the browser before is signed out.
    expect(await isSignedIn(tenant, picked)).toBe(false)
    const hinted = cookieIn(await authorize(tenant, { login_hint: 'ann@example.com' }))
    expect(await isSignedIn(tenant, hinted)).toBe(true)
    expect(cookieIn(await authorize(tenant, { login_hint: 'gus@example.com' }))).toBe('')
  })

  it('is ignored by a request for another provider, or for an anonymous user', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    await enableSso(tenant)
    const cookie = await signInWith(tenant, ann)
    expect((await authorizeWith(tenant, cookie, { idp: 'google' })).status).toBe(200)
    const { code } = redirectedWith(await authorizeWith(tenant, cookie, { idp: 'appid_anon' }))
    const { body } = await exchange(tenant, code)
    expect(claimsOf(body.id_token).amr).toEqual(['appid_anon'])
    const named = await authorizeWith(tenant, cookie, { idp: 'cloud_directory' })
    expect(redirectedWith(named).code).toEqual(expect.any(String))
  })

  it('follows a sign-up, which a session of somebody else does not stand in for', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    await enableSso(tenant)
    const { config } = (await manage(tenant, 'GET', '/config/idps/cloud_directory')).body
    const interactions = {
      ...config.interactions,
      identityConfirmation: { accessMode: 'OFF', methods: ['email'] },
    }
    await manage(tenant, 'PUT', '/config/idps/cloud_directory', {
      isActive: true,
      config: { ...config, interactions },
    })
    const anns = await signInWith(tenant, ann)
    const page = await authorizeWith(tenant, anns, { response_type: 'sign_up' })
    expect(page.status).toBe(200)
    const form = { email: 'new@example.com', newPassword: 'new', confirmPassword: 'new' }
    const answer = await submit(
      tenant,
      { state: transactionIn(page), form: 'sign_up', ...form },
      { Cookie: anns },
    )
    expect(redirectedWith(answer)).toEqual({ code: expect.any(String), state: 'the state' })
    const own = cookieIn(answer)
    expect([await isSignedIn(tenant, anns), await isSignedIn(tenant, own)]).toEqual([false, true])
    expect(await subOf(tenant, own)).not.toBe(ann.profileId)
  })

  it('refuses a bad request before it looks for a session', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await enableSso(tenant)
    const cookie = await signInWith(tenant, ann)
    const evil = await authorizeWith(tenant, cookie, { redirect_uri: 'http://evil.example' })
    expect([evil.status, evil.headers.get('Location')]).toEqual([400, null])
    const unknown = await authorizeWith(tenant, cookie, { client_id: 'x' })
    expect(redirectedWith(unknown).error).toBe('invalid_client')
  })

  it('gives no code for a HEAD, which only looks', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await enableSso(tenant)
    const Cookie = await signInWith(tenant, ann)
    const { status, headers } = await send(authorizationUrl(tenant), {
      method: 'HEAD',
      headers: { Cookie },
      redirect: 'manual',
    })
    expect([status, headers.get('Location')]).toEqual([200, null])
  })

  it('marks the cookie as Secure over https, and limits it to the path that browsers see', async ({
    start,
  }) => {
    const tenant = tenantOf(
      await start({ publicUrl: 'http://localhost:9/below', trustProxy: true }),
    )
    await enableSso(tenant)
    const state = transactionIn(await authorize(tenant))
    const { headers } = await submit(tenant, { state, ...ann }, { 'X-Forwarded-Proto': 'https' })
    expect(headers.getSetCookie()[0]?.split('; ').slice(1)).toEqual([
      `Path=/below/oauth/v4/${demo.tenantId}`,
      'HttpOnly',
      'SameSite=Lax',
      'Secure',
    ])
  })
})

it('marks the cookie as Secure at a public URL with https, even if the proxy does not say so', async ({
  start,
}) => {
  const tenant = tenantOf(await start({ publicUrl: 'https://id.example/below', autoLogin: true }))
  await enableSso(tenant)
  const { pathname, search, port } = new URL(
    authorizationUrl(tenant, { login_hint: users.ann.email }),
  )
  for (const [Host, secure] of [
    ['id.example', ['Secure']],
    [`localhost:${port}`, []],
  ] as const) {
    const { headers } = await new Promise<IncomingMessage>((resolve, reject) => {
      get({ port, path: pathname + search, headers: { Host } }, resolve).on('error', reject)
    })
    expect([Host, headers['set-cookie']?.[0]?.split('; ').slice(1)]).toEqual([
      Host,
      [`Path=/below/oauth/v4/${demo.tenantId}`, 'HttpOnly', 'SameSite=Lax', ...secure],
    ])
  }
})

/** The configuration of a provider that is active. */
const configs: Readonly<Record<string, object>> = {
  facebook: { idpId: 'x', secret: 'x' },
  google: { idpId: 'x', secret: 'x' },
  custom: {},
  saml: { entityID: 'x', signInUrl: 'https://saml.example', certificates: ['x'] },
}

const others = Object.keys(configs)

async function setActive(tenant: Tenant, name: string, isActive: boolean): Promise<void> {
  const body = { isActive, ...(name in configs && { config: configs[name] }) }
  expect((await manage(tenant, 'PUT', `/config/idps/${name}`, body)).status).toBeLessThan(300)
}

describe('a session', () => {
  /** What ends all sessions of Ann, and what undoes it, if that is possible. */
  const endings: readonly [what: string, (tenant: Tenant) => Promise<unknown>][] = [
    [
      'change_password',
      (tenant) =>
        manage(tenant, 'POST', `${directory}/change_password`, { uuid: ann.id, newPassword: 'x' }),
    ],
    [
      'a PUT with a password, even the same',
      (tenant) =>
        manage(tenant, 'PUT', `${directory}/Users/${ann.id}`, {
          emails: [{ value: ann.email }],
          password: ann.password,
        }),
    ],
    [
      'the link to a new password',
      async (tenant) => {
        await manage(tenant, 'POST', `${directory}/forgot_password`, { user: ann.email })
        const { link = '' } = await tenant.mails.waitFor({}, { timeout: 0 })
        const body = new URLSearchParams({ newPassword: 'x', confirmPassword: 'x' })
        await send(link, { method: 'POST', body })
      },
    ],
    [
      'a deactivation, even if it is undone',
      async (tenant) => {
        const emails = [{ value: ann.email }]
        await manage(tenant, 'PUT', `${directory}/Users/${ann.id}`, { emails, active: false })
        await manage(tenant, 'PUT', `${directory}/Users/${ann.id}`, { emails, active: true })
      },
    ],
    [
      'a lock-out, even when it is over',
      async (tenant) => {
        const off = { enabled: false }
        const config = { lockOutTimeSec: 60, numOfAttempts: 1 }
        await manage(tenant, 'PUT', '/config/cloud_directory/advanced_password_management', {
          advancedPasswordManagement: {
            enabled: true,
            passwordReuse: off,
            preventPasswordWithUsername: off,
            passwordExpiration: off,
            lockOutPolicy: { enabled: true, config },
          },
        })
        await signIn(tenant, { email: ann.email, password: 'wrong' })
        await tenant.clock.advance(61)
      },
    ],
    [
      'the deletion of the entry',
      (tenant) => manage(tenant, 'DELETE', `${directory}/Users/${ann.id}`),
    ],
    ['the removal', (tenant) => manage(tenant, 'DELETE', `${directory}/remove/${ann.id}`)],
    [
      'a removal with others',
      (tenant) => manage(tenant, 'POST', `${directory}/bulk_remove`, { ids: [ann.id] }),
    ],
    [
      'a deletion by the control API, even if the user comes back',
      async (tenant) => {
        await tenant.users.delete(ann.id)
        await tenant.users.add(ann)
      },
    ],
    [
      'the management API’s sso/logout',
      async (tenant) => {
        const path = `${directory}/Users/${ann.id}/sso/logout`
        const { status, body } = await manage(tenant, 'POST', path)
        expect([status, body]).toEqual([204, ''])
      },
    ],
  ]

  it.for(endings)('ends everywhere by %s; others’ go on', async ([, end], { emulator }) => {
    const tenant = tenantOf(emulator)
    await enableSso(tenant)
    const cookies = [
      await signInWith(tenant, ann),
      await signInWith(tenant, ann),
      await signInWith(tenant, ed),
    ]
    await end(tenant)
    const signedIn = []
    for (const cookie of cookies) signedIn.push(await isSignedIn(tenant, cookie))
    expect(signedIn).toEqual([false, false, true])
  })

  /** What ends all sessions of a tenant, and undoes it. */
  const offAndOn: readonly [what: string, (tenant: Tenant) => Promise<unknown>][] = [
    [
      'single sign-on itself',
      async (tenant) => {
        await enableSso(tenant, { isActive: false })
        await enableSso(tenant)
      },
    ],
    [
      'Cloud Directory',
      async (tenant) => {
        await setActive(tenant, 'cloud_directory', false)
        await setActive(tenant, 'cloud_directory', true)
      },
    ],
    ...others.map((name): (typeof offAndOn)[number] => [
      `Cloud Directory alone, with ${name} between`,
      async (tenant) => {
        await setActive(tenant, name, true)
        await setActive(tenant, name, false)
      },
    ]),
  ]

  it.for(offAndOn)(
    'does not come back, for anybody, when what it needs is off and on again: %s',
    async ([, switchOffAndOn], { emulator }) => {
      const tenant = tenantOf(emulator)
      await enableSso(tenant)
      const cookies = [await signInWith(tenant, ann), await signInWith(tenant, ed)]
      for (const cookie of cookies) expect(await isSignedIn(tenant, cookie)).toBe(true)
      await switchOffAndOn(tenant)
      for (const cookie of cookies) expect(await isSignedIn(tenant, cookie)).toBe(false)
      expect(await isSignedIn(tenant, await signInWith(tenant, ann))).toBe(true)
    },
  )

  it('survives other changes of single sign-on', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await enableSso(tenant)
    const cookie = await signInWith(tenant, ann)
    await enableSso(tenant, { inactivityTimeoutSeconds: 700, logoutRedirectUris: [] })
    await setActive(tenant, 'google', false)
    expect(await subOf(tenant, cookie)).toBe(ann.profileId)
  })

  it('survives other changes of the user', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await enableSso(tenant)
    const cookie = await signInWith(tenant, ann)
    await manage(tenant, 'PUT', `${directory}/Users/${ann.id}`, {
      emails: [{ value: 'new@example.com' }],
      displayName: 'Ann Anew',
    })
    expect(await subOf(tenant, cookie)).toBe(ann.profileId)
  })

  it('is gone with a reset, a restore, or the tenant', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await enableSso(tenant)
    const before = await signInWith(tenant, ann)
    const { id } = await emulator.snapshots.create()
    await emulator.snapshots.restore(id)
    expect(await isSignedIn(tenant, before)).toBe(false)
    const restored = await signInWith(tenant, ann)
    await tenant.reset()
    await enableSso(tenant)
    expect(await isSignedIn(tenant, restored)).toBe(false)
    const create = async () => {
      const one = await emulator.createTenant({ tenantId, from: demo.tenantId, keepIds: true })
      await enableSso(one)
      return one
    }
    const tenantId = '11111111-0000-4000-8000-000000000000'
    const first = await create()
    const last = await signInWith(first, ann)
    expect(await isSignedIn(first, last)).toBe(true)
    await first.delete()
    expect(await isSignedIn(await create(), last)).toBe(false)
  })

  it('is never known to the management API by the id of a profile', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await enableSso(tenant)
    const cookie = await signInWith(tenant, ann)
    const path = `${directory}/Users/${ann.profileId}/sso/logout`
    expect((await manage(tenant, 'POST', path)).status).toBe(404)
    expect(await isSignedIn(tenant, cookie)).toBe(true)
  })

  it('gets a new id at every sign-in, never one that the browser brings', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await enableSso(tenant)
    const planted = `appid_emulator_sso=${'x'.repeat(43)}`
    const own = await signInWith(tenant, ann, planted)
    expect([own === planted, await isSignedIn(tenant, planted)]).toEqual([false, false])
    const known = await signInWith(tenant, ann, own)
    expect([known === own, await isSignedIn(tenant, own), await isSignedIn(tenant, known)]).toEqual(
      [false, false, true],
    )
  })

  it('is not found by a forged cookie, or by one of another tenant', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const other = tenantOf(emulator, testing.tenantId)
    await enableSso(tenant)
    await enableSso(other)
    await manage(other, 'PUT', '/config/redirect_uris', { redirectUris: [callback] })
    await other.users.add(ann)
    const cookie = await signInWith(tenant, ann)
    const asked = await authorizeWith(other, cookie, { client_id: testing.clientId })
    expect(asked.status).toBe(200)
    for (const forged of ['', 'x', '__proto__', ann.id, '%00', `${cookie.split('=')[1]}x`])
      expect(await isSignedIn(tenant, `appid_emulator_sso=${forged}`)).toBe(false)
  })

  it('of whoever used the browser before ends when somebody else signs in', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    await enableSso(tenant)
    const anns = await signInWith(tenant, ann)
    // At a page that was open before Ann signed in.
    const eds = await signInWith(tenant, ed, anns)
    expect([await isSignedIn(tenant, anns), await subOf(tenant, eds)]).toEqual([
      false,
      ed.profileId,
    ])
  })

  it('lets a new user with it keep the anonymous profile', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await enableSso(tenant)
    await tenant.users.add({ email: 'new@example.com', password: 'new', profileId: null, id: 'n' })
    const cookie = await signInWith(tenant, { email: 'new@example.com', password: 'new' })
    // The profile is deleted; the user stays in the directory, and signed in.
    const { code } = redirectedWith(await authorizeWith(tenant, cookie))
    const first = claimsOf((await exchange(tenant, code)).body.id_token).sub
    await manage(tenant, 'DELETE', `/users/${first}`)
    const anonymous = await exchange(
      tenant,
      redirectedWith(await authorize(tenant, { idp: 'appid_anon' })).code,
    )
    const next = await authorizeWith(tenant, cookie, {
      appid_access_token: anonymous.body.access_token,
    })
    const { body } = await exchange(tenant, redirectedWith(next).code)
    expect(claimsOf(body.id_token).sub).toBe(claimsOf(anonymous.body.access_token).sub)
  })
})
