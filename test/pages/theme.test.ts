import { describe, expect } from 'vitest'
import type { Tenant } from '../../src/index.ts'
import { it, skipped, violations } from '../support/browser.ts'
import { demo, it as inHttp, manage, send, tenantOf, users } from '../support/emulator.ts'
import { authorize, callback } from '../support/sign-in.ts'
import { visitSignIn } from '../support/sign-in-page.ts'

/** A PNG of one pixel. */
const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

const setColor = (tenant: Tenant, headerColor: string) =>
  manage(tenant, 'PUT', '/config/ui/theme_color', { headerColor })

const setText = (tenant: Tenant, text: object) =>
  manage(tenant, 'PUT', '/config/ui/theme_text', text)

describe.skipIf(skipped)('the theme of the tenant', () => {
  it('shows in the title, the header and the footer, also behind the links in mails', async ({
    emulator,
    visit,
  }) => {
    const tenant = tenantOf(emulator)
    await setText(tenant, { tabTitle: 'My shop', footnote: 'By me' })
    await setColor(tenant, 'navy')
    await manage(tenant, 'POST', '/cloud_directory/resend/RESET_PASSWORD', { uuid: users.ann.id })
    const { link = '' } = await tenant.mails.waitFor({}, { timeout: 0 })
    for (const page of [await visitSignIn(emulator, visit), await visit(emulator, { to: link })])
      expect([
        await page.title(),
        await page.locator('header').innerText(),
        await page.locator('footer').innerText(),
      ]).toEqual(['My shop', 'My shop', 'By me'])
  })

  it('has a logo, which comes from the emulator itself', async ({ emulator, visit }) => {
    const tenant = tenantOf(emulator)
    const form = new FormData()
    form.set('file', new Blob([Buffer.from(pixel, 'base64')], { type: 'image/png' }), 'logo.png')
    const sent = await send(`${tenant.managementUrl}/config/ui/media?mediaType=logo`, {
      method: 'POST',
      headers: { Authorization: 'Bearer any' },
      body: form,
    })
    expect(sent.status).toBe(204)
    const page = await visitSignIn(emulator, visit)
    const width = await page.evaluate(`document.querySelector('header img').naturalWidth`)
    expect([width, await page.locator('header').innerText()]).toEqual([1, ''])
  })

  // The color, and what text on it has: black where the relative luminance is above 0.179, else white (WCAG 2).
  it.for([
    ['#EEF2F5', [238, 242, 245], 0],
    ['navy', [0, 0, 128], 255],
    ['red', [255, 0, 0], 0],
    ['#c00', [204, 0, 0], 255],
    ['#0f62fe', [15, 98, 254], 255],
    ['lime', [0, 255, 0], 0],
    ['transparent', [255, 255, 255], 0],
    ['#00000010', [239, 239, 239], 0],
  ] as const)(
    'has text on %s that can be read',
    async ([color, background, text], { emulator, visit }) => {
      const tenant = tenantOf(emulator)
      await setColor(tenant, color)
      for (const colorScheme of ['light', 'dark'] as const) {
        const page = await visitSignIn(emulator, visit, { colorScheme })
        const shown = await page.evaluate(`(() => {
        const { color, backgroundColor } = getComputedStyle(document.querySelector('header'))
        const canvas = new OffscreenCanvas(1, 1).getContext('2d')
        return [backgroundColor, color].map((style) => {
          canvas.fillStyle = style
          canvas.fillRect(0, 0, 1, 1)
          return [...canvas.getImageData(0, 0, 1, 1).data]
        })
      })()`)
        expect(shown).toEqual([
          [...background, 255],
          [text, text, text, 255],
        ])
        expect(await violations(page, ['color-contrast'])).toEqual([])
      }
    },
  )

  it.for(['', 'nosuchcolor', '#12345'])(
    'may have the color "%s", which is none',
    async (color, { emulator, visit }) => {
      await setColor(tenantOf(emulator), color)
      for (const colorScheme of ['light', 'dark'] as const) {
        const page = await visitSignIn(emulator, visit, { colorScheme })
        expect(await violations(page)).toEqual([])
      }
    },
  )

  it('may leave out the texts: a page still has a title', async ({ emulator, visit }) => {
    await setText(tenantOf(emulator), { tabTitle: ' ', footnote: '' })
    const page = await visitSignIn(emulator, visit)
    expect([await page.title(), await page.locator('footer').count()]).toEqual(['Login', 0])
    expect(await violations(page)).toEqual([])
  })
})

inHttp('a logo from elsewhere is all that a page may load', async ({ start }) => {
  const image = `https://logo.example/a.png?"'><img src=x onerror=alert(1)>`
  const config = { redirect_uris: { redirectUris: [callback] }, 'ui/media': { image } }
  const tenants = { [demo.tenantId]: { applications: [demo.a], config } }
  const emulator = await start({ seed: { version: 1, tenants } })
  const { headers, body } = await authorize(tenantOf(emulator))
  expect(headers.get('Content-Security-Policy')).toMatch(
    /^default-src 'none'; style-src 'sha256-[\w+/]{43}='; img-src data: https:\/\/logo\.example; base-uri 'none'; frame-ancestors 'none'$/,
  )
  expect(body.match(/<img/g)).toHaveLength(1)
  expect(body).toContain(
    'src="https://logo.example/a.png?&quot;\'>&lt;img src=x onerror=alert(1)>"',
  )
})
