import { describe, expect } from 'vitest'
import { demo, it, manage, send, tenantOf, testing, users } from '../support/emulator.ts'
import {
  authorizationUrl,
  authorize,
  callback,
  claimsOf,
  exchange,
  type Parameters,
  redirectedWith,
  signIn,
  submit,
  transactionIn,
} from '../support/sign-in.ts'
import { enableSso } from '../support/sso.ts'

const unregistered = {
  error: 'invalid_request',
  error_description:
    'redirect_uri is invalid. Check the URL-s listed under the "Manage" section in the "Identity Providers" tabs.',
}

describe('the authorization endpoint', () => {
  it('redirects with a code and the state after a sign-in, in App ID’s text', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    const answer = await signIn(tenant)
    const location = answer.headers.get('Location') ?? ''
    expect(location).toMatch(
      /^http:\/\/localhost:3000\/callback\?code=[\w-]{43}&state=the%20state$/,
    )
    expect([answer.status, answer.body]).toEqual([302, `Found. Redirecting to ${location}`])
    expect(answer.headers.get('Content-Type')).toBe('text/plain; charset=utf-8')
    expect(answer.headers.get('Cache-Control')).toBe('no-store')
    const { status, body } = await exchange(tenant, redirectedWith(answer).code)
    expect([status, claimsOf(body.id_token).sub, claimsOf(body.access_token).amr]).toEqual([
      200,
      users.ann.profileId,
      ['cloud_directory'],
    ])
  })

  it.for(['ends in a line feed\n', 'a=b/c+d%20 &e', 'é💡<script>', '{"a":1}'])(
    'returns the state %j unchanged',
    async (state, { emulator }) => {
      const tenant = tenantOf(emulator)
      expect(redirectedWith(await signIn(tenant, undefined, { state })).state).toBe(state)
      expect(redirectedWith(await signIn(tenant, { cancel: 'true' }, { state })).state).toBe(state)
    },
  )

  it('appends to the query of a redirect URI, and returns no state that was not sent', async ({
    emulator,
  }) => {
    const parameters = { redirect_uri: `${callback}?a=1`, state: undefined }
    const answer = await signIn(tenantOf(emulator), undefined, parameters)
    expect(answer.headers.get('Location')).toMatch(/\/callback\?a=1&code=[\w-]+$/)
  })

  it('ignores parameters that it does not know, and a redirect URI that is not encoded', async ({
    emulator,
  }) => {
    const { oAuthServerUrl } = tenantOf(emulator)
    const path = `/authorization?client_id=${demo.a.clientId}&response_type=code&redirect_uri=http://localhost:3000/cb&scope=appid_default%20more&language=pt-BR&language=en&acr_values=x&max_age=x&prompt=login&login_hint=ann@example.com&state=aGk=`
    expect((await send(`${oAuthServerUrl}${path}`)).status).toBe(200)
  })

  it('tells the client what is wrong, with the members in App ID’s order', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    for (const [parameters, code, description] of [
      [{ client_id: users.ann.id }, 'invalid_client', 'unknown client_id'],
      [{ client_id: undefined }, 'invalid_request', 'client_id is missing'],
      [{ response_type: undefined }, 'invalid_request', 'response_type is missing'],
      [
        { response_type: 'token' },
        'unsupported_response_type',
        'response_type must be code, not token',
      ],
      [{ idp: 'myspace' }, 'invalid_request', 'there is no identity provider myspace'],
      [{ prompt: 'none' }, 'access_denied', 'User not signed in'],
      [{ code_challenge: 'x'.repeat(43) }, 'invalid_request', 'code_challenge_method must be S256'],
      [
        { code_challenge: 'x'.repeat(43), code_challenge_method: 'plain' },
        'invalid_request',
        'code_challenge_method must be S256',
      ],
      [{ code_challenge_method: 'S256' }, 'invalid_request', 'code_challenge is missing'],
      [
        { code_challenge: 'x', code_challenge_method: 'S256' },
        'invalid_request',
        'code_challenge must be the SHA-256 of the code_verifier in base64url',
      ],
    ] as const) {
      const { status, headers } = await authorize(tenant, parameters)
      expect([status, headers.get('Location')]).toEqual([
        302,
        `${callback}?error=${code}&error_description=${encodeURIComponent(description)}&state=the%20state`,
      ])
    }
    const twice = await send(`${authorizationUrl(tenant)}&nonce=1&nonce=2`, { redirect: 'manual' })
    expect(redirectedWith(twice)).toEqual({
      error: 'invalid_request',
      error_description: 'nonce must not be repeated',
      state: 'the state',
    })
  })

  it('names an identity provider that is not active', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await manage(tenant, 'PUT', '/config/idps/google', { isActive: false })
    expect(redirectedWith(await authorize(tenant, { idp: 'google' }))).toEqual({
      error: 'access_denied',
      error_description: 'the identity provider google is not active',
      state: 'the state',
    })
  })

  it('says access_denied when the user cancels', async ({ emulator }) => {
    const answer = await signIn(tenantOf(emulator), { cancel: 'true' })
    expect([answer.status, redirectedWith(answer)]).toEqual([
      302,
      {
        error: 'access_denied',
        error_description: 'The sign-in was cancelled',
        state: 'the state',
      },
    ])
  })
})

