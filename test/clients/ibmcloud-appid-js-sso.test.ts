/** IBM's JavaScript SDK under single sign-on, in a real browser. */
import { describe, expect } from 'vitest'
import { it } from '../support/apps.ts'
import { skipped, typeInto } from '../support/browser.ts'
import { tenantOf, users } from '../support/emulator.ts'
import { atPopup, call, resultOf } from '../support/single-page-app.ts'
import { enableSso } from '../support/sso.ts'

const { ann } = users

describe.skipIf(skipped)('ibmcloud-appid-js under single sign-on', () => {
  it('signs in silently, and at a popup without a page, whoever is signed in', async ({
    emulator,
    singlePageApp,
    visit,
  }) => {
    const tenant = tenantOf(emulator)
    await enableSso(tenant)
    const app = await singlePageApp(tenant)
    const page = await visit(emulator, { to: app.url, application: app.url })
    expect(await call(page, 'silentSignin')).toMatchObject({
      failure: { error: 'access_denied', description: 'User not signed in' },
    })
    const first = await resultOf(atPopup(page, 'signin', (popup) => typeInto(popup, ann)))
    await page.reload()
    for (const tokens of [
      await resultOf(call(page, 'silentSignin')),
      await resultOf(atPopup(page, 'signin', async () => undefined)),
    ]) {
      expect(tokens.idTokenPayload).toMatchObject({
        sub: ann.profileId,
        email: 'ann@example.com',
        amr: ['cloud_directory'],
      })
      expect(tokens.idTokenPayload.nonce).not.toBe(first.idTokenPayload.nonce)
    }
  })
})
