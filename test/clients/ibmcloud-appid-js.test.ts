/** IBM's JavaScript SDK, as it is on npm, in a single-page application in a real browser. */
import { describe, expect } from 'vitest'
import { it } from '../support/apps.ts'
import { skipped, typeInto } from '../support/browser.ts'
import { tenantOf, users } from '../support/emulator.ts'
import { atPopup, call, resultOf } from '../support/single-page-app.ts'

const { ann } = users

describe.skipIf(skipped)('ibmcloud-appid-js', () => {
  it('signs a user in at a popup, with PKCE and a nonce, and gets the user info', async ({
    emulator,
    singlePageApp,
    visit,
  }) => {
    const tenant = tenantOf(emulator)
    const app = await singlePageApp(tenant)
    const page = await visit(emulator, { to: app.url, application: app.url })
    const tokens = await resultOf(atPopup(page, 'signin', (popup) => typeInto(popup, ann)))
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

  it('signs a user in by one click, and closes the popup', async ({ emulator, singlePage }) => {
    const page = await singlePage(emulator)
    const tokens = await resultOf(
      atPopup(page, 'signin', (popup) => popup.getByRole('button', { name: /Ed Editor/ }).click()),
    )
    expect(tokens.idTokenPayload.sub).toBe(users.ed.profileId)
    await expect.poll(() => page.context().pages()).toEqual([page])
  })

  it('lets a user try again after a wrong password', async ({ emulator, singlePage }) => {
    const page = await singlePage(emulator)
    const tokens = await resultOf(
      atPopup(page, 'signin', async (popup) => {
        await typeInto(popup, { ...ann, password: 'wrong' })
        await popup
          .getByText('The email or password that you entered is incorrect.', { exact: false })
          .waitFor()
        await typeInto(popup, ann)
      }),
    )
    expect(tokens.idTokenPayload.sub).toBe(ann.profileId)
  })

  it('tells the application that the user cancelled', async ({ emulator, singlePage }) => {
    const page = await singlePage(emulator)
    const outcome = await atPopup(page, 'signin', (popup) =>
      popup.getByRole('button', { name: 'Cancel' }).click(),
    )
    expect(outcome).toMatchObject({ failure: { error: 'access_denied' } })
  })

  it('says that nobody is signed in, when it signs in silently', async ({
    emulator,
    singlePage,
  }) => {
    const page = await singlePage(emulator)
    expect(await call(page, 'silentSignin')).toMatchObject({
      failure: { error: 'access_denied', description: 'User not signed in' },
    })
  })
})
