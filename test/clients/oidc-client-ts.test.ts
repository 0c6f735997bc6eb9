/**
 * oidc-client-ts as a public client, which App ID refuses: its clients have a secret, or authenticate as IBM's JavaScript SDK
 * does. Whoever uses it must find that out here, not in production.
 */
import { describe, expect } from 'vitest'
import { it } from '../support/apps.ts'
import { skipped } from '../support/browser.ts'
import { tenantOf } from '../support/emulator.ts'

/** Signs in at the first visit, and shows how it ended at the second. */
const script = (authority: string, client_id: string) => `
const redirect_uri = location.origin + '/callback'
const settings = ${JSON.stringify({ authority, client_id })}
const manager = new oidc.UserManager({ ...settings, redirect_uri, scope: 'openid' })
const show = (text) => document.body.append(Object.assign(document.createElement('pre'), { textContent: text }))
if (location.pathname === '/') manager.signinRedirect()
else manager.signinCallback().then(
  (user) => show(JSON.stringify({ signedIn: user.profile.sub })),
  ({ error, error_description }) => show(JSON.stringify({ error, error_description })),
)`

describe.skipIf(skipped)('oidc-client-ts', () => {
  it('gets a code as a public client with PKCE, but no tokens for it', async ({
    emulator,
    singlePageApp,
    visit,
  }) => {
    const tenant = tenantOf(emulator)
    const library = 'oidc-client-ts/dist/browser/oidc-client-ts.min.js'
    const app = await singlePageApp(tenant, library, (clientId) => script(tenant.issuer, clientId))
    const page = await visit(emulator, {
      to: app.url,
      application: app.url,
      expected: /status of 401/,
    })
    await page.getByRole('button', { name: /Ann Archer/ }).click()
    await page.waitForURL(`${app.url}/callback?code=**`)
    expect(JSON.parse((await page.locator('pre').textContent()) ?? '')).toEqual({
      error: 'invalid_client',
      error_description: 'missing credentials in request',
    })
  })
})