describe('a redirect URI', () => {
  it('that is not registered is refused without a redirect, with App ID’s JSON', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    for (const redirect_uri of [undefined, 'https://evil.example/', 'javascript:alert(1)']) {
      const parameters = { redirect_uri, client_id: 'unknown' }
      for (const Accept of ['*/*', 'application/json']) {
        const { status, body, headers } = await authorize(tenant, parameters, { Accept })
        expect([status, body, headers.get('Location')]).toEqual([400, unregistered, null])
      }
    }
  })

  it('that is not registered is refused with a page in a browser, which says how to mend it', async ({
    emulator,
  }) => {
    const { status, body, headers } = await authorize(tenantOf(emulator), {
      redirect_uri: 'https://evil.example/<b>',
    })
    expect([status, headers.get('Location'), headers.get('Content-Type')]).toEqual([
      400,
      null,
      'text/html; charset=utf-8',
    ])
    expect(body).toContain('redirect_uri is invalid. Check the URL-s listed under the')
    expect(body).toContain('https://evil.example/&lt;b> is not registered.')
    expect(body).not.toContain('<b>')
  })

  it('that is repeated is refused without a redirect', async ({ emulator }) => {
    const url = `${authorizationUrl(tenantOf(emulator))}&redirect_uri=${callback}`
    const { status, body } = await send(url, { redirect: 'manual' })
    expect([status, body]).toEqual([400, unregistered])
  })

  /** What a registered URI covers, and what only looks alike. */
  const cases: readonly [
    registered: string,
    covered: readonly string[],
    lookAlikes: readonly string[],
  ][] = [
    [
      'http://localhost:3000/*',
      [
        'http://localhost:3000',
        'http://localhost:3000/',
        'http://LOCALHOST:3000/ibm/cloud/appid/callback',
        'http://localhost:3000/a?b=../c&d=/',
      ],
      [
        'http://localhost:3000.evil.example/',
        'http://localhost.evil.example:3000/',
        'http://localhost:30001/',
        'http://localhost/',
        'https://localhost:3000/',
        'http://localhost:3000@evil.example/',
        'http://evil.example@localhost:3000/',
        'http://user:password@localhost:3000/',
        'http://evil.example/http://localhost:3000/',
        'http://localhost:3000\\@evil.example/',
        'http://evil.example\\localhost:3000/',
        '//localhost:3000/',
        'http:localhost:3000/',
        'http://localhost:3000/#fragment',
        'http://localhost:3000/%2e%2e/a',
        'http://localhost:3000/a/../b',
        'http://localhost:3000/a/..;/b',
        'http://localhost:3000/a%2fb',
        'http://localhost:3000/a%5Cb',
        'http://localhost:3000/a b',
        'http://localhost:3000/\r\nSet-Cookie:a=b',
        ' http://localhost:3000/',
        'http://localhost:3000/\n',
        'http://localhost:3000/é',
      ],
    ],
    [
      'https://app.example/a/*',
      ['https://app.example/a/', 'https://app.example:443/a/b'],
      [
        'https://app.example/a',
        'https://app.example/ab',
        'https://app.example/a/..',
        'https://app.example/A/b',
      ],
    ],
    [
      'http://app.example/cb',
      ['http://app.example/cb', 'http://app.example:80/cb?x=1'],
      ['http://app.example/cb/', 'http://app.example/cb/x', 'http://app.example/CB'],
    ],
    ['http://app.example*', [], ['http://app.example/', 'http://app.example.evil.example/']],
    [
      'https://*.app.example/',
      [],
      ['https://a.app.example/', 'https://evil.example/.app.example/'],
    ],
    ['app:/mobile/callback', ['app:/mobile/callback'], ['app:/mobile/callback2', 'App:/mobile/']],
    ['app://mobile/callback', ['app://mobile/callback?a'], ['app2://mobile/callback']],
  ]

  it.for(cases)('registered as %s', async ([registered, covered, lookAlikes], { emulator }) => {
    const tenant = tenantOf(emulator)
    await manage(tenant, 'PUT', '/config/redirect_uris', { redirectUris: [registered] })
    const refused = async (redirect_uri: string) => {
      const answer = await authorize(tenant, { redirect_uri, prompt: 'none' })
      return answer.headers.get('Location') === null && answer.status === 400
    }
    const results = []
    for (const uri of [...covered, ...lookAlikes]) results.push([uri, await refused(uri)])
    expect(results).toEqual([
      ...covered.map((uri) => [uri, false]),
      ...lookAlikes.map((uri) => [uri, true]),
    ])
  })

  it('counts for its own tenant only', async ({ emulator }) => {
    const tenant = tenantOf(emulator, testing.tenantId)
    const { status, body } = await authorize(tenant, {}, { Accept: '*/*' })
    expect([status, body]).toEqual([400, unregistered])
  })
})

