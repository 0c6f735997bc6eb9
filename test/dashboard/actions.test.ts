import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { excerpt } from '../../src/excerpt.ts'
import { it, keepMessages, skipped, unchanged } from '../support/browser.ts'
import { demo, manage, requestToken, tenantOf, testing } from '../support/emulator.ts'

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const firstRow = (page: Page) => page.getByRole('listitem').first()

/** Holds the requests of a page whose method and URL match, until they are released. */
async function hold(page: Page, method: string, path: string) {
  const held: (() => Promise<void>)[] = []
  await page.route(`**${path}`, (route) => {
    const go = () => route.continue()
    return route.request().method() === method ? void held.push(go) : go()
  })
  return {
    held,
    first: () => expect.poll(() => held.length).toBe(1),
    release: async () => {
      await unchanged(page)
      await Promise.all(held.map((go) => go()))
    },
  }
}

/** Buttons by their views: what they ask, and what they say in the end. */
const buttons = [
  ['rehearse', 'One hour on', 'POST', '/clock/advance', /^It is now/],
  ['rehearse', 'Freeze', 'PUT', '/clock', /^Frozen at/],
  ['rehearse', 'Rotate, keep the old keys', 'POST', '/keys/rotate', /signs from now on/],
  ['rehearse', 'Add fault', 'POST', '/faults', /^Added: 500/],
  [
    'rehearse',
    'Delete all faults of the tenant',
    'DELETE',
    '/faults',
    /^All faults of the tenant are/,
  ],
  ['requests', 'Clear all', 'DELETE', '/requests?*', /^The journal is cleared/],
  ['applications', 'Save scopes', 'PUT', '/scopes', /^The scopes are saved/],
  ['applications', 'Get a token', 'POST', '/token', /^Verifies/],
] as const

describe.skipIf(skipped)('a second click while the first request is under way', () => {
  it.for(buttons)(
    'does nothing: %s, %s',
    async ([view, name, method, path, said], { emulator, visit }) => {
      const page = await visit(emulator, { to: `/#/${view}` })
      if (view === 'applications') await firstRow(page).locator('summary').first().click()
      const { held, first, release } = await hold(page, method, path)
      await button(page, name).click()
      await first()
      await button(page, name).click()
      await release()
      await page.getByRole('status').filter({ hasText: said }).first().waitFor()
      expect(held).toHaveLength(1)
    },
  )

  it('registers one application', async ({ emulator, visit }) => {
    const page = await visit(emulator)
    const { held, first, release } = await hold(page, 'POST', '/applications')
    await button(page, 'Add Application').click()
    await page.getByRole('textbox', { name: 'Name' }).fill('once')
    await page.keyboard.press('Enter')
    await first()
    await button(page, 'Save').click()
    await release()
    await page.getByText('once is registered.').waitFor()
    expect(held).toHaveLength(1)
    expect(emulator.defaultTenant.applications).toHaveLength(3)
  })
})

describe.skipIf(skipped)('an answer that comes after its dialog was closed', () => {
  it('leaves the next Add Application as it is', async ({ emulator, visit }) => {
    const page = await visit(emulator)
    const { first, release } = await hold(page, 'POST', '/applications')
    const name = page.getByRole('textbox', { name: 'Name' })
    await button(page, 'Add Application').click()
    await name.fill('first')
    await page.keyboard.press('Enter')
    await first()
    await page.keyboard.press('Escape')
    await button(page, 'Add Application').click()
    await name.fill('second')
    await release()
    await page.getByText('first is registered.').waitFor()
    await page.unroute('**/applications')
    expect(await name.inputValue()).toBe('second')
    await page.keyboard.press('Enter')
    await page.getByText('second is registered.').waitFor()
  })

  it('leaves another dialog of its application as it is', async ({ emulator, visit }) => {
    const page = await visit(emulator)
    await firstRow(page).locator('summary').first().click()
    const { first, release } = await hold(page, 'PUT', `/applications/${demo.a.clientId}`)
    await button(page, 'Rename').click()
    await page.getByRole('textbox', { name: 'Name' }).fill('renamed')
    await page.keyboard.press('Enter')
    await first()
    await page.keyboard.press('Escape')
    await button(page, 'Delete').click()
    await release()
    await page.getByRole('dialog', { name: 'Delete renamed?' }).waitFor()
  })
})

