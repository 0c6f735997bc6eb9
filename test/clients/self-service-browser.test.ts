/** The self-service pages in a real browser, as IBM's SDKs open them. */
import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { it } from '../support/apps.ts'
import { skipped, typeInto } from '../support/browser.ts'
import { tenantOf, users } from '../support/emulator.ts'
import { atPopup, resultOf, type Tokens } from '../support/single-page-app.ts'

const { ann } = users

/** Fills the fields of a form by their names, and submits it. */
async function submit(page: Page, fields: Readonly<Record<string, string>>) {
  for (const [name, value] of Object.entries(fields))
    await page.locator(`form [name=${name}]`).fill(value)
  await page.locator(`form [name=${Object.keys(fields)[0]}]`).press('Enter')
}

const newPassword = { newPassword: 'new-password', confirmPassword: 'new-password' }

/** What the browser shows of the application. */
const shown = async (page: Page) => JSON.parse((await page.locator('pre').textContent()) ?? '')

describe.skipIf(skipped)('self-service in a browser', () => {
  it('ibmcloud-appid-js: changePassword returns tokens of the same user, who signs in with the new password', async ({
    emulator,
    singlePage,
  }) => {
    const page = await singlePage(emulator)
    const signIn = (password: string) =>
      resultOf(atPopup(page, 'signin', (popup) => typeInto(popup, { ...ann, password })))
    const { idToken } = await signIn(ann.password)
    const change = (popup: Page) => submit(popup, { password: ann.password, ...newPassword })
    const changed = await resultOf(atPopup(page, 'changePassword', change, idToken))
    expect(changed.idTokenPayload).toMatchObject({ sub: ann.profileId, amr: ['cloud_directory'] })
    expect((await signIn(newPassword.newPassword)).idTokenPayload.sub).toBe(ann.profileId)
  })

  it('ibmcloud-appid-js: changeDetails returns tokens with the new name', async ({
    emulator,
    singlePage,
  }) => {
    const page = await singlePage(emulator)
    const { accessToken, idToken }: Tokens = await resultOf(
      atPopup(page, 'signin', (popup) => typeInto(popup, ann)),
    )
    const change = (popup: Page) => submit(popup, { givenName: 'Anna', familyName: 'Bowman' })
    const changed = await resultOf(atPopup(page, 'changeDetails', change, { accessToken, idToken }))
    expect(changed.idTokenPayload).toMatchObject({
      sub: ann.profileId,
      name: 'Anna Bowman',
      given_name: 'Anna',
      family_name: 'Bowman',
    })
  })

  it.for(['0.5', '0.7'] as const)(
    'WebAppStrategy: changes the password and the details of a user, with passport %s',
    async (version, { emulator, visit, webApp }) => {
      const app = await webApp(tenantOf(emulator), version)
      const page = await visit(emulator, { to: `${app.url}/protected`, application: app.url })
      await typeInto(page, ann)
      await page.waitForURL(`${app.url}/protected`)
      await page.goto(`${app.url}/change_password`)
      await submit(page, { password: ann.password, ...newPassword })
      await page.waitForURL(`${app.url}/context`)
      const user = { sub: ann.profileId, amr: ['cloud_directory'] }
      expect((await shown(page)).identityTokenPayload).toMatchObject({
        ...user,
        name: 'Ann Archer',
      })
      await page.goto(`${app.url}/change_details`)
      await submit(page, { givenName: 'Anna', familyName: 'Bowman' })
      await page.waitForURL(`${app.url}/context`)
      expect((await shown(page)).identityTokenPayload).toMatchObject({
        ...user,
        name: 'Anna Bowman',
      })
      await page.goto(`${app.url}/login`)
      await typeInto(page, { ...ann, password: newPassword.newPassword })
      await page.waitForURL(`${app.url}/protected`)
    },
  )

  it.for(['0.5', '0.7'] as const)(
    'WebAppStrategy: signs somebody up, whom the link in the mail verifies, with passport %s',
    async (version, { emulator, visit, webApp }) => {
      const tenant = tenantOf(emulator)
      const app = await webApp(tenant, version)
      const page = await visit(emulator, { to: `${app.url}/sign_up`, application: app.url })
      const email = 'new@example.com'
      await submit(page, { email, givenName: 'New', familyName: 'Comer', ...newPassword })
      // The strategy leads on from `?flow=sign_up` to where the application wants it.
      await page.waitForURL(`${app.url}/context`)
      expect(await shown(page)).toBe(null)
      const { link } = await tenant.mails.waitFor({ to: email })
      await page.goto(link ?? '')
      await page.getByRole('heading', { name: 'Your email address is verified' }).waitFor()
      await page.goto(`${app.url}/protected`)
      await typeInto(page, { email, password: newPassword.newPassword })
      await page.waitForURL(`${app.url}/protected`)
      expect(await shown(page)).toMatchObject({ email, name: 'New Comer', email_verified: true })
    },
  )

  it.for(['0.5', '0.7'] as const)(
    'WebAppStrategy: lets a user set a new password by the link in the mail, with passport %s',
    async (version, { emulator, visit, webApp }) => {
      const tenant = tenantOf(emulator)
      const app = await webApp(tenant, version)
      const page = await visit(emulator, {
        to: `${app.url}/forgot_password`,
        application: app.url,
      })
      await submit(page, { email: ann.email })
      await page.waitForURL(`${app.url}/context`)
      const { link } = await tenant.mails.waitFor({ to: ann.email })
      await page.goto(link ?? '')
      await submit(page, newPassword)
      await page.getByRole('heading', { name: 'Your password has been changed' }).waitFor()
      await page.goto(`${app.url}/protected`)
      await typeInto(page, { ...ann, password: newPassword.newPassword })
      await page.waitForURL(`${app.url}/protected`)
    },
  )
})
