import { describe, expect } from 'vitest'
import type { Tenant } from '../../../src/index.ts'
import { basic, it, manage, send, tenantOf, users } from '../../support/emulator.ts'
import {
  callback,
  claimsOf,
  exchange,
  type Parameters,
  redirectedWith,
  signIn,
  submit,
  tokensFrom,
  transactionIn,
  visitPage,
} from '../../support/sign-in.ts'

const { ann } = users
const user_id = ann.id
const right = { password: 'ann', newPassword: 'a new one', confirmPassword: 'a new one' }

async function change(tenant: Tenant, form: Parameters = right, parameters: Parameters = {}) {
  const page = await visitPage(tenant, 'change_password', { user_id, ...parameters })
  return submit(tenant, { state: transactionIn(page), ...form })
}

const statusWith = async (tenant: Tenant, password: string) =>
  (await signIn(tenant, { email: ann.email, password })).status

describe('the page for a new password', () => {
  it('changes it, tells the user by mail, and returns with a code for the same sub', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    const page = await visitPage(tenant, 'change_password', { user_id, language: 'en' })
    expect([page.status, page.body]).toEqual([
      200,
      expect.stringContaining('name="confirmPassword"'),
    ])
    expect(page.body).not.toContain(ann.email)
    const answer = await submit(tenant, { state: transactionIn(page), ...right })
    // No state was sent, so none comes back.
    expect([answer.status, redirectedWith(answer)]).toEqual([302, { code: expect.any(String) }])
    const { sub, amr } = claimsOf((await tokensFrom(tenant, answer)).id_token)
    expect([sub, amr]).toEqual([ann.profileId, ['cloud_directory']])
    expect([await statusWith(tenant, 'ann'), await statusWith(tenant, 'a new one')]).toEqual([
      200, 302,
    ])
    const { mails } = await tenant.mails.list()
    expect(mails.map(({ to, template }) => [to, template])).toEqual([
      ['ann@example.com', 'PASSWORD_CHANGED'],
    ])
  })

  it('returns the state that was sent', async ({ emulator }) => {
    const answer = await change(tenantOf(emulator), right, { state: 'mine\n' })
    expect(redirectedWith(answer)).toEqual({ code: expect.any(String), state: 'mine\n' })
  })

  it.for([
    [{ password: 'wrong' }, 'The current password is incorrect.'],
    [{ password: '' }, 'Enter your current password.'],
    [{ newPassword: '', confirmPassword: '' }, 'Enter a new password.'],
    [{ confirmPassword: 'another one' }, 'The passwords are different.'],
    [{ newPassword: 'x', confirmPassword: 'x' }, 'Too short.'],
  ] as const)(
    'with a mistake shows the form again: %o',
    async ([mistake, problem], { emulator }) => {
      const tenant = tenantOf(emulator)
      const rules = { regex: '^.{4,}$', error_message: 'Too short.' }
      await manage(tenant, 'PUT', '/config/cloud_directory/password_regex', rules)
      const answer = await change(tenant, { ...right, ...mistake })
      expect([answer.status, answer.body]).toEqual([200, expect.stringContaining(problem)])
      expect(await statusWith(tenant, 'ann')).toBe(302)
      const state = transactionIn(answer)
      expect((await submit(tenant, { state, ...right })).status).toBe(302)
    },
  )

  it('counts wrong passwords together with those of sign-ins, and locks the user out', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    await tenant.clock.set({ frozen: true })
    const off = { enabled: false }
    await manage(tenant, 'PUT', '/config/cloud_directory/advanced_password_management', {
      advancedPasswordManagement: {
        enabled: true,
        passwordReuse: off,
        preventPasswordWithUsername: off,
        passwordExpiration: off,
        lockOutPolicy: { enabled: true, config: { lockOutTimeSec: 300, numOfAttempts: 3 } },
      },
    })
    await statusWith(tenant, 'wrong')
    for (let count = 0; count < 2; count += 1) await change(tenant, { ...right, password: 'wrong' })
    const { body } = await manage(tenant, 'GET', `/cloud_directory/Users/${ann.id}`)
    expect([body.active, body.lockedUntil]).toEqual([false, expect.any(Number)])
    const locked = await change(tenant)
    expect([locked.status, locked.body]).toEqual([
      200,
      expect.stringContaining('User account locked'),
    ])
    await tenant.clock.advance(300)
    expect((await change(tenant)).status).toBe(302)
  })

  it('changes it once, even for two forms at a time', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const state = transactionIn(await visitPage(tenant, 'change_password', { user_id }))
    const both = await Promise.all(
      ['one', 'two'].map((newPassword) =>
        submit(tenant, { state, password: 'ann', newPassword, confirmPassword: newPassword }),
      ),
    )
    expect(both.map(({ status }) => status).sort()).toEqual([302, 400])
    expect((await tenant.mails.list()).mails).toHaveLength(1)
  })

  it.for([
    [undefined, 'user_id is missing'],
    ['x', 'there is no user with this user_id in the Cloud Directory'],
    [ann.profileId, 'user_id is the id of a profile: send identities[0].id of the id token'],
  ] as const)(
    'tells the client what is wrong with user_id %s',
    async ([id, text], { emulator }) => {
      const answer = await visitPage(tenantOf(emulator), 'change_password', {
        user_id: id,
        state: 'mine',
      })
      expect(redirectedWith(answer)).toEqual({
        error: 'invalid_request',
        error_description: text,
        state: 'mine',
      })
    },
  )

  it('is refused to the client where self-service is switched off', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const { body } = await manage(tenant, 'GET', '/config/idps/cloud_directory')
    const config = { ...body.config, selfServiceEnabled: false }
    const state = transactionIn(await visitPage(tenant, 'change_password', { user_id }))
    await manage(tenant, 'PUT', '/config/idps/cloud_directory', { isActive: true, config })
    const refusal = {
      error: 'access_denied',
      error_description: 'change_password is not enabled for this tenant',
    }
    const page = await visitPage(tenant, 'change_password', { user_id })
    expect(redirectedWith(page)).toEqual(refusal)
    expect(redirectedWith(await submit(tenant, { state, ...right }))).toEqual(refusal)
    expect(await statusWith(tenant, 'ann')).toBe(302)
  })

  it('asks for the password: nobody is picked there, and the sign-in’s forms do not work', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    for (const form of [
      { user: `cloud_directory:${ann.id}` },
      { email: ann.email, password: 'ann' },
      { form: 'sign_up', email: 'x@example.com', newPassword: 'x', confirmPassword: 'x' },
      { again: 'true' },
      { form: 'change_details', givenName: 'Eve' },
    ]) {
      const answer = await change(tenant, form)
      expect([form, answer.status]).toEqual([form, 200])
      expect(answer.body).toContain('name="confirmPassword"')
    }
  })

  it('ends without a change when the user was deleted meanwhile', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const state = transactionIn(await visitPage(tenant, 'change_password', { user_id }))
    await manage(tenant, 'DELETE', `/cloud_directory/remove/${ann.id}`)
    const { body } = await submit(tenant, { state, ...right })
    expect(body).toContain('The current password is incorrect.')
  })

  it('serves a single-page app by web_message, with a code that is bound to its challenge', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    const application = { name: 'spa', type: 'singlepageapp' }
    const { body: spa } = await manage(tenant, 'POST', '/applications', application)
    const redirect_uri = 'http://localhost:3000'
    const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
    const withoutChallenge = await change(tenant, right, { client_id: spa.clientId })
    expect(withoutChallenge.status).toBe(400)
    const { body, headers } = await change(tenant, right, {
      client_id: spa.clientId,
      response_type: 'code',
      state: 'mine=',
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
      redirect_uri,
      response_mode: 'web_message',
      nonce: 'the nonce',
      scope: 'openid',
    })
    expect(headers.get('Content-Security-Policy')).toContain(`frame-ancestors ${redirect_uri}`)
    const [, data = ''] = /data-message="([^"]*)"/.exec(body) ?? []
    const message = JSON.parse(data.replaceAll(/&#(\d+);|&quot;/g, '"'))
    expect(message).toEqual({
      type: 'authorization_response',
      code: expect.any(String),
      state: 'mine=',
    })
    const { body: tokens } = await send(`${tenant.oAuthServerUrl}/token`, {
      method: 'POST',
      headers: { Authorization: basic({ clientId: spa.clientId, secret: verifier }) },
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        redirect_uri,
        code: message.code,
        code_verifier: verifier,
      }),
    })
    const { sub, nonce } = claimsOf(tokens.id_token)
    expect([sub, nonce]).toEqual([ann.profileId, 'the nonce'])
  })

  it('writes no password into the log or the journal', async ({ start }) => {
    const log: unknown[] = []
    const tenant = tenantOf(await start({ log: (event) => log.push(event) }))
    await change(tenant, { ...right, password: 'a wrong one' })
    await change(tenant, { ...right, confirmPassword: 'a wrong one' })
    const { code } = redirectedWith(await change(tenant))
    expect((await exchange(tenant, code, { redirect_uri: callback })).status).toBe(200)
    const { requests } = await tenant.requests.list()
    const written = JSON.stringify([log, requests])
    for (const secret of ['a wrong one', 'a new one', 'example.com', `${code}`])
      expect([secret, written.includes(secret)]).toEqual([secret, false])
  })
})
