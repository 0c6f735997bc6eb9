/** What an attacker, or a page from elsewhere, tries with the sign-in. Codes and redirect URIs have tests of their own. */
import { describe, expect } from 'vitest'
import { demo, it, manage, send, sendRaw, tenantOf, testing, users } from '../support/emulator.ts'
import {
  authorizationUrl,
  authorize,
  callback,
  redirectedWith,
  signIn,
  submit,
  tokensFrom,
  transactionIn,
  visitPage,
} from '../support/sign-in.ts'

const ended =
  'This sign-in has ended: it was used before, took too long, or never began. Go back to the application, and sign in again.'

const ann = { email: users.ann.email, password: users.ann.password }

describe('a transaction', () => {
  it('works once, even for two forms at a time', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const state = transactionIn(await authorize(tenant))
    const both = await Promise.all([
      submit(tenant, { state, ...ann }),
      submit(tenant, { state, ...ann }),
    ])
    expect(both.map(({ status }) => status).sort()).toEqual([302, 400])
    for (const form of [ann, { user: `cloud_directory:${users.ann.id}` }, { cancel: 'true' }]) {
      const { status, body, headers } = await submit(tenant, { state, ...form })
      expect([status, body.includes(ended), headers.get('Location')]).toEqual([400, true, null])
    }
  })

  it('that was invented is refused, with a page or JSON', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    for (const state of ['x', '', '__proto__', undefined]) {
      const page = await submit(tenant, { state, ...ann })
      expect([page.status, page.body.includes(ended)]).toEqual([400, true])
      const { status, body } = await submit(tenant, { state, ...ann }, { Accept: '*/*' })
      expect([status, body]).toEqual([400, { error: 'invalid_request', error_description: ended }])
    }
  })

  it('belongs to its tenant', async ({ emulator }) => {
    const state = transactionIn(await authorize(tenantOf(emulator)))
    const { status } = await submit(tenantOf(emulator, testing.tenantId), { state, ...ann })
    expect(status).toBe(400)
    expect((await submit(tenantOf(emulator), { state, ...ann })).status).toBe(302)
  })

  it('ends after an hour by the tenant’s clock, and with a reset', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const late = transactionIn(await authorize(tenant))
    await tenant.clock.advance(3600)
    expect((await submit(tenant, { state: late, ...ann })).status).toBe(400)
    const state = transactionIn(await authorize(tenant))
    await tenant.reset()
    expect((await submit(tenant, { state, ...ann })).status).toBe(400)
  })

  it('goes on after a thousand others were abandoned', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const state = transactionIn(await authorize(tenant))
    for (let count = 0; count < 20; count += 1)
      await Promise.all(Array.from({ length: 50 }, () => authorize(tenant)))
    expect((await submit(tenant, { state, ...ann })).status).toBe(302)
  })

  it('does not return to a redirect URI that was taken back, or to a deleted client', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    const state = transactionIn(await authorize(tenant))
    await manage(tenant, 'DELETE', `/applications/${demo.a.clientId}`)
    expect(redirectedWith(await submit(tenant, { state, ...ann }))).toEqual({
      error: 'invalid_client',
      error_description: 'unknown client_id',
      state: 'the state',
    })
    const other = transactionIn(await authorize(tenant, { client_id: demo.b.clientId }))
    await manage(tenant, 'PUT', '/config/redirect_uris', { redirectUris: [] })
    const { status, headers } = await submit(tenant, { state: other, ...ann })
    expect([status, headers.get('Location')]).toEqual([400, null])
  })
})

describe('a form', () => {
  it('from another web page is refused, and its transaction goes on', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const state = transactionIn(await authorize(tenant))
    const { port } = emulator
    for (const headers of [
      { Origin: 'https://evil.example' },
      { Origin: 'null' },
      { Origin: 'http://localhost:3000' },
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site' },
      { Origin: `http://localhost:${port}`, 'Sec-Fetch-Site': 'cross-site' },
      { Host: 'evil.example', Origin: 'http://evil.example' },
    ]) {
      const path = `/oauth/v4/${demo.tenantId}/cloud_directory/auth`
      const body = `${new URLSearchParams({ state, ...ann })}`
      const type = { 'Content-Type': 'application/x-www-form-urlencoded' }
      const answer = await sendRaw(emulator, 'POST', path, { ...type, ...headers }, body)
      expect([headers, answer.status, answer.body.error]).toEqual([headers, 403, 'access_denied'])
    }
    const own = { Origin: emulator.url, 'Sec-Fetch-Site': 'same-origin' }
    expect((await submit(tenant, { state, ...ann }, own)).status).toBe(302)
  })

  it('is only a form: JSON, which other pages could send elsewhere, is not read', async ({
    emulator,
  }) => {
    const { oAuthServerUrl } = tenantOf(emulator)
    const { status } = await fetch(`${oAuthServerUrl}/cloud_directory/auth`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{}',
    })
    expect(status).toBe(415)
  })
})