describe.skipIf(skipped)('a token', () => {
  it('that arrives after one has gone to another tenant and come back is shown', async ({
    emulator,
    visit,
  }) => {
    const page = await visit(emulator, { to: `/#/applications/${demo.tenantId}` })
    await firstRow(page).locator('summary').first().click()
    const { first, release } = await hold(page, 'POST', '/token')
    await button(page, 'Get a token').click()
    await first()
    const tenant = page.getByRole('combobox', { name: 'Tenant' })
    for (const { tenantId, clientId } of [testing, { ...demo, ...demo.a }]) {
      await tenant.selectOption(tenantId)
      await page.waitForURL(`**/${tenantId}`)
      await firstRow(page).filter({ hasText: clientId }).waitFor()
    }
    await release()
    await firstRow(page).getByText('Verifies.', { exact: false }).waitFor()
  })

  it('that is cut off is said to be', async ({ emulator, visit }) => {
    await emulator.defaultTenant.faults.add({ effect: { truncate: 10 } })
    const page = await visit(emulator, { expected: /ERR_CONTENT_LENGTH_MISMATCH/ })
    await firstRow(page).locator('summary').first().click()
    await button(page, 'Get a token').click()
    await firstRow(page)
      .getByText('The answer was cut off. Is the emulator still running?')
      .waitFor()
  })
})

describe.skipIf(skipped)('a request that takes a while', () => {
  it('says that it waits for its answer', async ({ emulator, visit }) => {
    const page = await visit(emulator)
    await firstRow(page).locator('summary').first().click()
    for (const [name, method, path, said] of [
      ['Get a token', 'POST', '/token', 'Verifies.'],
      ['Save scopes', 'PUT', '/scopes', 'The scopes are saved.'],
    ] as const) {
      const { release } = await hold(page, method, path)
      await button(page, name).click()
      const waits = firstRow(page)
        .getByRole('status')
        .filter({ hasText: 'Waiting for the answer…' })
      await waits.waitFor()
      await release()
      await firstRow(page).getByRole('status').filter({ hasText: said }).waitFor()
      expect(await waits.count()).toBe(0)
    }
  })
})

describe.skipIf(skipped)('a role', () => {
  it('that is deleted while it is checked is left out of the next try', async ({
    emulator,
    visit,
  }) => {
    const tenant = emulator.defaultTenant
    const scopes = ['read']
    await manage(tenant, 'PUT', `/applications/${demo.a.clientId}/scopes`, { scopes })
    const access = [{ application_id: demo.a.clientId, scopes }]
    const { body: gone } = await manage(tenant, 'POST', '/roles', { name: 'gone', access })
    await manage(tenant, 'POST', '/roles', { name: 'there', access })
    const page = await visit(emulator, { expected: /status of 40[04]/ })
    const row = firstRow(page)
    await row.locator('summary').first().click()
    for (const name of ['gone', 'there']) await row.getByLabel(name).check()
    await manage(tenant, 'DELETE', `/roles/${gone.id}`)
    await button(page, 'Save roles').click()
    await row.getByText(`there is no role ${gone.id}`, { exact: false }).waitFor()
    await row.getByLabel('gone').waitFor({ state: 'detached' })
    await button(page, 'Save roles').click()
    await row.getByText('The roles are saved.', { exact: false }).waitFor()
    const { body } = await manage(tenant, 'GET', `/applications/${demo.a.clientId}/roles`)
    expect(body.roles.map(({ name }: { name: string }) => name)).toEqual(['there'])
  })
})

describe.skipIf(skipped)('a copy button', () => {
  it('says beside itself whether it has copied', async ({ emulator, visit }) => {
    const page = await visit(emulator)
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await keepMessages(page)
    await page.getByText('Ids and URLs').click()
    await button(page, 'Copy tenantId').click()
    const status = page.locator(':not(button) > [role=status]')
    await status.filter({ hasText: /^Copied: tenantId$/ }).waitFor({ state: 'attached' })
    await page.evaluate(`
      Object.defineProperty(navigator, 'clipboard', { value: undefined })
      document.execCommand = () => false`)
    await button(page, 'Copy issuer').click()
    await status.filter({ hasText: /^Not copied: issuer$/ }).waitFor({ state: 'attached' })
  })
})

