import { describe, expect } from 'vitest'
import type { Tenant } from '../../../src/index.ts'
import { it, manage, tenantOf, users } from '../../support/emulator.ts'
import {
  authorize,
  callback,
  redirectedWith,
  signIn,
  submit,
  transactionIn,
  visitPage,
} from '../../support/sign-in.ts'

const mailsOf = async (tenant: Tenant) =>
  (await tenant.mails.list()).mails.map(({ to, template, language }) => [to, template, language])

/** Visits the page, and sends its form. */
async function forget(tenant: Tenant, email: string | undefined, parameters = {}) {
  const page = await visitPage(tenant, 'forgot_password', parameters)
  return submit(tenant, { state: transactionIn(page), email })
}

describe('the page for a forgotten password', () => {
  it('sends a mail and returns with flow=forgot_password, without code and state', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    const page = await visitPage(tenant, 'forgot_password', { language: 'en', state: 'x' })
    expect([page.status, page.body]).toEqual([200, expect.stringContaining('name="email"')])
    const answer = await submit(tenant, { state: transactionIn(page), email: users.ann.email })
    const location = `${callback}?flow=forgot_password`
    expect([answer.status, answer.headers.get('Location'), answer.body]).toEqual([
      302,
      location,
      `Found. Redirecting to ${location}`,
    ])
    expect(await mailsOf(tenant)).toEqual([['ann@example.com', 'RESET_PASSWORD', 'en']])
  })

  it('leads to a new password, with which alone the user signs in', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await forget(tenant, users.ann.email)
    const [{ link = '' } = {}] = (await tenant.mails.list()).mails
    const body = new URLSearchParams({ newPassword: 'new one', confirmPassword: 'new one' })
    expect((await fetch(link, { method: 'POST', body })).status).toBe(200)
    const { email } = users.ann
    expect((await signIn(tenant, { email, password: 'ann' })).status).toBe(200)
    expect((await signIn(tenant, { email, password: 'new one' })).status).toBe(302)
  })

  it('never tells whether somebody is a user', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    // Pat has not verified the address.
    const answers = [
      await forget(tenant, users.ann.email),
      await forget(tenant, 'nobody@example.com'),
      await forget(tenant, users.pat.email),
    ]
    const seen = answers.map(({ status, body, headers }) => [status, body, headers.get('Location')])
    expect(new Set(seen.map((one) => JSON.stringify(one))).size).toBe(1)
    expect((await mailsOf(tenant)).map(([to]) => to)).toEqual(['ann@example.com'])
  })

  it('uses the template of the language, also as mobile SDKs write it', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await manage(tenant, 'PUT', '/config/cloud_directory/templates/RESET_PASSWORD/pt-BR', {
      subject: 'Senha',
    })
    await forget(tenant, users.ann.email, { language: 'pt_BR' })
    expect(await mailsOf(tenant)).toEqual([['ann@example.com', 'RESET_PASSWORD', 'pt-BR']])
  })

  it('takes a user name or an e-mail address where users sign in with a user name', async ({
    start,
  }) => {
    const user = { email: 'una@example.com', userName: 'una', password: 'x' }
    const emulator = await start()
    const tenant = tenantOf(emulator)
    const { body } = await manage(tenant, 'GET', '/config/idps/cloud_directory')
    const config = { ...body.config, identityField: 'userName' }
    await manage(tenant, 'PUT', '/config/idps/cloud_directory', { isActive: true, config })
    await tenant.users.add(user)
    for (const login of ['una', 'una@example.com']) await forget(tenant, login)
    expect((await mailsOf(tenant)).map(([to]) => to)).toEqual([user.email, user.email])
  })

  it('shows the form again without an address, and ends at a cancel', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const empty = await forget(tenant, '')
    expect([empty.status, empty.body]).toEqual([
      200,
      expect.stringContaining('Enter your e-mail address.'),
    ])
    const answer = await submit(tenant, { state: transactionIn(empty), cancel: 'true' })
    expect(redirectedWith(answer).error).toBe('access_denied')
  })

  it('never leads to a code, whatever form is sent', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    for (const form of [
      { user: `cloud_directory:${users.ann.id}` },
      { email: users.ann.email, password: 'ann' },
      { form: 'sign_up', email: 'x@example.com', newPassword: 'x', confirmPassword: 'x' },
      { again: 'true' },
      { sign_up: 'true' },
    ]) {
      const page = await visitPage(tenant, 'forgot_password')
      const answer = await submit(tenant, { state: transactionIn(page), ...form })
      expect(redirectedWith(answer).code).toBeUndefined()
      expect(answer.body).not.toContain('id="cd_form"')
    }
    const added = await manage(tenant, 'GET', '/cloud_directory/Users?query=x@example.com')
    expect(added.body.totalResults).toBe(0)
  })

  it.for([{ selfServiceEnabled: false }, { resetPasswordEnabled: false }])(
    'is refused to the client where it is switched off: %o',
    async ({ selfServiceEnabled = true, ...interactions }, { emulator }) => {
      const tenant = tenantOf(emulator)
      const state = transactionIn(await visitPage(tenant, 'forgot_password', { state: 'mine' }))
      const { body } = await manage(tenant, 'GET', '/config/idps/cloud_directory')
      const config = {
        ...body.config,
        selfServiceEnabled,
        interactions: { ...body.config.interactions, ...interactions },
      }
      await manage(tenant, 'PUT', '/config/idps/cloud_directory', { isActive: true, config })
      const refusal = {
        error: 'access_denied',
        error_description: 'forgot_password is not enabled for this tenant',
        state: 'mine',
      }
      const page = await visitPage(tenant, 'forgot_password', { state: 'mine' })
      expect(redirectedWith(page)).toEqual(refusal)
      const answer = await submit(tenant, { state, email: users.ann.email })
      expect(redirectedWith(answer)).toEqual(refusal)
      expect((await authorize(tenant)).body).not.toContain('forgot_password')
      expect(await mailsOf(tenant)).toEqual([])
    },
  )
})

it('a forgotten password at the sign-in page leads to a mail and back to the sign-in', async ({
  emulator,
}) => {
  const tenant = tenantOf(emulator)
  const page = await authorize(tenant)
  const state = transactionIn(page)
  expect(page.body).toContain('name="forgot_password"')
  const form = await submit(tenant, { state, forgot_password: 'true' })
  expect(form.body).toContain('name="again"')
  for (const email of [users.ann.email, 'nobody@example.com']) {
    const { status, body } = await submit(tenant, { state, form: 'forgot_password', email })
    expect([status, body]).toEqual([
      200,
      expect.stringContaining('If there is such a user, we have sent an e-mail.'),
    ])
    expect(body).toContain('id="cd_form"')
  }
  expect((await mailsOf(tenant)).map(([to]) => to)).toEqual(['ann@example.com'])
  expect((await submit(tenant, { state, ...users.ann })).status).toBe(302)
})
