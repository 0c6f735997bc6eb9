import { describe, expect } from 'vitest'
import type { Tenant } from '../../../src/index.ts'
import { it, manage, tenantOf, users } from '../../support/emulator.ts'
import {
  authorize,
  callback,
  claimsOf,
  exchange,
  type Parameters,
  redirectedWith,
  signIn,
  submit,
  tokensFrom,
  transactionIn,
} from '../../support/sign-in.ts'

const nora = {
  form: 'sign_up',
  email: 'nora@example.com',
  givenName: 'Nora',
  familyName: 'New',
  newPassword: 'a password',
  confirmPassword: 'a password',
}

const credentials = { email: 'nora@example.com', password: 'a password' }

interface Directory {
  readonly accessMode?: string
  readonly signupEnabled?: boolean
  readonly identityField?: string
  readonly isActive?: boolean
}

function configure(tenant: Tenant, { accessMode = 'FULL', isActive = true, ...config }: Directory) {
  return manage(tenant, 'PUT', '/config/idps/cloud_directory', {
    isActive,
    config: {
      selfServiceEnabled: true,
      signupEnabled: true,
      interactions: {
        identityConfirmation: { accessMode, methods: ['email'] },
        welcomeEnabled: true,
        resetPasswordEnabled: true,
        resetPasswordNotificationEnable: true,
      },
      ...config,
    },
  })
}

/** Visits the sign-up page, and sends its form. */
async function signUp(tenant: Tenant, form: Parameters = nora, parameters: Parameters = {}) {
  const page = await authorize(tenant, { response_type: 'sign_up', ...parameters })
  return submit(tenant, { state: transactionIn(page), ...form })
}

const found = async (tenant: Tenant, query = 'nora@example.com') =>
  (await manage(tenant, 'GET', `/cloud_directory/Users?query=${query}`)).body.Resources

const mailsTo = async (tenant: Tenant) =>
  (await tenant.mails.list()).mails.map(({ to, template }) => [to, template])

