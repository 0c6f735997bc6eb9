import { describe, expect } from 'vitest'
import { it, skipped } from '../support/browser.ts'
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
