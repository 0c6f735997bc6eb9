import { describe, expect } from 'vitest'
import { it, skipped } from '../support/browser.ts'
import { manage, requestToken, tenantOf, users } from '../support/emulator.ts'

const now = 1_800_000_000
const time = '2027-01-15T08:00:00.000Z'
const shape = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

// A browser elsewhere, and in another language, shows the same.
describe.skipIf(skipped)('the page shows times as the APIs write them', () => {
  it('of mails by the tenant’s clock, and of requests by the emulator’s', async ({
    emulator,
    visit,
  }) => {
    const tenant = tenantOf(emulator)
    await tenant.clock.set({ now, frozen: true })
    await manage(tenant, 'POST', '/cloud_directory/forgot_password', { user: users.ann.email })
    const page = await visit(emulator, { to: '/#/mails' })
    await page.getByText("The times are those of the tenant's clock.", { exact: false }).waitFor()
    const mail = page.locator('.mails time')
    await mail.waitFor()
    expect([await mail.innerText(), await mail.getAttribute('datetime')]).toEqual([time, time])
    await page.getByRole('link', { name: 'Requests' }).click()
    await page.getByText("The times are those of the emulator's clock.", { exact: false }).waitFor()
    const { at } = (await emulator.requests.list()).requests[0] ?? {}
    expect(at).toMatch(shape)
    expect(at).not.toBe(time)
    expect(await page.locator('.journal time').allInnerTexts()).toEqual([at])
  })

  it('of the clock', async ({ emulator, visit }) => {
    await emulator.defaultTenant.clock.set({ now, frozen: true })
    const page = await visit(emulator, { to: '/#/rehearse' })
    await page.locator('time', { hasText: time }).waitFor()
    await page.getByRole('button', { name: 'One hour on' }).click()
    await page.getByText('It is now 2027-01-15T09:00:00.000Z.').waitFor()
  })

  it('of a token, also one that no date can express', async ({ emulator, visit }) => {
    const tenant = tenantOf(emulator)
    await tenant.clock.set({ now, frozen: true })
    const page = await visit(emulator)
    const row = page.getByRole('listitem').first()
    await row.locator('summary').first().click()
    await row.getByRole('button', { name: 'Get a token' }).click()
    await row.getByText(`When it was issued. ${time}`).waitFor()
    await row.getByText('When it expires. 2027-01-15T09:00:00.000Z').waitFor()
    const checked = row.getByText('Checked against the key set at', { exact: false })
    const text = await checked.innerText()
    expect(text).toMatch(/^Checked against the key set at (\S+), by the clock of this computer\.$/)
    expect(text.split(/[ ,]+/)[6]).toMatch(shape)
    const { body } = await requestToken(tenant)
    const [header, , signature] = `${body.access_token}`.split('.')
    const claims = Buffer.from(JSON.stringify({ exp: 1e20 })).toString('base64url')
    await page.route('**/token', (route) =>
      route.fulfill({ json: { access_token: `${header}.${claims}.${signature}` } }),
    )
    await row.getByRole('button', { name: 'Get a token' }).click()
    await row.getByText('When it expires.', { exact: true }).waitFor()
  })
})
