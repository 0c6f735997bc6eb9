/** Applications that sign users in, in a browser: `it` starts them, and closes them after the test. */
import type { Browser, Page } from 'playwright-core'
import type { Emulator, Tenant } from '../../src/index.ts'
import { it as withBrowser } from './browser.ts'
import { demo, manage, tenantOf } from './emulator.ts'
import { type SinglePageApp, startAppWithSdk, startSinglePageApp } from './single-page-app.ts'
import { type passports, startWebApp, type WebApp } from './web-app.ts'

export interface AppWords {
  /** Starts application B of the demo fixture as a web application. */
  readonly webApp: (tenant: Tenant, version?: keyof typeof passports) => Promise<WebApp>
  /**
   * Registers a single-page application and starts it: with IBM's SDK, or with another library and the script that is made
   * for its client id.
   */
  readonly singlePageApp: (
    tenant: Tenant,
    library?: string,
    scriptFor?: (clientId: string) => string,
  ) => Promise<SinglePageApp & { readonly clientId: string }>
  /** Opens a single-page application that uses IBM's SDK, of the demo tenant. */
  readonly singlePage: (emulator: Emulator) => Promise<Page>
}

export const it = withBrowser.extend<AppWords>({
  webApp: async ({ browser }, use) => {
    const running: WebApp[] = []
    await use(async (tenant, version) => {
      const app = await startWebApp(tenant, demo.b, version)
      running.push(app)
      await manage(tenant, 'PUT', '/config/redirect_uris', { redirectUris: [app.redirectUri] })
      return app
    })
    await closePages(browser)
    for (const app of running) app.close()
  },
  singlePageApp: async ({ browser }, use) => {
    const running: SinglePageApp[] = []
    await use(async (tenant, library = '', scriptFor) => {
      const registration = { name: 'browser', type: 'singlepageapp' }
      const { clientId } = (await manage(tenant, 'POST', '/applications', registration)).body
      const app = await (scriptFor === undefined
        ? startAppWithSdk(tenant, clientId)
        : startSinglePageApp(library, scriptFor(clientId)))
      running.push(app)
      const redirectUris = [app.url, `${app.url}/callback`]
      await manage(tenant, 'PUT', '/config/redirect_uris', { redirectUris })
      return { ...app, clientId }
    })
    await closePages(browser)
    for (const app of running) app.close()
  },
  singlePage: ({ singlePageApp, visit }, use) =>
    use(async (emulator) => {
      const { url } = await singlePageApp(tenantOf(emulator))
      return visit(emulator, { to: url, application: url })
    }),
})

/** Closes the pages before their applications, to which they may be sending a request. */
async function closePages(browser: Browser): Promise<void> {
  await Promise.all(browser.contexts().map((context) => context.close()))
}