describe('the sign-in page', () => {
  it('has what a public test driver looks for, and needs no cookie', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const page = await authorize(tenant)
    expect([page.status, page.headers.get('Set-Cookie')]).toEqual([200, null])
    expect(page.body).toContain(`id="widgetUrl" value="${tenant.oAuthServerUrl}"`)
    expect(page.body).toMatch(/<form id="cd_form"[^>]*>\s*<input type="hidden" name="state" /)
    const answer = await submit(tenant, {
      email: users.ann.email,
      password: users.ann.password,
      redirectUri: 'http://elsewhere.example',
      clientId: demo.a.clientId,
      state: transactionIn(page),
    })
    expect(redirectedWith(answer)).toEqual({ code: expect.any(String), state: 'the state' })
  })

  it('shows the form again, with App ID’s words, after a wrong password', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const page = await authorize(tenant)
    const state = transactionIn(page)
    for (const email of [users.ann.email, 'nobody@example.com']) {
      const again = await submit(tenant, { state, email, password: 'wrong' })
      expect([again.status, transactionIn(again)]).toEqual([200, state])
      expect(again.body).toContain('The email or password that you entered is incorrect.')
      expect(again.body).toContain(`value="${email}"`)
      expect(again.body).not.toContain('wrong"')
    }
    const incomplete = await submit(tenant, { state, email: users.ann.email })
    expect(incomplete.body).toContain('Enter both your name and your password.')
    const right = await submit(tenant, {
      state,
      email: users.ann.email,
      password: users.ann.password,
    })
    expect(right.status).toBe(302)
  })

  it('tells a user who has not verified the e-mail address so, and does not redirect', async ({
    emulator,
  }) => {
    const { status, body } = await signIn(tenantOf(emulator), users.pat)
    expect([status, body.includes('Verify your e-mail address')]).toEqual([200, true])
  })

  it('signs in with one click, as a user of any provider', async ({ start }) => {
    const applications = [demo.a]
    const people = [
      { email: 'ann@example.com', password: 'ann' },
      { provider: 'google' as const, id: 'g:1', email: 'gus@example.com', displayName: 'Gus' },
      { provider: 'saml' as const, id: 'sam@example.com', email: 'sam@example.com' },
    ]
    const config = { redirect_uris: { redirectUris: [callback] } }
    const emulator = await start({
      seed: { version: 1, tenants: { [demo.tenantId]: { applications, users: people, config } } },
    })
    const tenant = tenantOf(emulator)
    const { body } = await authorize(tenant)
    const choices = [...body.matchAll(/name="user" value="([^"]*)"/g)].map(([, value]) => value)
    const amr = []
    for (const user of choices) {
      const { code } = redirectedWith(await signIn(tenant, { user }))
      const tokens = await exchange(tenant, code)
      const { email, amr: by } = claimsOf(tokens.body.id_token)
      amr.push([email, by])
    }
    expect(amr).toEqual([
      ['ann@example.com', ['cloud_directory']],
      ['gus@example.com', ['google']],
      ['sam@example.com', ['saml']],
    ])
    const google = await authorize(tenant, { idp: 'google' })
    expect([google.body.includes('gus@example.com'), google.body.includes('cd_form')]).toEqual([
      true,
      false,
    ])
    expect(google.body).not.toContain('ann@example.com')
  })

  it('offers the first twenty users who may sign in', async ({ start }) => {
    const active = Array.from({ length: 30 }, (_, index) => ({ email: `u${index}@example.com` }))
    const people = [
      { email: 'pending@example.com', status: 'PENDING' as const },
      { email: 'inactive@example.com', active: false },
      { provider: 'appid_custom' as const, id: 'x', email: 'custom@example.com' },
      ...active,
    ]
    const config = { redirect_uris: { redirectUris: [callback] } }
    const emulator = await start({
      seed: {
        version: 1,
        tenants: { [demo.tenantId]: { applications: [demo.a], users: people, config } },
      },
    })
    const { body } = await authorize(tenantOf(emulator))
    const shown = [...new Set(body.match(/\w+@example\.com/g))]
    expect(shown).toEqual(active.slice(0, 20).map(({ email }) => email))
  })

  it('offers nobody when the option says so, and takes no pick then', async ({ start }) => {
    const tenant = tenantOf(await start({ userPicker: false }))
    const page = await authorize(tenant)
    expect(page.body).not.toContain(users.ann.email)
    const picked = await submit(tenant, {
      state: transactionIn(page),
      user: `cloud_directory:${users.ann.id}`,
    })
    expect([picked.status, picked.body.includes('This user may not sign in')]).toEqual([200, true])
  })

  it('takes no pick of a user who may not sign in', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    for (const user of [`cloud_directory:${users.pat.id}`, 'google:x', 'appid_anon:x', 'x', ':']) {
      const { status, body } = await signIn(tenant, { user })
      expect([status, body.includes('This user may not sign in')]).toEqual([200, true])
    }
  })

  it('of another provider takes no form of the Cloud Directory', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const { email, password } = users.ann
    const heading = (name: string) => expect.stringContaining(`<h1>${name}</h1>`)
    for (const form of [
      { email, password },
      { sign_up: 'true' },
      { forgot_password: 'true' },
      { form: 'forgot_password', email },
    ]) {
      const answer = await signIn(tenant, form, { idp: 'google' })
      expect([form, answer.status, answer.body]).toEqual([form, 200, heading('Sign in')])
    }
    expect(await tenant.mails.list()).toMatchObject({ mails: [] })
  })

  it('has the texts and the logo of the tenant, and the name of the application', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    await manage(tenant, 'PUT', '/config/ui/theme_text', { tabTitle: 'My shop', footnote: 'By me' })
    const { body } = await authorize(tenant)
    expect(body).toContain('<title>My shop</title>')
    expect(body).toContain('By me')
    expect(body).toContain('Application A')
  })

  it('is sent with the headers that protect it', async ({ emulator }) => {
    const { headers } = await authorize(tenantOf(emulator))
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-security-policy': expect.stringMatching(
        /^default-src 'none'; style-src 'sha256-[\w+/]{43}='; img-src data:; base-uri 'none'; frame-ancestors 'none'$/,
      ),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'cache-control': 'no-store',
    })
    expect(headers.get('Access-Control-Allow-Origin')).toBeNull()
    expect(headers.get('Cross-Origin-Opener-Policy')).toBeNull()
  })

  it('works behind a path and with a slash at the end', async ({ start }) => {
    const emulator = await start({ publicUrl: 'http://localhost:9/below' })
    const { oAuthServerUrl } = tenantOf(emulator)
    const actions = async (path: string) => {
      const { body } = await send(
        `${oAuthServerUrl}${path}?${authorizationUrl(tenantOf(emulator)).split('?')[1]}`,
      )
      return new Set([...body.matchAll(/action="([^"]*)"/g)].map(([, one]) => one))
    }
    expect(await actions('/authorization')).toEqual(new Set(['cloud_directory/auth']))
    expect(await actions('/authorization/')).toEqual(new Set(['../cloud_directory/auth']))
  })
})

