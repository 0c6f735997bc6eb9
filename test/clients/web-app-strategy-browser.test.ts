/** WebAppStrategy in Express, in a real browser: App ID's page, anonymous users, and their first sign-in. */
import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { it } from '../support/apps.ts'
import { skipped, typeInto } from '../support/browser.ts'
import { demo, manage, tenantOf, users } from '../support/emulator.ts'
import type { WebApp } from '../support/web-app.ts'

/** The JSON that the browser shows. */
const shown = async (page: Page) => JSON.parse((await page.locator('pre').textContent()) ?? '')

/** Opens a path of the application, and returns the JSON of its answer. */
async function get(page: Page, { url }: WebApp, path: string) {
  await page.goto(`${url}${path}`)
  return shown(page)
}

const pick = (page: Page, name: RegExp) => page.getByRole('button', { name }).click()

const ed = {
  sub: users.ed.profileId,
  email: 'ed@example.com',
  name: 'Ed Editor',
  amr: ['cloud_directory'],
  identities: [{ provider: 'cloud_directory', id: users.ed.id }],
}

const versions = ['0.5', '0.7'] as const

describe.skipIf(skipped)('WebAppStrategy in a browser', () => {
  it.for(versions)(
    'signs in a user who types, and shows the protected page, with passport %s',
    async (version, { emulator, webApp, visit }) => {
      const tenant = tenantOf(emulator)
      const app = await webApp(tenant, version)
      const page = await visit(emulator, { to: `${app.url}/protected`, application: app.url })
      expect(new URL(page.url()).origin).toBe(new URL(tenant.issuer).origin)
      await typeInto(page, users.ed)
      await page.waitForURL(`${app.url}/protected`)
      expect(await shown(page)).toMatchObject(ed)
      // Who has signed in sees it at once.
      expect(await get(page, app, '/protected')).toMatchObject(ed)
      expect(await get(page, app, '/has-scope?scope=articles.write')).toBe(true)
      expect(await get(page, app, '/has-scope?scope=articles.delete')).toBe(false)
    },
  )

  it.for(versions)(
    'signs in a user whom one click picks, and refreshes the tokens, with passport %s',
    async (version, { emulator, webApp, visit }) => {
      const tenant = tenantOf(emulator)
      await manage(tenant, 'PUT', '/config/tokens', {
        refresh: { enabled: true, expires_in: 7200 },
      })
      const app = await webApp(tenant, version)
      const page = await visit(emulator, { to: `${app.url}/protected`, application: app.url })
      await pick(page, /Ed Editor/)
      await page.waitForURL(`${app.url}/protected`)
      expect(await shown(page)).toMatchObject(ed)
      const before = await get(page, app, '/context')
      const refreshed = await page.request.post(`${app.url}/refresh`)
      expect(refreshed.status()).toBe(200)
      const after = await get(page, app, '/context')
      expect(after.identityTokenPayload).toMatchObject(ed)
      expect(after.refreshToken).not.toBe(before.refreshToken)
    },
  )

  it.for(versions)(
    'lets an anonymous user in without a page, who keeps the sub at the first sign-in, with passport %s',
    async (version, { start, webApp, visit }) => {
      const newcomer = { email: 'new@example.com', password: 'new', profileId: null }
      const tenants = { [demo.tenantId]: { applications: [demo.b], users: [newcomer] } }
      const emulator = await start({ seed: { version: 1, tenants } })
      const tenant = tenantOf(emulator)
      const app = await webApp(tenant, version)
      const page = await visit(emulator, { to: `${app.url}/anonymous`, application: app.url })
      await page.waitForURL(`${app.url}/context`)
      const { accessTokenPayload: anonymous } = await shown(page)
      expect(anonymous.amr).toEqual(['appid_anon'])
      await page.goto(`${app.url}/login`)
      await typeInto(page, newcomer)
      await page.waitForURL(`${app.url}/protected`)
      expect(await shown(page)).toMatchObject({ sub: anonymous.sub, amr: ['cloud_directory'] })
    },
  )

  it.for(versions)(
    'fails when the user cancels, and lets nobody in, with passport %s',
    async (version, { emulator, webApp, visit }) => {
      const app = await webApp(tenantOf(emulator), version)
      const page = await visit(emulator, {
        to: `${app.url}/protected`,
        application: app.url,
        expected: /status of 401/,
      })
      await pick(page, /^Cancel$/)
      await page.waitForURL(`${app.redirectUri}?error=access_denied&**`)
      expect(await page.locator('body').textContent()).toBe('Unauthorized')
      expect(await get(page, app, '/context')).toBe(null)
    },
  )

  it('shows a page to a user whose e-mail address is not verified, and sends no code', async ({
    emulator,
    webApp,
    visit,
  }) => {
    const app = await webApp(tenantOf(emulator), '0.7')
    const page = await visit(emulator, { to: `${app.url}/protected`, application: app.url })
    await typeInto(page, users.pat)
    await page.getByText('Pending User Verification', { exact: false }).waitFor()
    expect(new URL(page.url()).origin).toBe(new URL(emulator.url).origin)
    expect(await get(page, app, '/context')).toBe(null)
  })
})
