import { describe, expect } from 'vitest'
import { it as inBrowser, skipped } from '../support/browser.ts'
import { it, manage, tenantOf, users } from '../support/emulator.ts'
import { authorize, redirectedWith, signIn, submit, transactionIn } from '../support/sign-in.ts'
import { fillIn, follow, returned, visitSignIn } from '../support/sign-in-page.ts'

const { ann, pat } = users

describe.skipIf(skipped)('a user who has not verified the e-mail address', () => {
  inBrowser(
    'gets the mail again, follows its link, and goes on to sign in',
    async ({ emulator, visit }) => {
      const tenant = tenantOf(emulator)
      const page = await visitSignIn(emulator, visit, { javaScriptEnabled: false })
      await fillIn(page, pat.email, pat.password)
      await page.getByRole('heading', { name: 'Verify your e-mail address' }).waitFor()
      expect(await page.getByRole('status').count()).toBe(0)
      await page.getByRole('button', { name: 'Resend the mail' }).click()
      expect(await page.getByRole('status').innerText()).toBe('The mail has been sent again.')
      const { to, template, link = '' } = await tenant.mails.waitFor({}, { timeout: 0 })
      expect([to, template]).toEqual([pat.email, 'USER_VERIFICATION'])

      const linked = await visit(emulator, { to: link })
      expect(await linked.getByRole('heading').innerText()).toBe('Your email address is verified')

      await follow(page, 'Sign in again', 'Sign in')
      expect(await page.getByLabel('E-mail').inputValue()).toBe(pat.email)
      await fillIn(page, pat.email, pat.password)
      expect(await returned(page)).toEqual({ code: expect.any(String), state: 'the state' })
    },
  )

  inBrowser('cancels', async ({ emulator, visit }) => {
    const page = await visitSignIn(emulator, visit)
    await fillIn(page, pat.email, pat.password)
    await page.getByRole('button', { name: 'Cancel' }).click()
    expect((await returned(page)).error).toBe('access_denied')
  })
})

describe.skipIf(skipped)('whoever has signed up', () => {
  inBrowser('is led to the mail', async ({ emulator, visit }) => {
    const page = await visitSignIn(emulator, visit, { javaScriptEnabled: true })
    await follow(page, 'Sign up', 'Sign up')
    await page.getByLabel('E-mail').fill('nora@example.com')
    await page.getByLabel('Password', { exact: true }).fill('secret')
    await page.getByLabel('Repeat the password').fill('secret')
    await follow(page, 'Sign up', 'Verify your e-mail address')
    const opened = page.waitForEvent('popup')
    await page.getByRole('link', { name: 'Mails' }).click()
    const mails = await opened
    await mails.getByText('nora@example.com', { exact: false }).first().waitFor()
    expect(mails.url()).toBe(`${emulator.url}/#/mails/${tenantOf(emulator).tenantId}`)
  })
})

describe('the page of a user who must verify the e-mail address', () => {
  it('leads to the mails, also after the mail was sent again', async ({ start }) => {
    const publicUrl = 'https://login.example.com/appid'
    const emulator = await start({ publicUrl })
    const tenant = tenantOf(emulator)
    const local = new URL(tenant.oAuthServerUrl)
    const reached = {
      ...tenant,
      oAuthServerUrl: `${emulator.url}${local.pathname.replace('/appid', '')}`,
    }
    const page = await signIn(reached, pat)
    const again = await submit(reached, { state: transactionIn(page), resend: 'true' })
    const link = `href="${publicUrl}/#/mails/${tenant.tenantId}"`
    expect([page.body.includes(link), again.body.includes(link)]).toEqual([true, true])
  })

  it.for([{ userPicker: false }, { control: false }])(
    'does not lead to the mails with %j',
    async (options, { start }) => {
      const page = await signIn(tenantOf(await start(options)), pat)
      expect(page.body).toContain('Verify your e-mail address')
      expect(page.body).not.toContain('#/mails')
    },
  )
})

describe('the mail', () => {
  it('is not sent again to whoever does not know the password', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const state = transactionIn(await authorize(tenant))
    for (const form of [
      { state, email: pat.email, password: 'wrong' },
      { state, resend: 'true' },
      { state, resend: 'true', email: pat.email },
      { state, resend: 'true', user: `cloud_directory:${pat.id}` },
    ]) {
      const { status, body } = await submit(tenant, form)
      expect([status, body.includes('id="cd_form"')]).toEqual([200, true])
    }
    expect((await tenant.mails.list()).mails).toEqual([])
  })

  it('is not sent again when the address has been verified, or the user deleted', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    const state = transactionIn(await signIn(tenant, pat))
    await manage(tenant, 'PUT', `/cloud_directory/Users/${pat.id}`, {
      emails: [{ value: pat.email, primary: true }],
      status: 'CONFIRMED',
    })
    const verified = await submit(tenant, { state, resend: 'true' })
    expect(verified.body).toContain(`value="${pat.email}"`)
    await manage(tenant, 'DELETE', `/cloud_directory/remove/${pat.id}`)
    const deleted = await submit(tenant, { state, resend: 'true' })
    expect(deleted.body).toContain('id="cd_form"')
    expect((await tenant.mails.list()).mails).toEqual([])
  })

  it('does not open a sign-in again that has ended', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const state = transactionIn(await authorize(tenant))
    const password = 'a hash of it is kept'
    await manage(tenant, 'POST', '/cloud_directory/Users', {
      emails: [{ value: 'new@example.com', primary: true }],
      password,
      status: 'PENDING',
    })
    // While the password is compared with its hash, which takes a while, a click signs Ann in.
    const form = { state, email: 'new@example.com', password }
    const pending = Array.from({ length: 12 }, () => submit(tenant, form))
    const picked = await submit(tenant, { state, user: `cloud_directory:${ann.id}` })
    expect(picked.status).toBe(302)
    await Promise.all(pending)
    expect((await submit(tenant, { state, ...pat })).status).toBe(400)
    expect((await submit(tenant, { state, resend: 'true' })).status).toBe(400)
  })

  it('goes on with the transaction: the client gets its own state', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const page = await signIn(tenant, pat)
    const again = await submit(tenant, { state: transactionIn(page), resend: 'true' })
    const answer = await submit(tenant, { state: transactionIn(again), ...ann })
    expect(redirectedWith(answer)).toEqual({ code: expect.any(String), state: 'the state' })
  })
})