describe('login_hint', () => {
  it('signs a user in at once with the option, and is ignored without', async ({ start }) => {
    const tenant = tenantOf(await start({ autoLogin: true }))
    const answer = await authorize(tenant, { login_hint: 'ED@example.com', prompt: 'none' })
    const { body } = await exchange(tenant, redirectedWith(answer).code)
    expect(claimsOf(body.id_token).sub).toBe(users.ed.profileId)
    const plain = tenantOf(await start())
    expect((await authorize(plain, { login_hint: users.ed.email })).status).toBe(200)
  })

  it('of somebody who may not sign in leads to the page, which says so', async ({ start }) => {
    const tenant = tenantOf(await start({ autoLogin: true }))
    for (const login_hint of [users.pat.email, 'nobody@example.com']) {
      const { status, body } = await authorize(tenant, { login_hint })
      expect([status, body.includes('The user in login_hint may not sign in')]).toEqual([200, true])
    }
  })
})

describe('login_hint of several users', () => {
  const email = 'twin@example.com'
  const seed = {
    version: 1,
    tenants: {
      [demo.tenantId]: {
        applications: [demo.a],
        users: [
          { email, status: 'PENDING' },
          { provider: 'saml', id: 'inactive', email, active: false },
          { provider: 'google', id: 'one', email },
          { provider: 'facebook', id: 'two', email },
        ],
        config: { redirect_uris: { redirectUris: [callback] } },
      },
    },
  } as const

  it('signs in the first who may sign in by the provider that was asked for', async ({ start }) => {
    const tenant = tenantOf(await start({ autoLogin: true, seed }))
    for (const [idp, amr] of [
      [undefined, 'google'],
      ['google', 'google'],
      ['facebook', 'facebook'],
    ]) {
      const answer = await authorize(tenant, { login_hint: email, idp })
      const { body } = await exchange(tenant, redirectedWith(answer).code)
      expect([idp, claimsOf(body.id_token).amr]).toEqual([idp, [amr]])
    }
    for (const idp of ['saml', 'cloud_directory'])
      expect((await authorize(tenant, { login_hint: email, idp })).status).toBe(200)
  })
})

