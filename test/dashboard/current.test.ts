import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { it, settled, skipped } from '../support/browser.ts'
import { demo, manage, tenantOf } from '../support/emulator.ts'
import { freePort } from '../support/free-port.ts'

/** What requests wait for until the test lets them go on. */
function gate() {
  let release = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  return { released, release }
}

const tenantIn = (page: Page) => page.getByRole('combobox', { name: 'Tenant' })
const seed = {
  version: 1,
  iam: { apiKeys: ['the-right-key'] },
  tenants: { [demo.tenantId]: { name: 'demo', applications: [{ ...demo.a, name: 'A' }] } },
} as const

describe.skipIf(skipped)('an open page', () => {
  it('gets another token of IAM when its own has expired', async ({ start, visit }) => {
    let now = Date.now()
    const emulator = await start({ strictIam: true, seed, now: () => now })
    const page = await visit(emulator, { expected: /status of 40[01]/ })
    await page.getByLabel('API key').fill('the-right-key')
    await page.keyboard.press('Enter')
    const row = page.getByRole('listitem').first()
    await row.waitFor()
    now += 2 * 60 * 60 * 1000
    const refused = page.waitForResponse((response) => response.status() === 401)
    await row.locator('summary').first().click()
    await refused
    await row.getByRole('button', { name: 'Copy secret' }).waitFor()
    await row.getByRole('button', { name: 'Save scopes' }).click()
    await row.getByText('The scopes are saved.').waitFor()
    expect((await page.locator('.problem').allTextContents()).join('')).toBe('')
  })

  it('says that IAM no longer knows its API key', async ({ start, visit }) => {
    let now = Date.now()
    const emulator = await start({ strictIam: true, now: () => now })
    const page = await visit(emulator, { expected: /status of 40[01]/ })
    const row = page.getByRole('listitem').first()
    await row.waitFor()
    now += 2 * 60 * 60 * 1000
    await page.route('**/identity/token', (route) =>
      route.fulfill({
        status: 400,
        json: { errorMessage: 'Provided API key could not be found.' },
      }),
    )
    await row.locator('summary').first().click()
    await row.getByText('Provided API key could not be found.').first().waitFor()
  })

  it('says within seconds that a token no longer verifies', async ({ emulator, visit }) => {
    const page = await visit(emulator)
    const row = page.getByRole('listitem').first()
    await row.locator('summary').first().click()
    await row.getByRole('button', { name: 'Get a token' }).click()
    const verification = row.getByRole('status', { name: 'Verification' })
    await expect.poll(() => verification.textContent()).toBe('Verifies.')
    await emulator.defaultTenant.keys.rotate({ keepOld: false })
    await expect
      .poll(() => verification.textContent())
      .toMatch(/^Does not verify: the key set has no key /)
  })

  it('shows what takes longer to load than the time between two looks', async ({
    emulator,
    visit,
  }) => {
    const page = await visit(emulator, { to: '/#/rehearse/unknown' })
    const { released, release } = gate()
    let asked = 0
    await page.route('**/keys', (route) => {
      asked += 1
      return released.then(() => route.continue())
    })
    await page.evaluate(`location.hash = '#/rehearse/${demo.tenantId}'`)
    // The clock has been looked at again: it is time to look at the keys, too.
    for (const _ of [1, 2, 3]) await page.waitForResponse('**/clock')
    expect(asked).toBe(1)
    release()
    await page.getByRole('list', { name: 'Signing keys' }).getByText('signs').waitFor()
  })

  it('loads the list once when somebody comes back to it', async ({ emulator, visit }) => {
    const page = await visit(emulator)
    const row = page.getByRole('listitem').first()
    await row.locator('summary').first().click()
    await row.getByRole('button', { name: 'Save scopes' }).waitFor()
    await settled(page)
    await manage(emulator.defaultTenant, 'POST', '/applications', { name: 'meanwhile' })
    const asked: string[] = []
    page.on('request', (request) => {
      if (request.url().includes('/management/')) asked.push(request.url())
    })
    await page.evaluate(`
      document.dispatchEvent(new Event('visibilitychange'))
      setTimeout(() => window.dispatchEvent(new Event('focus')), 50)`)
    await page.getByRole('listitem').filter({ hasText: 'meanwhile' }).waitFor()
    await settled(page)
    expect(asked).toEqual([`${emulator.defaultTenant.managementUrl}/applications`])
  })

  it('shows tenants that come and go', async ({ emulator, visit }) => {
    // Until it knows that the tenant is gone, the view may ask for its clock, keys and faults.
    const page = await visit(emulator, { expected: /status of 404/ })
    await tenantIn(page).waitFor()
    const { tenantId } = await emulator.createTenant({ from: 'demo' })
    await expect.poll(() => tenantIn(page).locator('option').count()).toBe(3)
    for (const view of ['applications', 'requests', 'rehearse']) {
      await page.evaluate(`location.hash = '#/${view}/${tenantId}'`)
      await expect.poll(() => tenantIn(page).inputValue()).toBe(tenantId)
    }
    await page.getByRole('heading', { level: 2, name: /Rehearse/ }).waitFor()
    await tenantOf(emulator, tenantId).delete()
    await page.getByText(`There is no tenant ${tenantId} here. Choose another.`).waitFor()
    await tenantIn(page).selectOption(demo.tenantId)
    await page.getByRole('heading', { level: 2, name: 'Rehearse demo' }).waitFor()
    expect(await tenantIn(page).locator('option').count()).toBe(2)
  })

  it('shows a tenant of another URL at once, and no other in its place', async ({
    emulator,
    visit,
  }) => {
    const page = await visit(emulator, { to: '/#/rehearse/unknown' })
    await page.getByText('There is no tenant unknown here. Choose another.').waitFor()
    expect(await page.getByRole('heading', { level: 2 }).count()).toBe(0)
    // Nothing else would tell the page that there is another tenant.
    await page.route('**/_appid/health', () => undefined)
    const { tenantId } = await emulator.createTenant({ from: 'demo' })
    await page.evaluate(`location.hash = '#/rehearse/${tenantId}'`)
    await page.getByRole('heading', { level: 2, name: /Rehearse/ }).waitFor()
    expect(await tenantIn(page).inputValue()).toBe(tenantId)
  })

  it('says when the emulator accepts requests but does not respond', async ({
    emulator,
    visit,
  }) => {
    const page = await visit(emulator)
    await page.route('**/_appid/health', () => undefined)
    await page.getByText('The emulator does not respond. Is it still running?').waitFor()
    await page.unroute('**/_appid/health')
    await expect.poll(() => page.locator('main > .problem').textContent()).toBe('')
  })

  it('notices a restart between two looks, and takes the API key to the new run', async ({
    start,
    visit,
  }) => {
    const port = Number(await freePort())
    const first = await start({ port, strictIam: true, seed })
    const page = await visit(first, { expected: /status of 40[01]/ })
    await page.getByLabel('API key').fill('the-right-key')
    await page.keyboard.press('Enter')
    await page.getByRole('listitem').first().waitFor()
    const { released, release } = gate()
    await page.waitForResponse('**/_appid/health')
    await page.route('**/_appid/health', (route) => released.then(() => route.continue()))
    await first.close()
    const tenants = { [demo.tenantId]: { name: 'other', applications: [{ name: 'B' }] } }
    await start({ port, strictIam: true, seed: { ...seed, tenants } })
    release()
    await expect
      .poll(() => tenantIn(page).locator('option').allTextContents())
      .toEqual([`other (${demo.tenantId})`])
    await page.getByRole('listitem').filter({ hasText: 'B' }).waitFor()
    expect(await page.getByLabel('API key').count()).toBe(0)
  })
})
