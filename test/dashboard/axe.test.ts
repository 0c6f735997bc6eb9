import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { it, settled, skipped, tooWide, violations } from '../support/browser.ts'
import { demo, manage, requestToken, tenantOf, users } from '../support/emulator.ts'

const token = '/Authorization%20Server%20-%20Authorization%20Server%20V4/oauth-server.token'

/** What axe finds in light and in dark, which differ only in colours. */
async function inBoth(page: Page): Promise<string[]> {
  const inLight = await violations(page)
  await page.emulateMedia({ colorScheme: 'dark' })
  return [...inLight, ...(await violations(page, ['color-contrast']))]
}

describe.skipIf(skipped)('in light and in dark, axe finds nothing wrong', () => {
  const views = ['applications', 'users', 'mails', 'requests', 'rehearse']
  it.for([...views.map((view) => `/#/${view}`), `/swagger-ui/#${token}`])(
    'with %s',
    async (to, { emulator, visit }) => {
      await requestToken(tenantOf(emulator))
      await requestToken(tenantOf(emulator), { ...demo.a, secret: 'wrong' })
      await emulator.faults.add({ effect: { status: 503 } })
      const page = await visit(emulator, { to })
      await page.getByRole('heading', { level: 2 }).first().waitFor()
      await settled(page)
      expect(await inBoth(page)).toEqual([])
    },
  )

  it('with a user and a mail open, on 360 px', async ({ emulator, visit }) => {
    const user = users.ed.email
    await manage(tenantOf(emulator), 'POST', '/cloud_directory/forgot_password', { user })
    const page = await visit(emulator, { to: '/#/users', width: 360 })
    const row = page.getByRole('listitem').filter({ hasText: user })
    await row.locator('summary').first().click()
    await row.getByRole('button', { name: 'Sign in', exact: true }).click()
    await expect.poll(() => row.getByText('Verifies.').count()).toBe(2)
    await settled(page)
    expect(await tooWide(page)).toEqual([])
    expect(await inBoth(page)).toEqual([])
    for (const name of ['Delete', 'Add user']) {
      await page.getByRole('button', { name, exact: true }).click()
      await page.getByRole('dialog').waitFor()
      await settled(page)
      expect(await tooWide(page)).toEqual([])
      expect(await inBoth(page)).toEqual([])
      await page.keyboard.press('Escape')
    }
    await page.getByRole('link', { name: 'Mails' }).click()
    await page.getByText('1 mail.', { exact: true }).waitFor()
    await page.getByRole('listitem').locator('summary').first().click()
    await page.frameLocator('iframe').getByText('Choose a new password').waitFor()
    await settled(page)
    expect(await tooWide(page)).toEqual([])
    expect(await inBoth(page)).toEqual([])
  })

  it('when there is nothing to show', async ({ start, visit }) => {
    const options = { strictIam: true, seed: { version: 1, iam: { apiKeys: ['x'] }, tenants: {} } }
    const tenantIds = ['11111111-1111-4111-8111-111111111111']
    const asking = await visit(await start({ ...options, tenantIds } as const), {
      expected: /status of 400/,
    })
    await asking.getByLabel('API key').waitFor()
    await settled(asking)
    expect(await inBoth(asking)).toEqual([])
    const empty = await visit(await start({ seed: false }))
    await empty.getByText('There is no tenant.', { exact: false }).waitFor()
    await settled(empty)
    expect(await inBoth(empty)).toEqual([])
  })

  it('with 200 applications and everything open, on 360 px', async ({ start, visit }) => {
    const applications = Array.from({ length: 200 }, (_, index) => ({
      name: index % 2 === 0 ? 'W'.repeat(50) : `<img src=x onerror=alert(${index})>`,
    }))
    const tenants = { [demo.tenantId]: { applications } }
    const emulator = await start({ seed: { version: 1, tenants } })
    const page = await visit(emulator, { width: 360 })
    const row = page.getByRole('listitem').first()
    await row.locator('summary').first().click()
    for (const name of ['.env', 'VCAP_SERVICES', 'curl for a token'])
      await row.locator('summary', { hasText: name }).last().click()
    await row.getByRole('button', { name: 'Get a token' }).click()
    await row.getByText('Verifies.', { exact: false }).waitFor()
    await settled(page)
    expect(await page.locator('main img').count()).toBe(0)
    expect(await tooWide(page)).toEqual([])
    expect(await inBoth(page)).toEqual([])
    await emulator.faults.add({
      id: 'W'.repeat(50),
      effect: { error: 'W'.repeat(50), status: 400 },
    })
    for (const view of ['requests', 'rehearse']) {
      await page.evaluate(`location.hash = '#/${view}'`)
      await page.getByRole('heading', { level: 2, name: new RegExp(view, 'i') }).waitFor()
      await settled(page)
      expect(await tooWide(page)).toEqual([])
      expect(await inBoth(page)).toEqual([])
    }
  })
})