describe('HEAD', () => {
  it('only looks: it creates no anonymous user, no session and no code', async ({ start }) => {
    const emulator = await start({ autoLogin: true })
    const tenant = tenantOf(emulator)
    await enableSso(tenant)
    const before = await emulator.state.get()
    for (const parameters of [{}, { idp: 'appid_anon' }, { login_hint: users.ann.email }]) {
      const { status, headers } = await send(authorizationUrl(tenant, parameters), {
        method: 'HEAD',
        redirect: 'manual',
      })
      const seen = [headers.get('Location'), headers.get('Set-Cookie')]
      expect([parameters, status, ...seen]).toEqual([parameters, 200, null, null])
    }
    expect(await emulator.state.get()).toEqual(before)
  })

  it('says what is wrong, like GET', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const head = (parameters: Parameters) =>
      send(authorizationUrl(tenant, parameters), { method: 'HEAD', redirect: 'manual' })
    expect((await head({ redirect_uri: 'https://evil.example/' })).status).toBe(400)
    expect(redirectedWith(await head({ client_id: 'x' })).error).toBe('invalid_client')
  })
})

describe('response_mode=web_message', () => {
  const parameters = { response_mode: 'web_message', redirect_uri: 'http://localhost:3000' }

  it('posts the code to the origin of the redirect URI, the only one that may frame it', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    const { status, body, headers } = await signIn(tenant, undefined, parameters)
    expect([status, headers.get('Location')]).toEqual([200, null])
    const [, json = ''] = /data-message="([^"]*)"/.exec(body) ?? []
    expect(JSON.parse(json.replaceAll('&quot;', '"'))).toEqual({
      type: 'authorization_response',
      code: expect.stringMatching(/^[\w-]+$/),
      state: 'the state',
    })
    expect(body).toContain('data-origin="http://localhost:3000"')
    expect(headers.get('Content-Security-Policy')).toMatch(
      /^default-src 'none'; script-src 'sha256-[\w+/]+='; img-src data:; base-uri 'none'; frame-ancestors http:\/\/localhost:3000$/,
    )
  })

  it('with prompt=none says that nobody is signed in', async ({ emulator }) => {
    const { body } = await authorize(tenantOf(emulator), { ...parameters, prompt: 'none' })
    const [, json = ''] = /data-message="([^"]*)"/.exec(body) ?? []
    expect(JSON.parse(json.replaceAll('&quot;', '"'))).toEqual({
      type: 'authorization_response',
      error: 'access_denied',
      error_description: 'User not signed in',
      state: 'the state',
    })
  })

  it('shows the sign-in page in no frame', async ({ emulator }) => {
    const { headers } = await authorize(tenantOf(emulator), parameters)
    expect(headers.get('Content-Security-Policy')).toMatch(/frame-ancestors 'none'$/)
  })
})
