import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { it, skipped, tooWide } from '../support/browser.ts'
import { demo, manage, tenantOf, users } from '../support/emulator.ts'

const { ann } = users
const to = '/#/mails'
const rows = (page: Page) => page.locator('.mails > ul > li')
const open = (page: Page) => rows(page).first().locator('summary').first().click()

type Emulator = Parameters<typeof tenantOf>[0]

const forgot = (emulator: Emulator, user: string) =>
  manage(tenantOf(emulator), 'POST', '/cloud_directory/forgot_password', { user })

/** Text and HTML of the mails about forgotten passwords. */
const setTemplate = (emulator: Emulator, subject: string, html_body: string, text: string) =>
  manage(tenantOf(emulator), 'PUT', '/config/cloud_directory/templates/RESET_PASSWORD/en', {
    subject,
    html_body,
    plain_text_body: text,
  })

describe.skipIf(skipped)('the view Mails', () => {
  it('shows mails as they come, newest first', async ({ emulator, visit }) => {
    const page = await visit(emulator, { to })
    await page.getByText('No mail is here yet.').waitFor()
    for (const [user, said] of [
      [ann.email, '1 mail.'],
      ['ed@example.com', '2 mails.'],
    ] as const) {
      // Without the long poll, the page would look again after ten seconds.
      const told = page.waitForResponse(/mails\/wait\?/)
      await forgot(emulator, user)
      expect((await told).status()).toBe(200)
      await page.getByText(said, { exact: true }).waitFor()
    }
    const cells = await rows(page).locator('summary > span').allTextContents()
    expect(cells).toEqual([
      'Reset your password',
      'ed@example.com',
      'RESET_PASSWORD',
      'Reset your password',
      ann.email,
      'RESET_PASSWORD',
    ])
    const { mails } = await emulator.defaultTenant.mails.list()
    expect(await rows(page).locator('time').last().getAttribute('datetime')).toBe(mails[0]?.at)
  })

  it('opens a mail, copies its link and code, and opens the link', async ({ emulator, visit }) => {
    await forgot(emulator, ann.email)
    const [mail] = (await emulator.defaultTenant.mails.list()).mails
    const page = await visit(emulator, { to })
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await open(page)
    await page.frameLocator('iframe').getByText(`Choose a new password: ${mail?.link}`).waitFor()
    expect(await rows(page).locator('.request > pre').first().textContent()).toBe(mail?.text)
    for (const [what, text] of [
      ['link', mail?.link],
      ['code', mail?.code],
    ] as const) {
      await rows(page)
        .getByRole('button', { name: `Copy ${what}`, exact: true })
        .click()
      await expect.poll(() => page.evaluate('navigator.clipboard.readText()')).toBe(text)
    }
    const opened = page.waitForEvent('popup')
    await page.getByRole('link', { name: /^Open the link/ }).click()
    const popup = await opened
    await popup
      .getByLabel(/new password/i)
      .first()
      .waitFor()
    expect(popup.url().startsWith(`${emulator.url}/`)).toBe(true)
    await popup.close()
  })

  it('shows the requests that do the same, and clears the outbox', async ({ emulator, visit }) => {
    await forgot(emulator, ann.email)
    const [mail] = (await emulator.defaultTenant.mails.list()).mails
    const page = await visit(emulator, { to })
    await open(page)
    const url = `${emulator.url}/_appid/tenants/${demo.tenantId}/mails`
    const overHttp = async (what: string) => {
      const details = page.locator('details.over-http', { hasText: `${what} over HTTP` })
      await details.locator('summary').click()
      return details.locator('pre').allTextContents()
    }
    expect(await overHttp('The outbox')).toEqual([
      `curl -s -X GET ${url}`,
      `curl -s -X GET '${url}/wait?since=1&timeout=5000'`,
      `curl -s -X DELETE ${url}`,
    ])
    expect(await overHttp('This mail')).toEqual([
      `curl -s -X GET '${url}/wait?to=ann%40example.com&template=RESET_PASSWORD&since=0'`,
      `curl -s -X GET ${mail?.link}`,
    ])
    await page.getByRole('button', { name: 'Clear all', exact: true }).click()
    await page.getByText('The outbox is cleared.').waitFor()
    await page.getByText('No mail is here yet.').waitFor()
    expect((await emulator.defaultTenant.mails.list()).mails).toEqual([])
  })

  it('never lets the HTML of a mail do anything', async ({ emulator, visit }) => {
    const html = [
      '<script>parent.document.title = 1; top.location = "http://x.invalid"</script>',
      '<img src="http://x.invalid/1.png" onerror="parent.document.title = 2">',
      '<style>@import "http://x.invalid/1.css"; p { color: red }</style>',
      '<form action="http://x.invalid"><button>send</button></form>',
      '<iframe src="http://x.invalid"></iframe>',
      '<meta http-equiv="refresh" content="0; url=http://x.invalid">',
      '<p>the end</p><a href="http://x.invalid" target="_top">away</a>',
    ].join('')
    const markup = '<img src=x onerror="document.title = 3"><b>bold</b>'
    await setTemplate(emulator, markup, html, markup)
    await forgot(emulator, ann.email)
    const page = await visit(emulator, { to, expected: /Content Security Policy|sandboxed/ })
    await open(page)
    const frame = page.frameLocator('.mails iframe')
    await frame.getByText('the end').waitFor()
    await frame.getByRole('button', { name: 'send' }).click()
    await frame.getByRole('link', { name: 'away' }).click({ noWaitAfter: true })
    await expect.poll(() => page.title()).toBe('Mails - App ID emulator')
    expect(await page.locator('main :is(img, b)').count()).toBe(0)
    expect(await rows(page).locator('.name').textContent()).toBe(markup)
    expect(page.url()).toBe(`${emulator.url}${to}`)
    expect(page.context().pages()).toHaveLength(1)
  })

  it('shows at most 200 mails, on 360 px', async ({ emulator, visit }) => {
    await setTemplate(emulator, 'W'.repeat(200), 'W'.repeat(200), 'W'.repeat(200))
    for (let count = 0; count < 203; count += 1) await forgot(emulator, ann.email)
    const page = await visit(emulator, { to, width: 360 })
    await page.getByText('203 mails. The newest 200 are shown.').waitFor()
    expect(await rows(page).count()).toBe(200)
    await open(page)
    await page.frameLocator('.mails iframe').getByText('WWW').waitFor()
    expect(await tooWide(page)).toEqual([])
  })
})
