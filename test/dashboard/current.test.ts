import { describe, expect } from 'vitest'
import { it, skipped } from '../support/browser.ts'
import { demo } from '../support/emulator.ts'

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
})
