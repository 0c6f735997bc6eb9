import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { it, settled, skipped, tooWide } from '../support/browser.ts'
import { demo, manage, requestToken, tenantOf } from '../support/emulator.ts'
import { authorize } from '../support/sign-in.ts'

const add = (page: Page) => page.getByRole('button', { name: 'Add Application' })
const rowOf = (page: Page, name: string) => page.getByRole('listitem').filter({ hasText: name })
const view = (page: Page, name: string) => page.getByRole('link', { name, exact: true }).click()

describe.skipIf(skipped)('the view Applications', () => {
  it('registers an application by keyboard alone, after an error of the API', async ({
    emulator,
    visit,
  }) => {
    const page = await visit(emulator, { expected: /status of 400/ })
    await add(page).waitFor()
    const focused = () => page.evaluate<string>('document.activeElement.textContent')
    for (let tabs = 0; (await focused()) !== 'Add Application' && tabs < 30; tabs += 1)
      await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    const name = page.getByRole('textbox', { name: 'Name' })
    await name.waitFor()
    await page.keyboard.type('x'.repeat(51))
    await page.keyboard.press('Enter')
    await page.getByText('must be 1 to 50 characters').waitFor()
    // The focus is in the field again, at its end.
    await page.keyboard.press('Backspace')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.type('read write')
    await page.keyboard.press('Enter')
    await page.getByText(`${'x'.repeat(50)} is registered.`).waitFor()
    const { body } = await manage(tenantOf(emulator), 'GET', '/applications')
    const [application] = body.applications.filter((one: { name: string }) => one.name[0] === 'x')
    const { body: scopes } = await manage(
      tenantOf(emulator),
      'GET',
      `/applications/${application.clientId}/scopes`,
    )
    expect([application.name, scopes]).toEqual(['x'.repeat(50), { scopes: ['read', 'write'] }])
    // The focus is on the new row, which Enter opens.
    await rowOf(page, 'x'.repeat(50)).locator('summary:focus').waitFor()
    await page.keyboard.press('Enter')
    await rowOf(page, 'xxx').getByRole('button', { name: 'Get a token' }).waitFor()
  })

  it('leads from an application to its token, to the journal, and to the end of its key', async ({
    emulator,
    visit,
  }) => {
    const page = await visit(emulator)
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await add(page).click()
    await page.getByRole('textbox', { name: 'Name' }).fill('my <b>app</b>')
    await page.getByRole('button', { name: 'Save' }).click()
    const row = rowOf(page, 'my <b>app</b>')
    await row.locator('summary').first().click()
    const { body } = await manage(tenantOf(emulator), 'GET', '/applications')
    const registered = body.applications.at(-1)
    await row.getByRole('button', { name: 'Copy clientId' }).click()
    await expect
      .poll(() => page.evaluate('navigator.clipboard.readText()'))
      .toBe(registered.clientId)
    const shown = (await row.locator('.json code').allTextContents()).join('\n')
    expect(JSON.parse(shown)).toEqual(registered)

    await row.getByRole('button', { name: 'Get a token' }).click()
    await row.getByText('Verifies.', { exact: false }).waitFor()
    await view(page, 'Requests')
    const requests = page.getByRole('table', { name: 'Requests, newest first' })
    // The names of the applications come in an answer of their own.
    await requests.getByText('my <b>app</b>').waitFor()
    const cells = await requests.locator('tbody tr').first().locator('td').allTextContents()
    expect([cells[2], cells[3]]).toEqual(['my <b>app</b>', '200'])
    // Of what was asked besides, only what the test itself has asked for is there.
    expect(await requests.locator('tbody td:nth-child(2)').allTextContents()).toEqual([
      'oauth-server.token',
      'mgmt.listApplications',
    ])

    await view(page, 'Rehearse')
    await page.getByRole('button', { name: 'Rotate, remove the old keys' }).click()
    await page.getByText('signs from now on.', { exact: false }).waitFor()
    await view(page, 'Applications')
    await row.getByText('Does not verify', { exact: false }).waitFor()
  })

  it('copies where the browser has no clipboard API', async ({ emulator, visit }) => {
    const page = await visit(emulator)
    await page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    const row = rowOf(page, 'Application A')
    await row.locator('summary').first().click()
    await row.getByRole('button', { name: 'Copy secret' }).click()
    await add(page).click()
    const name = page.getByRole('textbox', { name: 'Name' })
    await name.focus()
    await page.keyboard.press('Control+V')
    // The browser pastes after it has handled the key.
    await expect.poll(() => name.inputValue()).toBe(demo.a.secret)
  })

  it('renames an application, and asks before it deletes one', async ({ emulator, visit }) => {
    const page = await visit(emulator)
    const row = rowOf(page, 'Application B')
    await row.locator('summary').first().click()
    await row.getByRole('button', { name: 'Rename' }).click()
    await page.getByRole('textbox', { name: 'Name' }).fill('C')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('The new name is C.').waitFor()
    const remove = page.getByRole('listitem').filter({ hasText: demo.b.clientId })
    await remove.getByRole('button', { name: 'Delete' }).click()
    const dialog = page.getByRole('dialog', { name: 'Delete C?' })
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await remove.getByRole('button', { name: 'Delete' }).click()
    await dialog.getByRole('button', { name: 'Delete' }).click()
    await page.getByText('C is deleted.').waitFor()
    expect(emulator.defaultTenant.applications.map(({ name }) => name)).toEqual(['Application A'])
  })
})

