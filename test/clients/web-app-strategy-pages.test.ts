/** WebAppStrategy with App ID's own page: the code flow, anonymous users, and their first sign-in (without a browser). */
import { describe, expect } from 'vitest'
import { it, next, pathOf } from '../support/browserless.ts'
import { demo, send, tenantOf, users } from '../support/emulator.ts'
import { submit, transactionIn } from '../support/sign-in.ts'

describe.for(['0.5', '0.7'] as const)('WebAppStrategy with passport %s', (version) => {
  it('signs a user in at the page', async ({ emulator, browsed }) => {
    const tenant = tenantOf(emulator)
    const browse = await browsed(tenant, version)
    const page = await send(next(await browse('GET', '/protected')))
    const form = { state: transactionIn(page), email: users.ann.email, password: 'ann' }
    const back = pathOf(next(await submit(tenant, form)))
    expect(next(await browse('GET', back))).toBe('/protected')
    const { status, body } = await browse('GET', '/protected')
    expect([status, body.sub, body.email]).toEqual([200, users.ann.profileId, 'ann@example.com'])
  })

  it('fails with the description when the user cancels', async ({ emulator, browsed }) => {
    const tenant = tenantOf(emulator)
    const browse = await browsed(tenant, version)
    const page = await send(next(await browse('GET', '/protected')))
    const back = await submit(tenant, { state: transactionIn(page), cancel: 'true' })
    expect((await browse('GET', pathOf(next(back)))).status).toBe(401)
  })

  it('lets an anonymous user in without a page, who keeps the sub at the first sign-in', async ({
    start,
    browsed,
  }) => {
    const newcomer = { email: 'new@example.com', password: 'new', profileId: null }
    const applications = [demo.a]
    const tenants = { [demo.tenantId]: { applications, users: [newcomer] } }
    const tenant = tenantOf(await start({ seed: { version: 1, tenants } }))
    const browse = await browsed(tenant, version)
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