describe('a web page from elsewhere', () => {
  it('can neither read the pages nor ask under a name of its own', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    for (const method of ['GET', 'OPTIONS'])
      for (const path of ['authorization', 'AUTHORIZATION', 'cloud_directory/auth']) {
        const { headers } = await fetch(`${tenant.oAuthServerUrl}/${path}`, { method })
        expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
      }
    const url = new URL(authorizationUrl(tenant))
    const path = url.pathname + url.search
    for (const headers of [{ Host: 'evil.example' }, { Origin: 'https://evil.example' }]) {
      const answer = await sendRaw(emulator, 'GET', path, headers)
      expect([answer.status, answer.body.error]).toEqual([403, 'access_denied'])
    }
  })
})

describe('HTML', () => {
  const attack = `"'><img src=x onerror=alert(1)></script><!--`

  it('in a parameter never becomes markup', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const names = [
      'client_id',
      'response_type',
      'redirect_uri',
      'state',
      'nonce',
      'scope',
      'idp',
      'language',
      'login_hint',
      'prompt',
      'appid_access_token',
      'unknown',
    ]
    for (const name of names)
      for (const response_mode of [undefined, 'web_message']) {
        const { body } = await authorize(tenant, { response_mode, [name]: attack })
        expect([name, body.includes('<img')]).toEqual([name, false])
      }
    const message = await signIn(
      tenant,
      { cancel: 'true' },
      {
        response_mode: 'web_message',
        state: attack,
      },
    )
    expect(message.body).toContain('data-message=')
    expect(message.body).not.toContain('<img')
    const state = transactionIn(await authorize(tenant))
    for (const name of ['email', 'user', 'state']) {
      const form = { state, email: 'x', password: 'x', [name]: attack }
      expect((await submit(tenant, form)).body).not.toContain('<img')
    }
  })

  it('in a stored name never becomes markup', async ({ start }) => {
    const emulator = await start({
      seed: {
        version: 1,
        tenants: {
          [demo.tenantId]: {
            applications: [{ ...demo.a, name: attack.slice(0, 50) }],
            users: [
              { email: attack, displayName: attack },
              { provider: 'google', id: attack, displayName: attack, email: attack },
              { email: `p${attack}`, password: 'p', status: 'PENDING' },
              { email: 'c@example.com', password: 'c', givenName: attack, familyName: attack },
            ],
            config: {
              redirect_uris: { redirectUris: [callback] },
              'ui/theme_text': { tabTitle: attack, footnote: attack },
            },
          },
        },
      },
    })
    const { body } = await authorize(tenantOf(emulator))
    expect(body.match(/&lt;img/g)?.length).toBeGreaterThanOrEqual(6)
    expect(body).not.toContain('<img')
    const tenant = tenantOf(emulator)
    const again = await signIn(tenant, { user: `google:${attack}` })
    expect(again.status).toBe(302)
    const pending = await signIn(tenant, { email: `p${attack}`, password: 'p' })
    const tokens = await tokensFrom(
      tenant,
      await signIn(tenant, { email: 'c@example.com', password: 'c' }),
    )
    const Authorization = `Bearer ${tokens.access_token} ${tokens.id_token}`
    const url = `${tenant.oAuthServerUrl}/cloud_directory/generate_code`
    const { body: code } = await send(url, { headers: { Authorization } })
    const details = await visitPage(tenant, 'change_details', { code: `${code}` })
    for (const [heading, page] of [
      ['Verify your e-mail address', pending],
      ['Change your details', details],
    ] as const) {
      expect(page.body).toContain(`<h1>${heading}</h1>`)
      expect(page.body).toContain('&lt;img')
      expect(page.body).not.toContain('<img')
    }
    await signIn(tenant, { form: 'forgot_password', email: 'c@example.com' })
    expect((await tenant.mails.waitFor({}, { timeout: 0 })).html).not.toContain('<img src=x')
  })
})

it('keeps e-mail addresses, passwords, states and codes out of the log and the journal', async ({
  start,
}) => {
  const log: unknown[] = []
  const emulator = await start({ autoLogin: true, log: (event) => log.push(event) })
  const tenant = tenantOf(emulator)
  const { code = '' } = redirectedWith(await signIn(tenant))
  await signIn(tenant, { ...ann, password: 'a wrong one' })
  await authorize(tenant, { login_hint: users.ed.email })
  await authorize(tenant, { login_hint: 'nobody@example.com' })
  await signIn(tenant, { user: `cloud_directory:${users.pat.id}` })
  const redirect_uri = 'https://app.example/callback?token=the%20token#the%20fragment'
  for (const path of ['authorization', 'cloud_directory/sso/logout'])
    await send(`${tenant.oAuthServerUrl}/${path}?${new URLSearchParams({ redirect_uri })}`)
  const { requests } = await tenant.requests.list()
  expect(requests.at(-1)?.error).toContain('. https://app.example/callback is not registered.')
  expect(requests.map(({ operation, sub }) => [operation, sub]).slice(0, 2)).toEqual([
    ['oauth-server.authorization', undefined],
    ['oauth-server.cloudDirectoryAuth', users.ann.profileId],
  ])
  const written = JSON.stringify([log, requests])
  for (const secret of ['example.com', 'a wrong one', 'the state', 'the%20', code])
    expect([secret, written.includes(secret)]).toEqual([secret, false])
})
