/** IBM's JavaScript SDK, as it is on npm, in a single-page application in a real browser. */
import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import type { Tenant } from '../../src/index.ts'
import { it as base, skipped } from '../support/browser.ts'
import { manage, tenantOf, users } from '../support/emulator.ts'
import { call, resultOf, type SinglePageApp, startAppWithSdk } from '../support/single-page-app.ts'

interface Words {
  /** Registers a single-page application in the tenant, and serves it. */
  readonly startApp: (tenant: Tenant) => Promise<SinglePageApp & { readonly clientId: string }>
}

const it = base.extend<Words>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest wants the pattern
  startApp: async ({}, use) => {
    const running: SinglePageApp[] = []
    await use(async (tenant) => {
      const registration = { name: 'browser', type: 'singlepageapp' }
      const { body } = await manage(tenant, 'POST', '/applications', registration)
      const app = await startAppWithSdk(tenant, body.clientId)
      running.push(app)
      await manage(tenant, 'PUT', '/config/redirect_uris', { redirectUris: [app.url] })
      return { ...app, clientId: body.clientId }
    })
    for (const app of running) app.close()
  },
})

const { ann } = users

/** Calls `signin`, and acts in the popup that it opens. */
async function signInAtPopup(page: Page, act: (popup: Page) => Promise<void>) {
  const acted = page.waitForEvent('popup').then((popup) =>
    act(popup).catch((error) => {
      // The SDK closes the popup once it has the answer, which may be before the last click has ended.
      if (!popup.isClosed()) throw error
    }),
  )
  const [outcome] = await Promise.all([call(page, 'signin'), acted])
  return outcome
}

async function type(popup: Page, password: string = ann.password) {
  await popup.locator('#cd_form [name=email]').fill(ann.email)
  await popup.locator('#cd_form [name=password]').fill(password)
  await popup.locator('#cd_form [name=password]').press('Enter')
}

describe.skipIf(skipped)('ibmcloud-appid-js', () => {
  it('signs a user in at a popup, with PKCE and a nonce, and gets the user info', async ({
    emulator,
    startApp,
    visit,
  }) => {
    const tenant = tenantOf(emulator)
    const app = await startApp(tenant)
    const page = await visit(emulator, { to: app.url, application: app.url })
    const tokens = await resultOf(signInAtPopup(page, type))
    const { exp, iat, nonce, ...claims } = tokens.idTokenPayload
    expect(claims).toEqual({
      iss: tenant.issuer,
      aud: [app.clientId],
      tenant: tenant.tenantId,
      email: 'ann@example.com',
      name: 'Ann Archer',
      sub: ann.profileId,
      email_verified: true,
      given_name: 'Ann',
      family_name: 'Archer',
      identities: [{ provider: 'cloud_directory', id: ann.id }],
      amr: ['cloud_directory'],
    })
    // The SDK sends ten bytes in hexadecimal digits, and compares them.
    expect(nonce).toMatch(/^[\da-f]{20}$/)
    expect(Number(exp) - Number(iat)).toBe(3600)
    expect(tokens.accessTokenPayload.scope).toBe(
      'openid appid_default appid_readuserattr appid_readprofile appid_writeuserattr appid_authenticated',
    )
    const info = call<Record<string, unknown>>(page, 'getUserInfo', tokens.accessToken)
    expect(await resultOf(info)).toMatchObject({
      sub: ann.profileId,
      name: 'Ann Archer',
      email: 'ann@example.com',
      given_name: 'Ann',
      family_name: 'Archer',
      identities: [{ provider: 'cloud_directory', id: ann.id }],
    })
  })

  it('signs a user in by one click, and closes the popup', async ({
    emulator,
    startApp,
    visit,
  }) => {
    const app = await startApp(tenantOf(emulator))
    const page = await visit(emulator, { to: app.url, application: app.url })
    const tokens = await resultOf(
      signInAtPopup(page, (popup) => popup.getByRole('button', { name: /Ed Editor/ }).click()),
    )
    expect(tokens.idTokenPayload.sub).toBe(users.ed.profileId)
    await expect.poll(() => page.context().pages()).toEqual([page])
  })

  it('lets a user try again after a wrong password', async ({ emulator, startApp, visit }) => {
    const app = await startApp(tenantOf(emulator))
    const page = await visit(emulator, { to: app.url, application: app.url })
    const tokens = await resultOf(
      signInAtPopup(page, async (popup) => {
        await type(popup, 'wrong')
        await popup
          .getByText('The email or password that you entered is incorrect.', { exact: false })
          .waitFor()
        await type(popup)
      }),
    )
    expect(tokens.idTokenPayload.sub).toBe(ann.profileId)
  })

  it('tells the application that the user cancelled', async ({ emulator, startApp, visit }) => {
    const app = await startApp(tenantOf(emulator))
    const page = await visit(emulator, { to: app.url, application: app.url })
    const outcome = await signInAtPopup(page, (popup) =>
      popup.getByRole('button', { name: 'Cancel' }).click(),
    )
    expect(outcome).toMatchObject({ failure: { error: 'access_denied' } })
  })

  it('says that nobody is signed in, when it signs in silently', async ({
    emulator,
    startApp,
    visit,
  }) => {
    const app = await startApp(tenantOf(emulator))
    const page = await visit(emulator, { to: app.url, application: app.url })
    expect(await call(page, 'silentSignin')).toMatchObject({
      failure: { error: 'access_denied', description: 'User not signed in' },
    })
  })
})
