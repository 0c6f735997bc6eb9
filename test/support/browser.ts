import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import { type Browser, chromium, type Page, type Request } from 'playwright-core'
import { expect } from 'vitest'
import type { Emulator } from '../../src/index.ts'
import { it as withEmulator } from './emulator.ts'

/** Where Chrome and Chromium are, in the order in which they are tried. */
const places = [
  process.env.CHROMIUM_PATH ?? '',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  '/usr/bin/chromium',
]
const executablePath = places.find((path) => path !== '' && existsSync(path))

export interface Visit {
  /** A path of the emulator, or a whole URL. */
  readonly to?: string
  /** Whom the page may ask beside the emulator: the origin of an application. */
  readonly application?: string
  readonly colorScheme?: 'light' | 'dark'
  /** In CSS pixels. */
  readonly width?: number
  readonly javaScriptEnabled?: boolean
  /** The console errors that the test is about. Any other one fails it. */
  readonly expected?: RegExp
}

export interface BrowserWords {
  readonly browser: Browser
  /**
   * Opens a page. At its end the test fails if a page, or a window that it opened, had errors in the console (violations
   * of the content security policy are some), or asked anyone but its emulator and the application.
   */
  readonly visit: (emulator: Pick<Emulator, 'url'>, visit?: Visit) => Promise<Page>
}

/** The requests of each page that have not been answered yet. */
const waiting = new WeakMap<Page, Set<Request>>()

export const it = withEmulator.extend<BrowserWords>({
  browser: [
    // biome-ignore lint/correctness/noEmptyPattern: vitest wants the pattern
    async ({}, use) => {
      if (executablePath === undefined) throw new Error('there is no Chrome: set CHROMIUM_PATH')
      const browser = await chromium.launch({ executablePath })
      await use(browser)
      await browser.close()
    },
    { scope: 'file' },
  ],
  // Depends on `start`, so that the pages are closed before their emulators.
  visit: async ({ browser, start: _ }, use) => {
    const problems: string[] = []
    const pages: Page[] = []
    await use(async ({ url }, visit = {}) => {
      const { to = '/', colorScheme = 'light', width = 1000, javaScriptEnabled = true } = visit
      const page = await browser.newPage({
        colorScheme,
        viewport: { width, height: 800 },
        javaScriptEnabled,
      })
      pages.push(page)
      const requests = new Set<Request>()
      waiting.set(page, requests)
      page.on('request', (request) => requests.add(request))
      page.on('requestfinished', (request) => requests.delete(request))
      page.on('requestfailed', (request) => requests.delete(request))
      const allowed = ['data:', ...[url, visit.application ?? url].map((origin) => `${origin}/`)]
      // The events of a context are those of its pages, and of the windows that they open.
      const context = page.context()
      context.on('console', (message) => {
        const text = message.text()
        if (message.type() === 'error' && !visit.expected?.test(text)) problems.push(text)
      })
      context.on('weberror', (error) => problems.push(`${error.error()}`))
      context.on('request', (request) => {
        if (!allowed.some((start) => request.url().startsWith(start)))
          problems.push(`request to ${request.url()}`)
      })
      await page.goto(new URL(to, url).href)
      return page
    })
    await Promise.all(pages.map((page) => page.close()))
    if (problems.length > 0) throw new Error(problems.join('\n'))
  },
})

/** Whether the tests are skipped because there is no browser. Where `CI` is set, they fail instead. */
export const skipped = executablePath === undefined && process.env.CI === undefined

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Signs in at App ID's page, as somebody who types. */
export async function typeInto(
  page: Page,
  { email, password }: { readonly email: string; readonly password: string },
): Promise<void> {
  await page.locator('#cd_form [name=email]').fill(email)
  await page.locator('#cd_form [name=password]').fill(password)
  await page.locator('#cd_form [name=password]').press('Enter')
}

/** What axe finds on a page: for each violation its rule, and the first of the elements. `rules`: only these. */
export async function violations(page: Page, rules?: readonly string[]): Promise<string[]> {
  // Not as a script element, which the content security policy of the page refuses.
  await page.evaluate(axe)
  const options = { preload: false, ...(rules !== undefined && { runOnly: rules }) }
  const results: AxeResults = await page.evaluate(`axe.run(document, ${JSON.stringify(options)})`)
  return results.violations.map(({ id, nodes }) => {
    const [{ html, failureSummary } = { html: '', failureSummary: '' }] = nodes
    return `${id} (${nodes.length}): ${html} ${failureSummary}`
  })
}

/** Resolves when all that a page asks for has arrived, however long that takes, and is shown. */
export async function settled(page: Page): Promise<void> {
  const requests = waiting.get(page) ?? new Set()
  // The page asks for some things again every few seconds: once is enough.
  const seen = new Set<string>()
  const next = () =>
    // A long poll is answered when something changes.
    [...requests].filter((request) => !/\/wait\b/.test(request.url()) && !seen.has(nameOf(request)))
  do {
    const asked = next()
    await expect.poll(() => asked.filter((one) => requests.has(one)).map(nameOf)).toEqual([])
    for (const request of asked) seen.add(nameOf(request))
    await unchanged(page)
    // An answer may lead to the next request.
  } while (next().length > 0)
}

const nameOf = (request: Request) => `${request.method()} ${request.url()}`

/** Resolves when a page has not changed for a while. That does not say that it has loaded everything: see `settled`. */
export async function unchanged(page: Page): Promise<void> {
  await page.evaluate(`new Promise((resolve) => {
    let timer = setTimeout(resolve, 250)
    new MutationObserver(() => {
      clearTimeout(timer)
      timer = setTimeout(resolve, 250)
    }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true })
  })`)
}

/** From now on, "Copied" and the like stay: a slow test would miss what is shown for a second or two. */
export async function keepMessages(page: Page): Promise<void> {
  await page.evaluate(`{
    const { setTimeout } = window
    window.setTimeout = (act, ms) => (ms < 1000 ? setTimeout(act, ms) : 0)
  }`)
}

/** Whether a page is wider than its window: what reaches beyond it. */
export function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(`document.documentElement.scrollWidth <= innerWidth ? [] :
    [...document.querySelectorAll('*')]
      .filter((element) => {
        const { left, width } = element.getBoundingClientRect()
        return left + Math.max(width, element.scrollWidth) > innerWidth
      })
      .map((element) => element.cloneNode().outerHTML)`)
}