describe.skipIf(skipped)('the view Requests', () => {
  it('shows at most 200 requests, opens one, and clears', async ({ emulator, visit }) => {
    const tenant = tenantOf(emulator)
    for (let count = 0; count < 205; count += 1)
      await requestToken(tenant, count === 204 ? { ...demo.a, secret: 'wrong' } : demo.a)
    const page = await visit(emulator, { to: '/#/requests', width: 360 })
    await page.getByText('205 requests. The newest 200 are shown, 5 are not.').waitFor()
    const rows = page.locator('.journal tbody tr')
    expect(await rows.count()).toBe(200)
    await rows.first().getByRole('button').click()
    expect(await page.locator('.journal .whole').textContent()).toContain('wrong secret for')
    await settled(page)
    expect(await tooWide(page)).toEqual([])
    const status = page.getByRole('textbox', { name: 'Status' })
    await status.fill('4xx')
    await page.getByText('A status has three digits, such as 401.').waitFor()
    expect(await status.getAttribute('aria-invalid')).toBe('true')
    await status.fill('401')
    expect(await status.getAttribute('aria-invalid')).toBe('false')
    await page.getByText('1 request.', { exact: true }).waitFor()
    await requestToken(tenant, { ...demo.a, secret: 'wrong' })
    await page.getByText('2 requests.', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Clear all' }).click()
    await page.getByText('0 requests.', { exact: true }).waitFor()
    expect((await emulator.requests.count()).count).toBe(0)
  })
})

describe.skipIf(skipped)('a long reason in the view Requests', () => {
  it.for([1280, 700])(
    'leaves room for the other columns at %i px',
    async (width, { emulator, visit }) => {
      const tenant = tenantOf(emulator)
      const redirect = `https://app.example.com/${'a/long/path/'.repeat(12)}`
      await requestToken(tenant)
      await authorize(tenant, { redirect_uri: redirect })
      const page = await visit(emulator, { to: '/#/requests', width })
      const row = page.locator('.journal tbody tr').first()
      await row.getByText('is not registered', { exact: false }).waitFor()
      // The names of the applications come in an answer of their own.
      await page.locator('.journal').getByText('Application A').first().waitFor()
      await settled(page)
      const lines = await page.locator('.journal').evaluate((table) =>
        [...table.querySelectorAll('th, td')].map((cell) => {
          const range = cell.ownerDocument.createRange()
          range.selectNodeContents(cell.querySelector('time') ?? cell)
          return [cell.textContent, new Set([...range.getClientRects()].map(({ top }) => top)).size]
        }),
      )
      expect(lines.slice(0, 7)).toEqual([
        ['Time', 1],
        ['Operation', 1],
        ['Client', 1],
        ['Status', 1],
        ['ms', 1],
        ['Refused because', expect.any(Number)],
        ['Fault', 1],
      ])
      const counts = lines.map(([, count]) => Number(count))
      // The date may be above the time of day.
      const times = [7, 14].map((cell) => counts[cell])
      expect(times).toEqual(width === 1280 ? [1, 1] : [2, 2])
      // Status and ms.
      const short = [10, 11, 17, 18].map((cell) => counts[cell])
      expect(short).toEqual([1, 1, 1, 1])
      expect(lines[16]).toEqual(['Application A', 1])
      const operations = [8, 15].map((cell) => Number(counts[cell]))
      expect(Math.max(...operations)).toBeLessThanOrEqual(2)
      expect(await tooWide(page)).toEqual([])
    },
  )

  it('fits a telephone', async ({ emulator, visit }) => {
    const redirect = `https://app.example.com/${'a/long/path/'.repeat(12)}`
    await authorize(tenantOf(emulator), { redirect_uri: redirect })
    const page = await visit(emulator, { to: '/#/requests', width: 360 })
    await page.locator('.journal').getByText('is not registered', { exact: false }).waitFor()
    await settled(page)
    expect(await tooWide(page)).toEqual([])
  })
})

describe.skipIf(skipped)('the view Rehearse', () => {
  it('adds a fault, shows that it struck, and deletes it', async ({ emulator, visit }) => {
    const page = await visit(emulator, { to: '/#/rehearse' })
    await page
      .getByRole('combobox', { name: 'Fault of the token endpoint' })
      .selectOption('429 with Retry-After')
    await page.getByRole('button', { name: 'Add fault' }).click()
    const faults = page.getByRole('table', { name: 'Faults, in the order in which they are tried' })
    await faults.getByText('0 of 1').waitFor()
    expect((await requestToken(tenantOf(emulator))).status).toBe(429)
    expect((await requestToken(tenantOf(emulator))).status).toBe(200)
    await faults.getByText('1 of 1').waitFor()
    await faults.getByRole('button', { name: /^Delete fault 1/ }).click()
    await page.getByText('There are no faults.').waitFor()
    expect((await emulator.defaultTenant.faults.list()).faults).toEqual([])
  })

  it('chooses the first fault of its list at first', async ({ emulator, visit }) => {
    const page = await visit(emulator, { to: '/#/rehearse' })
    const fault = page.getByRole('combobox', { name: 'Fault of the token endpoint' })
    const names = await fault.locator('option').allInnerTexts()
    expect(await fault.inputValue()).toBe(names[0])
    await page.getByRole('button', { name: 'Add fault' }).click()
    await page.getByText('Added: 500.').waitFor()
    expect((await emulator.defaultTenant.faults.list()).faults[0]).toMatchObject({
      operation: 'oauth-server.token',
      effect: { status: 500 },
    })
  })

  it('moves and freezes the clock, and shows the requests that do the same', async ({
    emulator,
    visit,
  }) => {
    const page = await visit(emulator, { to: '/#/rehearse', width: 360 })
    await page.getByRole('button', { name: 'Freeze', exact: true }).click()
    await page.getByText('Frozen at', { exact: false }).first().waitFor()
    await page.getByRole('button', { name: 'One hour on' }).click()
    await page.getByText('It is now', { exact: false }).waitFor()
    const { frozen, offset } = await emulator.defaultTenant.clock.get()
    expect([frozen, Math.round(offset / 3600)]).toEqual([true, 1])
    await page.getByText('The clock over HTTP').click()
    const url = `${emulator.url}/_appid/tenants/${demo.tenantId}/clock`
    await page.getByText(`curl -s -X POST ${url}/advance`, { exact: false }).waitFor()
    expect(await tooWide(page)).toEqual([])
    await settled(page)
  })

  it('asks before it resets the tenant', async ({ emulator, visit }) => {
    await manage(tenantOf(emulator), 'POST', '/applications', { name: 'mine' })
    const page = await visit(emulator, { to: '/#/rehearse' })
    await page.getByRole('button', { name: 'Reset the tenant…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Reset demo?' })
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    expect(emulator.defaultTenant.applications).toHaveLength(3)
    await page.getByRole('button', { name: 'Reset the tenant…' }).click()
    await dialog.getByRole('button', { name: 'Reset' }).click()
    await page.getByText('demo is reset.').waitFor()
    expect(emulator.defaultTenant.applications).toHaveLength(2)
  })
})
