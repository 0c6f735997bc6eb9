/** A web application whose pages are fetched without a browser: `it` starts it, and closes it after the test. */
import type { Tenant } from '../../src/index.ts'
import { demo, manage, it as withEmulator } from './emulator.ts'
import { createBrowser, type passports, startWebApp, type WebApp } from './web-app.ts'

export type Browse = ReturnType<typeof createBrowser>

interface Words {
  /** Starts application A of the demo fixture with WebAppStrategy, and returns what asks it. */
  readonly browsed: (tenant: Tenant, version?: keyof typeof passports) => Promise<Browse>
}

export const it = withEmulator.extend<Words>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest wants the pattern
  browsed: async ({}, use) => {
    const running: WebApp[] = []
    await use(async (tenant, version) => {
      const app = await startWebApp(tenant, demo.a, version)
      running.push(app)
      await manage(tenant, 'PUT', '/config/redirect_uris', { redirectUris: [app.redirectUri] })
      return createBrowser(app)
    })
    for (const app of running) app.close()
  },
})

/** Where a response redirects to. */
export const next = ({ headers }: { headers: Headers }) => headers.get('Location') ?? ''

/** What the application sees of a URL of its own. */
export const pathOf = (url: string) => new URL(url).pathname + new URL(url).search
