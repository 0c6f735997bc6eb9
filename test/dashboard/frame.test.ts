import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import { describe, expect, onTestFinished } from 'vitest'
import { it, settled, skipped, tooWide } from '../support/browser.ts'
import { demo, testing } from '../support/emulator.ts'
import { freePort } from '../support/free-port.ts'

const views = ['Applications', 'Users', 'Mails', 'Requests', 'Rehearse']

const tenantIn = (page: Page) => page.getByRole('combobox', { name: 'Tenant' })

describe.skipIf(skipped)('the page', () => {
  it('shows the first tenant, and another that is chosen', async ({ emulator, visit }) => {
    const page = await visit(emulator)
    const tenant = tenantIn(page)
    await tenant.waitFor()
    expect(await tenant.inputValue()).toBe(demo.tenantId)
    expect(await tenant.locator('option').allTextContents()).toEqual([
      `demo (${demo.tenantId})`,
      `testing (${testing.tenantId})`,
    ])
    await page.getByText('Ids and URLs').click()
    expect(await page.locator('.tenant code').allTextContents()).toContain(demo.tenantId)
    await tenant.selectOption(testing.tenantId)
    await expect
      .poll(() => page.locator('.tenant code').allTextContents())
      .toEqual([
        testing.tenantId,
        `${emulator.url}/oauth/v4/${testing.tenantId}`,
        `${emulator.url}/oauth/v4/${testing.tenantId}`,
        `${emulator.url}/oauth/v4/${testing.tenantId}/.well-known/openid-configuration`,
        `${emulator.url}/management/v4/${testing.tenantId}`,
        emulator.url,
      ])
    expect(page.url()).toBe(`${emulator.url}/#/applications/${testing.tenantId}`)
    await page.reload()
    await tenant.waitFor()
    expect(await tenant.inputValue()).toBe(testing.tenantId)
  })

  it('has its views at URLs, which the keyboard reaches', async ({ emulator, visit }) => {
    const page = await visit(emulator)
    await page.getByRole('link', { name: 'Applications', exact: true }).waitFor()
    const focused = () => page.evaluate('document.activeElement.textContent')
    for (const view of views) {
      await page.keyboard.press('Tab')
      expect(await focused()).toBe(view)
      await page.keyboard.press('Enter')
      await page.waitForURL(`${emulator.url}/#/${view.toLowerCase()}/${demo.tenantId}`)
      const current = page.locator('nav [aria-current=page]')
      await expect.poll(() => current.allTextContents()).toEqual([view])
      await expect.poll(() => page.title()).toBe(`${view} - App ID emulator`)
      await page.getByRole('heading', { level: 2 }).first().waitFor()
    }
    await page.goBack()
    await expect.poll(() => page.title()).toBe('Requests - App ID emulator')
    await page.keyboard.press('Tab')
    expect(await focused()).toBe('Operations')
    await page.keyboard.press('Enter')
    await page.waitForURL(`${emulator.url}/swagger-ui/`)
    await page.getByRole('link', { name: 'Rehearse' }).click()
    await page.waitForURL(`${emulator.url}/#/rehearse`)
    await expect.poll(() => page.title()).toBe('Rehearse - App ID emulator')
  })

  it('says when the emulator has stopped, and goes on when it is back', async ({
    start,
    visit,
  }) => {
    const port = Number(await freePort())
    const first = await start({ port })
    const page = await visit(first, { expected: /ERR_CONNECTION|Failed to load resource/ })
    await tenantIn(page).waitFor()
    const problem = page.locator('main > .problem')
    expect(await problem.textContent()).toBe('')
    await first.close()
    await expect
      .poll(() => problem.textContent())
      .toBe('The emulator does not respond. Is it still running?')
    const tenantId = '11111111-1111-4111-8111-111111111111'
    await start({ port, seed: false, tenantIds: [tenantId] })
    await expect.poll(() => problem.textContent()).toBe('')
    await expect.poll(() => tenantIn(page).inputValue()).toBe(tenantId)
  })

  it('gets a token by itself where IAM accepts any API key', async ({ start, visit }) => {
    const page = await visit(await start({ strictIam: true }))
    await page.getByRole('heading', { level: 2, name: /Applications/ }).waitFor()
    expect(await page.getByLabel('API key').count()).toBe(0)
  })

  it('asks for an API key of the fixture', async ({ start, visit }) => {
    const seed = {
      version: 1,
      iam: { apiKeys: ['the-right-key'] },
      tenants: { [demo.tenantId]: { name: 'demo' } },
    } as const
    const emulator = await start({ strictIam: true, seed })
    const page = await visit(emulator, { expected: /status of 400/ })
    const field = page.getByLabel('API key')
    await field.fill('wrong')
    await field.press('Enter')
    const problem = page.locator('form .problem')
    await expect.poll(() => problem.textContent()).toMatch(/API key/i)
    await field.fill('the-right-key')
    await field.press('Enter')
    await page.getByRole('heading', { level: 2, name: /Applications/ }).waitFor()
    expect((await emulator.requests.count()).count).toBe(0)
  })

  it('shows the applications without a control API, and says why the rest is missing', async ({
    start,
    visit,
  }) => {
    const page = await visit(await start({ control: false }))
    await page.getByRole('heading', { level: 2, name: /Applications/ }).waitFor()
    for (const view of ['Mails', 'Requests', 'Rehearse']) {
      await page.getByRole('link', { name: view }).click()
      await page
        .getByText(`${view} needs the control API, which is switched off.`, { exact: false })
        .waitFor()
    }
  })

  it('works below a path of publicUrl, with and without a slash', async ({ start, visit }) => {
    const emulator = await start({ publicUrl: 'http://localhost/a/appid' })
    for (const to of ['/a/appid', '/a/appid/_appid/']) {
      const page = await visit(emulator, { to })
      await page.getByRole('heading', { level: 2, name: /Applications/ }).waitFor()
      expect(page.url()).toBe(`${emulator.url}/a/appid/`)
      await page.getByRole('link', { name: 'Operations' }).click()
      await page.waitForURL(`${emulator.url}/a/appid/swagger-ui/`)
    }
  })

  it.for([
    ['host and path, and is the publicUrl', true],
    ['the path, and is unknown to the emulator', false],
  ] as const)('works behind a proxy that changes %s', async ([, isPublic], { start, visit }) => {
    const proxy = createServer((incoming, outgoing) => {
      const { method, url = '', headers } = incoming
      const { port, url: to } = emulator
      const path = url.replace('/proxied', '')
      const host = isPublic ? new URL(to).host : headers.host
      const onwards = { port, method, path, headers: { ...headers, host } }
      incoming.pipe(
        request(onwards, (response) => {
          outgoing.writeHead(response.statusCode ?? 500, response.headers)
          response.pipe(outgoing)
        }).on('error', () => outgoing.destroy()),
      )
    }).listen(0, 'localhost')
    onTestFinished(() => void proxy.close())
    await once(proxy, 'listening')
    const { port } = proxy.address() as AddressInfo
    const url = `http://localhost:${port}`
    const publicUrl = isPublic && { publicUrl: `${url}/proxied` }
    const emulator = await start({ ...publicUrl, strictIam: true })
    const page = await visit({ url }, { to: '/proxied/' })
    for (const view of views) {
      await page.getByRole('link', { name: view, exact: true }).click()
      await page.getByRole('heading', { level: 2 }).first().waitFor()
      await settled(page)
      expect((await page.locator('.problem').allTextContents()).join('')).toBe('')
    }
  })

  it('says that there is no tenant', async ({ start, visit }) => {
    const page = await visit(await start({ seed: false }))
    await page.getByText('There is no tenant.', { exact: false }).waitFor()
  })

  it('shows names that look like markup as they are', async ({ start, visit }) => {
    const name = `<img src=x onerror="document.title=1"><b>&lt;</b>`
    const tenant = { name, applications: [{ ...demo.a, name }] }
    const emulator = await start({ seed: { version: 1, tenants: { [demo.tenantId]: tenant } } })
    const page = await visit(emulator)
    for (const view of views) {
      await page.getByRole('link', { name: view, exact: true }).click()
      await page.getByRole('heading', { level: 2 }).first().waitFor()
      await settled(page)
      expect(await page.locator('option').first().textContent()).toBe(`${name} (${demo.tenantId})`)
      expect(await page.locator('img, b').count()).toBe(0)
      expect(await page.title()).toMatch(/ - App ID emulator$/)
    }
  })

  it('does not scroll sideways at 360 pixels', async ({ emulator, visit }) => {
    const page = await visit(emulator, { width: 360 })
    for (const to of [...views.map((view) => `/#/${view.toLowerCase()}`), '/swagger-ui/']) {
      await page.goto(`${emulator.url}${to}`)
      await page.getByRole('heading', { level: 2 }).first().waitFor()
      await settled(page)
      // As they are now: those that open bring others.
      const summaries = await page.locator('summary').elementHandles()
      for (const summary of summaries.slice(0, 10)) await summary.click()
      await settled(page)
      expect([to, await tooWide(page)]).toEqual([to, []])
    }
  })
})