describe.skipIf(skipped)('the request that does the same', () => {
  it('is shown for every action on applications', async ({ emulator, visit }) => {
    const { tenantId, managementUrl } = emulator.defaultTenant
    const tenant = emulator.defaultTenant
    const access = [{ application_id: demo.a.clientId, scopes: [] }]
    const { body: role } = await manage(tenant, 'POST', '/roles', { name: 'reader', access })
    const page = await visit(emulator, { to: `/#/applications/${tenantId}` })
    const curl = (method: string, path: string, body?: object) =>
      [
        `curl -s -X ${method} ${managementUrl}/applications${path}`,
        "-H 'Authorization: Bearer any'",
        ...(body === undefined
          ? []
          : ["-H 'Content-Type: application/json'", `-d '${JSON.stringify(body)}'`]),
      ].join(' \\\n  ')
    /** Opens the requests of that name and returns them. */
    const shown = async (what: string) => {
      const details = page.locator('details.over-http', { hasText: `${what} over HTTP` })
      await details.locator('summary').click()
      return details.locator('pre').allTextContents()
    }
    await button(page, 'Add Application').click()
    await page.getByRole('textbox', { name: 'Name' }).fill('mine')
    await page.getByRole('textbox', { name: 'Scopes' }).last().fill('read write')
    expect(await shown('The new application')).toEqual([
      curl('POST', '', { name: 'mine', type: 'regularwebapp' }),
      curl('PUT', '/{clientId}/scopes', { scopes: ['read', 'write'] }).replace(
        /\S+{clientId}\S+/,
        (url) => `'${url}'`,
      ),
    ])
    await page.keyboard.press('Escape')
    await firstRow(page).locator('summary').first().click()
    const path = `/${demo.a.clientId}`
    await page.getByRole('textbox', { name: 'Scopes' }).fill('read')
    expect(await shown('The scopes')).toEqual([curl('PUT', `${path}/scopes`, { scopes: ['read'] })])
    await firstRow(page).getByLabel('reader').check()
    expect(await shown('The roles')).toEqual([
      curl('PUT', `${path}/roles`, { roles: { ids: [role.id] } }),
    ])
    await button(page, 'Rename').click()
    await page.getByRole('textbox', { name: 'Name' }).fill('new')
    expect(await shown('The new name')).toEqual([curl('PUT', path, { name: 'new' })])
    await page.keyboard.press('Escape')
    await button(page, 'Delete').click()
    expect(await shown('The deletion')).toEqual([curl('DELETE', path)])
  })
})

describe.skipIf(skipped)('a fault', () => {
  it('of all tenants is listed, and deleted where it is', async ({ emulator, visit }) => {
    await emulator.faults.add({ id: 'everywhere', effect: { status: 503 } })
    const page = await visit(emulator, { to: '/#/rehearse' })
    const row = page.getByRole('row').filter({ hasText: 'everywhere' })
    await row.getByText('of all tenants').waitFor()
    expect((await requestToken(tenantOf(emulator))).status).toBe(503)
    await row.getByText('1, without limit').waitFor()
    const asked = page.waitForRequest((request) => request.method() === 'DELETE')
    await row.getByRole('button', { name: 'Delete fault 1: 503' }).click()
    expect((await asked).url()).toBe(`${emulator.url}/_appid/faults/everywhere`)
    await page.getByText('There are no faults.').waitFor()
  })

  it('that drops the connection is told apart from an emulator that has stopped', async ({
    emulator,
    visit,
  }) => {
    const page = await visit(emulator, { to: '/#/rehearse', expected: /ERR_EMPTY_RESPONSE/ })
    await page
      .getByRole('combobox', { name: 'Fault of the token endpoint' })
      .selectOption('Connection dropped')
    await page.getByText('Browsers repeat such a request by themselves.').waitFor()
    await page.getByRole('spinbutton', { name: 'How many times' }).fill('')
    await button(page, 'Add fault').click()
    await page.getByText('Added: connection dropped.').waitFor()
    await page.getByRole('link', { name: 'Applications' }).click()
    await firstRow(page).locator('summary').first().click()
    await button(page, 'Get a token').click()
    await firstRow(page)
      .getByText(
        'The connection broke before an answer came: a fault, or the emulator has stopped.',
      )
      .waitFor()
    await page.getByRole('link', { name: 'Requests' }).click()
    const row = page.locator('.journal tbody tr').first()
    await expect.poll(() => row.getAttribute('class')).toBe('failed')
    await expect
      .poll(() => row.locator('td').allTextContents())
      .toEqual([
        expect.any(String),
        'oauth-server.token',
        'Application A',
        '200',
        expect.any(String),
        '',
        'connection dropped',
      ])
  })

  it('with a long body is shown in short', async ({ emulator, visit }) => {
    await emulator.defaultTenant.faults.add({ effect: { status: 200, body: 'x'.repeat(100_000) } })
    const page = await visit(emulator, { to: '/#/rehearse' })
    const name = await page
      .getByRole('button', { name: /^Delete fault 1/ })
      .getAttribute('aria-label')
    expect(name).toBe(`Delete fault 1: ${excerpt(`200, body "${'x'.repeat(300)}`)}`)
  })
})
