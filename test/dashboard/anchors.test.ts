import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { it, keepMessages, skipped } from '../support/browser.ts'

const register = '/Management%20API%20-%20Applications/mgmt.registerApplication'
const token = '/Authorization%20Server%20-%20Authorization%20Server%20V4/oauth-server.token'

/** The id of the operation that the anchor marks, and whether it is in the window. */
const marked = (page: Page) =>
  page.evaluate(`(() => {
    const target = document.querySelector(':target')
    const { top, bottom } = target?.getBoundingClientRect() ?? {}
    return [target?.id, top >= 0 && bottom <= innerHeight]
  })()`)

describe.skipIf(skipped)('/swagger-ui/ in a browser', () => {
  it.for([
    ['/swagger-ui/', token],
    ['/swagger-ui', register],
  ] as const)(
    'scrolls to the operation of a link of App ID, and marks it: %s#%s',
    async ([path, id], { emulator, visit }) => {
      const page = await visit(emulator, { to: `${path}#${id}` })
      await expect.poll(() => marked(page)).toEqual([id, true])
      const colour = (selector: string) =>
        page.evaluate(
          `getComputedStyle(document.querySelector('article${selector}')).borderBottomColor`,
        )
      expect(await colour(':target')).not.toBe(await colour(':not(:target)'))
    },
  )

  it('copies a request', async ({ emulator, visit }) => {
    const page = await visit(emulator, { to: `/swagger-ui/#${register}` })
    const article = page.locator('article:target')
    await article.locator('summary').click()
    const button = article.getByRole('button')
    expect(await button.getAttribute('aria-label')).toBe(
      'Copy the request: POST /management/v4/{tenantId}/applications',
    )
    await keepMessages(page)
    await page.evaluate(`navigator.clipboard.writeText = async (text) => { window.copied = text }`)
    await button.click()
    await expect.poll(() => button.textContent()).toBe('Copied')
    // Beside the button, whose name stays the same.
    expect(await page.getByRole('status').textContent()).toBe(
      'Copied: the request: POST /management/v4/{tenantId}/applications',
    )
    expect(await page.evaluate('window.copied')).toBe(await article.locator('pre').textContent())
  })

  it('shows the requests without JavaScript, and no button', async ({ emulator, visit }) => {
    const to = `/swagger-ui/#${token}`
    const page = await visit(emulator, { to, javaScriptEnabled: false })
    const article = page.locator('article:target')
    expect(await article.getAttribute('id')).toBe(token)
    await article.locator('summary').click()
    expect(await article.locator('pre').isVisible()).toBe(true)
    expect(await page.locator('button:visible').count()).toBe(0)
  })
})