describe('a sign-up', () => {
  it('ends with flow=sign_up and a mail where the address must be verified, and signs in afterwards', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    const page = await authorize(tenant, { response_type: 'sign_up' })
    expect(page.status).toBe(200)
    expect(page.body).toContain('name="newPassword"')
    const answer = await submit(tenant, { state: transactionIn(page), ...nora })
    const location = `${callback}?flow=sign_up`
    expect([answer.status, answer.headers.get('Location'), answer.body]).toEqual([
      302,
      location,
      `Found. Redirecting to ${location}`,
    ])
    const [user] = await found(tenant)
    expect([user.status, user.active, user.displayName, user.name]).toEqual([
      'PENDING',
      true,
      'Nora New',
      { givenName: 'Nora', familyName: 'New', formatted: 'Nora New' },
    ])
    const [mail] = (await tenant.mails.list()).mails
    expect(await mailsTo(tenant)).toEqual([['nora@example.com', 'USER_VERIFICATION']])
    expect((await signIn(tenant, credentials)).status).toBe(200)
    expect((await fetch(mail?.link ?? '')).status).toBe(200)
    const { id_token } = await tokensFrom(tenant, await signIn(tenant, credentials))
    const { email, email_verified, name, given_name, family_name, identities, amr } =
      claimsOf(id_token)
    expect({ email, email_verified, name, given_name, family_name, identities, amr }).toEqual({
      email: 'nora@example.com',
      email_verified: true,
      name: 'Nora New',
      given_name: 'Nora',
      family_name: 'New',
      identities: [{ provider: 'cloud_directory', id: user.id }],
      amr: ['cloud_directory'],
    })
  })

  it.for([
    ['RESTRICTIVE', false, ['USER_VERIFICATION', 'WELCOME']],
    ['OFF', true, ['WELCOME']],
  ] as const)(
    'ends with code and state where nobody must verify the address: %s',
    async ([accessMode, verified, mails], { emulator }) => {
      const tenant = tenantOf(emulator)
      await configure(tenant, { accessMode })
      const answer = await signUp(tenant, nora, { nonce: 'the nonce' })
      expect(redirectedWith(answer)).toEqual({ code: expect.any(String), state: 'the state' })
      const claims = claimsOf((await tokensFrom(tenant, answer)).id_token)
      expect([claims.email, claims.email_verified, claims.nonce]).toEqual([
        'nora@example.com',
        verified,
        'the nonce',
      ])
      expect((await mailsTo(tenant)).map(([, template]) => template)).toEqual(mails)
    },
  )

  it('keeps the sub and the attributes of an anonymous user', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await configure(tenant, { accessMode: 'OFF' })
    const anonymous = await tokensFrom(tenant, await authorize(tenant, { idp: 'appid_anon' }))
    const { access_token: appid_access_token } = anonymous
    await fetch(`${tenant.profilesUrl}/api/v1/attributes/points`, {
      method: 'PUT',
      headers: { Authorization: `Bearer ${appid_access_token}` },
      body: '1337',
    })
    const tokens = await tokensFrom(tenant, await signUp(tenant, nora, { appid_access_token }))
    const { sub, amr } = claimsOf(tokens.access_token)
    expect([sub, amr]).toEqual([claimsOf(appid_access_token).sub, ['cloud_directory']])
    const headers = { Authorization: `Bearer ${tokens.access_token}` }
    const attributes = await fetch(`${tenant.profilesUrl}/api/v1/attributes`, { headers })
    expect(await attributes.json()).toEqual({ points: '1337' })
  })

  it('leaves the anonymous profile to the first sign-in where the address must be verified', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    const anonymous = await tokensFrom(tenant, await authorize(tenant, { idp: 'appid_anon' }))
    const parameters = { appid_access_token: anonymous.access_token }
    await signUp(tenant, nora, parameters)
    const [mail] = (await tenant.mails.list()).mails
    await fetch(mail?.link ?? '')
    const { access_token } = await tokensFrom(tenant, await signIn(tenant, credentials, parameters))
    expect(claimsOf(access_token).sub).toBe(claimsOf(anonymous.access_token).sub)
  })

  it('binds the code to the challenge', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await configure(tenant, { accessMode: 'OFF' })
    const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
    const pkce = { code_challenge: challenge, code_challenge_method: 'S256' }
    const { code } = redirectedWith(await signUp(tenant, nora, pkce))
    const code_verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
    expect((await exchange(tenant, code)).status).toBe(400)
    expect((await exchange(tenant, code, { code_verifier })).status).toBe(200)
  })

  it('asks for a user name where users sign in with one', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await configure(tenant, { accessMode: 'OFF', identityField: 'userName' })
    const page = await authorize(tenant, { response_type: 'sign_up' })
    expect(page.body).toContain('name="userName"')
    const { email: _, ...withoutEmail } = nora
    const state = transactionIn(page)
    const incomplete = await submit(tenant, { state, ...withoutEmail })
    expect([incomplete.status, incomplete.body]).toEqual([
      200,
      expect.stringContaining('Enter a user name without line breaks.'),
    ])
    const answer = await submit(tenant, { state, ...withoutEmail, userName: 'nora' })
    const claims = claimsOf((await tokensFrom(tenant, answer)).id_token)
    expect([claims.preferred_username, claims.email]).toEqual(['nora', undefined])
    expect((await signUp(tenant, { ...withoutEmail, userName: 'NORA' })).body).toContain(
      'Another user has this e-mail address or user name.',
    )
  })

  it.for([
    [{ email: '' }, 'Enter an e-mail address, such as'],
    [{ email: 'nora' }, 'Enter an e-mail address, such as'],
    [{ email: 'nora new@example.com' }, 'Enter an e-mail address, such as'],
    [{ email: 'ANN@example.com' }, 'Another user has this e-mail address or user name.'],
    [{ newPassword: '' }, 'Enter a new password.'],
    [{ confirmPassword: 'another one' }, 'The passwords are different.'],
    [{ newPassword: 'short', confirmPassword: 'short' }, 'At least eight characters.'],
  ] as const)(
    'with a mistake shows the form again, with what was entered: %o',
    async ([mistake, problem], { emulator }) => {
      const tenant = tenantOf(emulator)
      await manage(tenant, 'PUT', '/config/cloud_directory/password_regex', {
        regex: '^.{8,}$',
        error_message: 'At least eight characters.',
      })
      const page = await authorize(tenant, { response_type: 'sign_up' })
      const state = transactionIn(page)
      const { status, body } = await submit(tenant, { state, ...nora, ...mistake })
      expect([status, body]).toEqual([200, expect.stringContaining(problem)])
      expect(body).toContain('value="Nora"')
      expect(body).not.toContain('a password')
      expect(await mailsTo(tenant)).toEqual([])
      expect((await submit(tenant, { state, ...nora })).status).toBe(302)
    },
  )

  it('of two at a time with one address adds one user', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const both = await Promise.all([signUp(tenant), signUp(tenant)])
    expect(both.map(({ status }) => status).sort()).toEqual([200, 302])
    expect(await found(tenant)).toHaveLength(1)
    expect(await mailsTo(tenant)).toHaveLength(1)
  })

  it('can be cancelled, or left for a sign-in', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const state = transactionIn(await authorize(tenant, { response_type: 'sign_up' }))
    const { body } = await submit(tenant, { state, again: 'true' })
    expect(body).toContain('id="cd_form"')
    const { email, password } = users.ann
    const answer = await submit(tenant, { state, email, password })
    expect(redirectedWith(answer)).toEqual({ code: expect.any(String), state: 'the state' })
    expect(redirectedWith(await signUp(tenant, { cancel: 'true' }))).toEqual({
      error: 'access_denied',
      error_description: 'The sign-in was cancelled',
      state: 'the state',
    })
  })

  it('is refused to the client where it is switched off, even after the page was shown', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    const state = transactionIn(await authorize(tenant, { response_type: 'sign_up' }))
    const refusal = {
      error: 'access_denied',
      error_description: 'sign_up is not enabled for this tenant',
      state: 'the state',
    }
    await configure(tenant, { signupEnabled: false })
    const answers = [
      await authorize(tenant, { response_type: 'sign_up' }),
      await submit(tenant, { state, ...nora }),
    ]
    await configure(tenant, { isActive: false })
    answers.push(await authorize(tenant, { response_type: 'sign_up' }))
    expect(answers.map(redirectedWith)).toEqual([refusal, refusal, refusal])
    expect(await found(tenant)).toEqual([])
  })

  it('with prompt=none says that nobody is signed in', async ({ emulator }) => {
    const parameters = { response_type: 'sign_up', prompt: 'none' }
    const answer = await authorize(tenantOf(emulator), parameters)
    expect(redirectedWith(answer).error_description).toBe('User not signed in')
  })

  it('writes neither the address nor the password into the log or the journal', async ({
    start,
  }) => {
    const log: unknown[] = []
    const tenant = tenantOf(await start({ log: (event) => log.push(event) }))
    await signUp(tenant)
    await signUp(tenant)
    await signUp(tenant, { ...nora, email: 'x' })
    const { requests } = await tenant.requests.list()
    const written = JSON.stringify([log, requests])
    for (const secret of ['nora@example.com', 'a password', 'the state'])
      expect([secret, written.includes(secret)]).toEqual([secret, false])
  })
})

