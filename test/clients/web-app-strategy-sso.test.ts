/** WebAppStrategy under single sign-on, in a real browser, and what the JavaScript SDK's silentSignin relies on there. */
import type { BrowserContext, Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import type { Tenant } from '../../src/index.ts'
import { it as base, skipped } from '../support/browser.ts'
import { demo, manage, tenantOf, testing, users } from '../support/emulator.ts'
import { authorizationUrl } from '../support/sign-in.ts'
import { enableSso } from '../support/sso.ts'
import type { Client } from '../support/tokens.ts'
import { startWebApp, type WebApp } from '../support/web-app.ts'

interface Words {
  /** Starts an application that the tenant knows. Single sign-on is on, and `/context` may be returned to. */
  readonly startApp: (tenant: Tenant, client?: Client) => Promise<WebApp>
  /** A browser with its own cookies. */
  readonly open: () => Promise<BrowserContext>
}

const it = base.extend<Words>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest wants the pattern
  startApp: async ({}, use) => {
    const running: WebApp[] = []
    await use(async (tenant, client = demo.a) => {
      // Its logout breaks on later versions of passport.
      const app = await startWebApp(tenant, client, '0.5')
      running.push(app)
      const uris = running.map(({ redirectUri }) => redirectUri)
      await manage(tenant, 'PUT', '/config/redirect_uris', { redirectUris: uris })
      await enableSso(tenant, { logoutRedirectUris: running.map(({ url }) => `${url}/context`) })
      return app
    })
    for (const app of running) app.close()
  },
  open: async ({ browser }, use) => {
    const opened: BrowserContext[] = []
    await use(async () => {
      const context = await browser.newContext()
      opened.push(context)
      return context
    })
    for (const context of opened) await context.close()
  },
})

/** The JSON that the browser shows. */
const shown = async (page: Page) => JSON.parse((await page.locator('body').textContent()) ?? '')

/** Opens the protected page of an application, and signs in at the form, if there is one. Returns who is signed in. */
async function visit(page: Page, { url }: WebApp, user?: { email: string; password: string }) {
  await page.goto(`${url}/protected`)
  if (user !== undefined) {
    await page.getByLabel('E-mail').fill(user.email)
    await page.getByLabel('Password').fill(user.password)
    await page.getByLabel('Password').press('Enter')
    await page.waitForURL(`${url}/protected`)
  }
  return (await shown(page)).sub
}

const isForm = (page: Page) => page.locator('#cd_form').isVisible()

describe.skipIf(skipped)('WebAppStrategy under single sign-on', () => {
  it('needs no form again, in this application or another, until logoutSSO', async ({
    emulator,
    startApp,
    open,
  }) => {
    const tenant = tenantOf(emulator)
    const [app, other] = [await startApp(tenant), await startApp(tenant, demo.b)]
    const page = await (await open()).newPage()
    expect(await visit(page, app, users.ann)).toBe(users.ann.profileId)
    expect(await visit(page, other)).toBe(users.ann.profileId)
    // Ends the application's own session alone.
    await page.goto(`${app.url}/logout`)
    await page.goto(`${app.url}/context`)
    expect(await shown(page)).toBeNull()
    expect(await visit(page, app)).toBe(users.ann.profileId)

    await page.goto(`${app.url}/logout-sso`)
    expect([page.url(), await shown(page)]).toEqual([`${app.url}/context`, null])
    await page.goto(`${app.url}/protected`)
    expect(await isForm(page)).toBe(true)
    expect(await visit(page, app, users.ed)).toBe(users.ed.profileId)
  })

  it('signs out in all browsers with all_sessions', async ({ emulator, startApp, open }) => {
    const tenant = tenantOf(emulator)
    const app = await startApp(tenant)
    const [page, elsewhere] = [await (await open()).newPage(), await (await open()).newPage()]
    for (const one of [page, elsewhere]) await visit(one, app, users.ann)
    await page.goto(`${app.url}/logout-sso?all_sessions=true`)
    expect(page.url()).toBe(`${app.url}/context`)
    await elsewhere.goto(`${app.url}/logout`)
    await elsewhere.goto(`${app.url}/protected`)
    expect(await isForm(elsewhere)).toBe(true)
  })

  it('shows an error, and signs nobody out, when the tenant does not know where to return to', async ({
    emulator,
    startApp,
    open,
  }) => {
    const tenant = tenantOf(emulator)
    const app = await startApp(tenant)
    await enableSso(tenant)
    const page = await (await open()).newPage()
    await visit(page, app, users.ann)
    await page.goto(`${app.url}/logout-sso`)
    expect(await page.textContent('body')).toContain('redirect_uri is not registered for logout.')
    expect(await visit(page, app)).toBe(users.ann.profileId)
  })
})

describe.skipIf(skipped)('a hidden frame of an application on another port', () => {
  it('gets the code of whoever is signed in by message, thanks to a cookie of this tenant alone', async ({
    emulator,
    startApp,
    open,
  }) => {
    const tenant = tenantOf(emulator)
    const app = await startApp(tenant)
    await manage(tenant, 'PUT', '/config/redirect_uris', {
      redirectUris: [app.redirectUri, app.url],
    })
    const page = await (await open()).newPage()
    const silent = async () => {
      await page.goto(`${app.url}/context`)
      return page.evaluate(
        (src) =>
          new Promise((resolve) => {
            addEventListener('message', ({ data, origin }) => resolve({ ...data, origin }))
            const frame = document.createElement('iframe')
            frame.src = src
            document.body.append(frame)
          }),
        authorizationUrl(tenant, {
          redirect_uri: app.url,
          response_mode: 'web_message',
          prompt: 'none',
        }),
      )
    }
    const always = {
      type: 'authorization_response',
      state: 'the state',
      origin: new URL(tenant.oAuthServerUrl).origin,
    }
    expect(await silent()).toEqual({
      ...always,
      error: 'access_denied',
      error_description: 'User not signed in',
    })
    await visit(page, app, users.ann)
    expect(await silent()).toEqual({ ...always, code: expect.any(String) })
    const cookiesFor = async (url: string) =>
      (await page.context().cookies(url)).filter(({ name }) => name === 'appid_emulator_sso')
    expect(await cookiesFor(`${tenant.oAuthServerUrl}/authorization`)).toMatchObject([
      { httpOnly: true, sameSite: 'Lax', secure: false, expires: -1 },
    ])
    expect(await cookiesFor(`${emulator.url}/oauth/v4/${testing.tenantId}/authorization`)).toEqual(
      [],
    )
    expect(await cookiesFor(tenant.managementUrl)).toEqual([])
    await page.goto(`${app.url}/logout-sso`)
    expect(await silent()).toMatchObject({ error: 'access_denied' })
  })
})
