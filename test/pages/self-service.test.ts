import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { it, settled, skipped } from '../support/browser.ts'
import { manage, tenantOf, users } from '../support/emulator.ts'
import { claimsOf, exchange, selfServiceUrl } from '../support/sign-in.ts'
import { fillIn, follow, returned, visitSignIn } from '../support/sign-in-page.ts'

const { ann } = users

describe.skipIf(skipped)('without JavaScript, a user', () => {
  it('signs up from the sign-in, verifies the address, and signs in at the same page', async ({
    emulator,
    visit,
  }) => {
    const page = await visitSignIn(emulator, visit, { javaScriptEnabled: false })
    await follow(page, 'Sign up', 'Sign up')
    await page.getByLabel('E-mail').fill('nora@example.com')
    await page.getByLabel('First name').fill('Nora')
    await page.getByLabel('Last name').fill('New')
    await page.getByLabel('Password', { exact: true }).fill('secret')
    await page.getByLabel('Repeat the password').fill('secret')
    await follow(page, 'Sign up', 'Verify your e-mail address')
    const { link = '' } = await tenantOf(emulator).mails.waitFor({}, { timeout: 0 })
    await visit(emulator, { to: link })
    await follow(page, 'Sign in again', 'Sign in')
    await fillIn(page, 'nora@example.com', 'secret')
    expect(await returned(page)).toEqual({ code: expect.any(String), state: 'the state' })
  })

  it('changes a forgotten password by mail, and signs in at the same page', async ({
    emulator,
    visit,
  }) => {
    const page = await visitSignIn(emulator, visit, { javaScriptEnabled: false })
    await follow(page, 'Forgot password?', 'Forgot your password?')
    await page.getByLabel('E-mail').fill(ann.email)
    await follow(page, 'Send the e-mail', 'Sign in')
    const { link = '' } = await tenantOf(emulator).mails.waitFor({}, { timeout: 0 })
    const linked = await visit(emulator, { to: link, javaScriptEnabled: false })
    await linked.getByLabel('New password').fill('secret')
    await linked.getByLabel('Repeat the password').fill('secret')
    await linked.getByRole('button', { name: 'Change password' }).click()
    await linked.getByRole('heading', { name: 'Your password has been changed' }).waitFor()
    await fillIn(page, ann.email, 'secret')
    expect(await returned(page)).toEqual({ code: expect.any(String), state: 'the state' })
  })

  it('changes the password', async ({ emulator, visit }) => {
    const tenant = tenantOf(emulator)
    const redirect_uri = `${emulator.url}/swagger-ui/`
    await manage(tenant, 'PUT', '/config/redirect_uris', { redirectUris: [redirect_uri] })
    const to = selfServiceUrl(tenant, 'change_password', { user_id: ann.id, redirect_uri })
    const page = await visit(emulator, { to, javaScriptEnabled: false })
    await page.getByLabel('Current password').fill(ann.password)
    await page.getByLabel('New password').fill('secret')
    await page.getByLabel('Repeat the password').fill('secret')
    await page.getByRole('button', { name: 'Change password' }).click()
    const { code, ...others } = await returned(page)
    expect(others).toEqual({})
    const { body } = await exchange(tenant, code, { redirect_uri })
    expect(claimsOf(body.id_token).sub).toBe(ann.profileId)
  })
})

describe.skipIf(skipped)('the page for a new password', () => {
  /** What Chrome recommends about a page, which it says in its console. */
  async function recommended(page: Page): Promise<string[]> {
    const said: string[] = []
    page.on('console', (message) => said.push(message.text()))
    await page.reload()
    await settled(page)
    // The console gives its messages in their order: this one is the last.
    await page.evaluate(`console.log('the end')`)
    await expect.poll(() => said).toContain('the end')
    return said.filter((one) => one !== 'the end')
  }

  const linkFor = async (tenant: ReturnType<typeof tenantOf>) => {
    await manage(tenant, 'POST', '/cloud_directory/resend/RESET_PASSWORD', { uuid: ann.id })
    return (await tenant.mails.list()).mails.at(-1)?.link ?? ''
  }

  it('tells password managers whose it is, and sends only the password', async ({
    emulator,
    visit,
  }) => {
    const page = await visit(emulator, { to: await linkFor(tenantOf(emulator)) })
    expect(await recommended(page)).toEqual([])
    const login = page.locator('form > :first-child')
    expect([
      await login.getAttribute('autocomplete'),
      await login.inputValue(),
      await login.isVisible(),
    ]).toEqual(['username', ann.email, false])
    await page.getByLabel('New password').fill('secret')
    await page.getByLabel('Repeat the password').fill('secret')
    const sent = page.waitForRequest((request) => request.method() === 'POST')
    await page.getByRole('button', { name: 'Change password' }).click()
    expect((await sent).postData()).toBe('newPassword=secret&confirmPassword=secret')
    await page.getByRole('heading', { name: 'Your password has been changed' }).waitFor()
  })

  it('tells nobody a user name, which the mail need not say', async ({ emulator, visit }) => {
    const tenant = tenantOf(emulator)
    const { body } = await manage(tenant, 'GET', '/config/idps/cloud_directory')
    await manage(tenant, 'PUT', '/config/idps/cloud_directory', {
      ...body,
      config: { ...body.config, identityField: 'userName' },
    })
    const page = await visit(emulator, { to: await linkFor(tenant) })
    await page.getByLabel('New password').waitFor()
    expect(await page.locator('[autocomplete=username]').count()).toBe(0)
  })
})

describe.skipIf(skipped)('the sign-up page', () => {
  it.for([
    ['email', ['E-mail']],
    ['userName', ['User name', 'E-mail (optional)']],
  ] as const)(
    'says which fields may stay empty, by %s',
    async ([identityField, first], { emulator, visit }) => {
      const tenant = tenantOf(emulator)
      const { body } = await manage(tenant, 'GET', '/config/idps/cloud_directory')
      const interactions = {
        ...body.config.interactions,
        identityConfirmation: { accessMode: 'OFF', methods: ['email'] },
      }
      await manage(tenant, 'PUT', '/config/idps/cloud_directory', {
        ...body,
        config: { ...body.config, identityField, interactions },
      })
      const page = await visitSignIn(emulator, visit)
      await follow(page, 'Sign up', 'Sign up')
      expect(await page.locator('.field').allInnerTexts()).toEqual([
        ...first,
        'First name (optional)',
        'Last name (optional)',
        'Password',
        'Repeat the password',
      ])
    },
  )
})