describe('the sign-in page', () => {
  it('leads to the sign-up, after which a pending user signs in at the same page', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    const page = await authorize(tenant, { nonce: 'the nonce' })
    const state = transactionIn(page)
    expect(page.body).toContain('name="sign_up"')
    const form = await submit(tenant, { state, sign_up: 'true' })
    expect(form.body).toContain('name="newPassword"')
    const { status, body } = await submit(tenant, { state, ...nora })
    expect([status, body]).toEqual([200, expect.stringContaining('has not been verified yet')])
    await submit(tenant, { state, resend: 'true' })
    expect(await mailsTo(tenant)).toEqual([
      ['nora@example.com', 'USER_VERIFICATION'],
      ['nora@example.com', 'USER_VERIFICATION'],
    ])
    const [mail] = (await tenant.mails.list()).mails
    await fetch(mail?.link ?? '')
    const answer = await submit(tenant, { state, ...credentials })
    expect(redirectedWith(answer)).toEqual({ code: expect.any(String), state: 'the state' })
    expect(claimsOf((await tokensFrom(tenant, answer)).id_token).nonce).toBe('the nonce')
  })

  it('offers no sign-up where it is switched off, or where only another provider was asked for', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    expect((await authorize(tenant, { idp: 'google' })).body).not.toContain('sign_up')
    await configure(tenant, { signupEnabled: false })
    const page = await authorize(tenant)
    expect(page.body).not.toContain('sign_up')
    const answer = await submit(tenant, { state: transactionIn(page), sign_up: 'true' })
    expect(redirectedWith(answer).error).toBe('access_denied')
  })

  it('leads nowhere else', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    for (const name of ['change_password', 'change_details', 'constructor', 'x']) {
      const state = transactionIn(await authorize(tenant))
      for (const form of [{ [name]: 'true' }, { form: name }]) {
        const { status, body } = await submit(tenant, { state, ...form })
        expect([status, body]).toEqual([200, expect.stringContaining('id="cd_form"')])
      }
    }
  })
})

it('needs a client of the tenant and a registered redirect URI for a sign-up', async ({
  emulator,
}) => {
  const tenant = tenantOf(emulator)
  const elsewhere = await authorize(tenant, {
    response_type: 'sign_up',
    redirect_uri: 'https://evil.example/',
  })
  expect([elsewhere.status, elsewhere.headers.get('Location')]).toEqual([400, null])
  const unknown = await authorize(tenant, { response_type: 'sign_up', client_id: 'x' })
  expect(redirectedWith(unknown).error).toBe('invalid_client')
})
