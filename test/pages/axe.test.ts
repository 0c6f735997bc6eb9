import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import type { Emulator, MailTemplate, Tenant } from '../../src/index.ts'
import { type BrowserWords, it, skipped, tooWide, violations } from '../support/browser.ts'
import { demo, manage, send, tenantOf, users } from '../support/emulator.ts'
import { authorizationUrl, type Parameters, selfServiceUrl } from '../support/sign-in.ts'
import { fillIn, follow, visitSignIn } from '../support/sign-in-page.ts'

const { ann, pat } = users

type Visiting = (emulator: Emulator, visit: BrowserWords['visit']) => Promise<Page>

/** The link of a mail that App ID sends. */
async function linkOf(tenant: Tenant, template: MailTemplate, uuid: string): Promise<string> {
  await manage(tenant, 'POST', `/cloud_directory/resend/${template}`, { uuid })
  const { link = '' } = await tenant.mails.waitFor({ template }, { timeout: 0 })
  return link
}

/** Opens a page of self-service. */
function visitSelfService(
  emulator: Emulator,
  visit: BrowserWords['visit'],
  page: string,
  parameters: Parameters,
): Promise<Page> {
  return visit(emulator, { to: selfServiceUrl(tenantOf(emulator), page, parameters), width: 360 })
}

/** Every kind of page, and how one gets there on a telephone. */
const pages: Readonly<Record<string, Visiting>> = {
  'the sign-in': (emulator, visit) => visitSignIn(emulator, visit, { width: 360 }),
  'the sign-in, after a wrong password': async (emulator, visit) => {
    const page = await visitSignIn(emulator, visit, { width: 360 })
    await fillIn(page, ann.email, 'wrong')
    await page.getByRole('alert').waitFor()
    return page
  },
  'the sign-in of a provider, without users': (emulator, visit) =>
    visitSignIn(emulator, visit, { width: 360, parameters: { idp: 'google' } }),
  'an address that is not verified': async (emulator, visit) => {
    const page = await visitSignIn(emulator, visit, { width: 360 })
    await fillIn(page, pat.email, pat.password)
    await page.getByRole('button', { name: 'Resend the mail' }).click()
    await page.getByRole('status').waitFor()
    return page
  },
  'a sign-up, with a mistake': async (emulator, visit) => {
    const page = await visitSignIn(emulator, visit, {
      width: 360,
      parameters: { response_type: 'sign_up' },
    })
    await page.getByLabel('E-mail').fill(ann.email)
    await page.getByLabel('Password', { exact: true }).fill('secret')
    await page.getByLabel('Repeat the password').fill('secret')
    await page.getByRole('button', { name: 'Sign up' }).click()
    await page.getByRole('alert').waitFor()
    return page
  },
  'a forgotten password': (emulator, visit) =>
    visitSelfService(emulator, visit, 'forgot_password', {}),
  'the sign-in, after a mail for a forgotten password': async (emulator, visit) => {
    const page = await visitSignIn(emulator, visit, { width: 360 })
    await follow(page, 'Forgot password?', 'Forgot your password?')
    await page.getByLabel('E-mail').fill(ann.email)
    await page.getByRole('button', { name: 'Send the e-mail' }).click()
    await page.getByRole('status').waitFor()
    return page
  },
  'a change of the password, with a mistake': async (emulator, visit) => {
    const page = await visitSelfService(emulator, visit, 'change_password', { user_id: ann.id })
    for (const label of ['Current password', 'New password', 'Repeat the password'])
      await page.getByLabel(label).fill('wrong')
    await page.getByRole('button', { name: 'Change password' }).click()
    await page.getByRole('alert').waitFor()
    return page
  },
  'a change of the details': async (emulator, visit) => {
    const tenant = tenantOf(emulator)
    const { accessToken, idToken } = await tenant.signIn({ email: ann.email })
    const { body: code } = await send(`${tenant.oAuthServerUrl}/cloud_directory/generate_code`, {
      headers: { Authorization: `Bearer ${accessToken} ${idToken}` },
    })
    return visitSelfService(emulator, visit, 'change_details', { code })
  },
  'a redirect URI that is refused': (emulator, visit) => {
    const redirect_uri = `https://evil.example/${'w'.repeat(200)}`
    const to = authorizationUrl(tenantOf(emulator), { redirect_uri })
    return visit(emulator, { to, width: 360, expected: /status of 400/ })
  },
  'a verified address': async (emulator, visit) => {
    const to = await linkOf(tenantOf(emulator), 'USER_VERIFICATION', pat.id)
    return visit(emulator, { to, width: 360 })
  },
  'a link that nobody was sent': (emulator, visit) =>
    visit(emulator, { to: '/wfm/verify/x', width: 360, expected: /status of 404/ }),
  'a new password': async (emulator, visit) => {
    const to = await linkOf(tenantOf(emulator), 'RESET_PASSWORD', ann.id)
    const page = await visit(emulator, { to, width: 360, expected: /status of 400/ })
    await page.getByLabel('New password').fill('one')
    await page.getByLabel('Repeat the password').fill('other')
    await page.getByRole('button', { name: 'Change password' }).click()
    expect(await page.getByRole('alert').innerText()).toBe('The passwords are different.')
    return page
  },
}

/** What axe finds in light and in dark, which differ only in colors. */
async function inBoth(page: Page): Promise<string[]> {
  const inLight = await violations(page)
  await page.emulateMedia({ colorScheme: 'dark' })
  return [...inLight, ...(await violations(page, ['color-contrast']))]
}

describe.skipIf(skipped)('in light and in dark, on 360 px, axe finds nothing wrong with', () => {
  it.for(Object.entries(pages))('%s', async ([, open], { emulator, visit }) => {
    const page = await open(emulator, visit)
    expect(await inBoth(page)).toEqual([])
    expect(await tooWide(page)).toEqual([])
  })

  const hostile = `"'><img src=x onerror=alert(1)></script></style><!--`

  it('twenty users, long names, and HTML in each of them', async ({ start, visit }) => {
    const long = (index: number) => `${`${index}`.padStart(2, '0')}${'w'.repeat(86)}@example.com`
    const people = [
      { provider: 'google' as const, id: hostile, email: long(0), displayName: hostile },
      { provider: 'facebook' as const, id: 'f', displayName: 'W'.repeat(100) },
      { provider: 'saml' as const, id: long(1), email: long(1), displayName: 'Sam' },
      ...Array.from({ length: 20 }, (_, index) => ({
        email: long(index),
        displayName: index % 2 === 0 ? 'W'.repeat(100) : `${hostile} ${index}`,
      })),
    ]
    const config = {
      'ui/theme_text': { tabTitle: hostile + 'W'.repeat(50), footnote: hostile + 'W'.repeat(90) },
    }
    const { a } = demo
    for (const name of ['W'.repeat(50), hostile.slice(0, 50)]) {
      const tenants = {
        [demo.tenantId]: { applications: [{ ...a, name }], users: people, config },
      }
      const emulator = await start({ seed: { version: 1, tenants } })
      const page = await visitSignIn(emulator, visit, { width: 360 })
      expect(await page.locator('[name=user]').count()).toBe(20)
      expect(await page.locator('.badge').allInnerTexts()).toEqual(['google', 'facebook', 'saml'])
      expect(await page.locator('img, script, main style').count()).toBe(0)
      expect(await page.locator('.hint strong').innerText()).toBe(name)
      expect(await tooWide(page)).toEqual([])
      expect(await inBoth(page)).toEqual([])
    }
  })
})
