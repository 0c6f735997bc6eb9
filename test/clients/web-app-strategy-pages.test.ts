/** WebAppStrategy with App ID's own page: the code flow, anonymous users, and their first sign-in (without a browser). */
import { describe, expect } from 'vitest'
import type { Tenant } from '../../src/index.ts'
import { it as base, demo, manage, send, tenantOf, users } from '../support/emulator.ts'
import { submit, transactionIn } from '../support/sign-in.ts'
import { createBrowser, startWebApp, type WebApp } from '../support/web-app.ts'

type Version = Parameters<typeof startWebApp>[2]

const it = base.extend<{ startApp: (tenant: Tenant, version: Version) => Promise<WebApp> }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest wants the pattern
  startApp: async ({}, use) => {
    const running: WebApp[] = []
    await use(async (tenant, version) => {
      const app = await startWebApp(tenant, demo.a, version)
      running.push(app)
      await manage(tenant, 'PUT', '/config/redirect_uris', { redirectUris: [app.redirectUri] })
      return app
    })
    for (const app of running) app.close()
  },
})

/** Where a response redirects to. */
const next = ({ headers }: { headers: Headers }) => headers.get('Location') ?? ''

/** What the application sees of a URL of its own. */
const pathOf = (url: string) => new URL(url).pathname + new URL(url).search

describe.for(['0.5', '0.7'] as const)('WebAppStrategy with passport %s', (version) => {
  it('signs a user in at the page', async ({ emulator, startApp }) => {
    const tenant = tenantOf(emulator)
    const browse = createBrowser(await startApp(tenant, version))
    const page = await send(next(await browse('GET', '/protected')))
    const form = { state: transactionIn(page), email: users.ann.email, password: 'ann' }
    const back = pathOf(next(await submit(tenant, form)))
    expect(next(await browse('GET', back))).toBe('/protected')
    const { status, body } = await browse('GET', '/protected')
    expect([status, body.sub, body.email]).toEqual([200, users.ann.profileId, 'ann@example.com'])
  })

  it('fails with the description when the user cancels', async ({ emulator, startApp }) => {
    const tenant = tenantOf(emulator)
    const browse = createBrowser(await startApp(tenant, version))
    const page = await send(next(await browse('GET', '/protected')))
    const back = await submit(tenant, { state: transactionIn(page), cancel: 'true' })
    expect((await browse('GET', pathOf(next(back)))).status).toBe(401)
  })

  it('lets an anonymous user in without a page, who keeps the sub at the first sign-in', async ({
    start,
    startApp,
  }) => {
    const newcomer = { email: 'new@example.com', password: 'new', profileId: null }
    const applications = [demo.a]
    const tenants = { [demo.tenantId]: { applications, users: [newcomer] } }
    const tenant = tenantOf(await start({ seed: { version: 1, tenants } }))
    const browse = createBrowser(await startApp(tenant, version))
    const authorized = await send(next(await browse('GET', '/anonymous')), { redirect: 'manual' })
    await browse('GET', pathOf(next(authorized)))
    const { accessTokenPayload: anonymous } = (await browse('GET', '/context')).body
    expect(anonymous.amr).toEqual(['appid_anon'])
    const url = next(await browse('GET', '/login'))
    expect(new URL(url).searchParams.get('appid_access_token')).toMatch(/^eyJ/)
    const state = transactionIn(await send(url))
    const back = await submit(tenant, { state, email: newcomer.email, password: 'new' })
    await browse('GET', pathOf(next(back)))
    const { body } = await browse('GET', '/protected')
    expect([body.sub, body.amr]).toEqual([anonymous.sub, ['cloud_directory']])
  })
})
