/** WebAppStrategy with App ID's own pages for self-service, whose forms are sent without a browser. */
import { describe, expect } from 'vitest'
import type { Tenant } from '../../src/index.ts'
import { type Browse, it, next, pathOf } from '../support/browserless.ts'
import { manage, send, tenantOf, users } from '../support/emulator.ts'
import { submit, transactionIn } from '../support/sign-in.ts'

/** Goes where the application sends the browser, fills in the form there, and returns to the application. */
async function fillIn(
  tenant: Tenant,
  browse: Browse,
  path: string,
  form: Readonly<Record<string, string>>,
) {
  const url = next(await browse('GET', path))
  const page = await send(url)
  const back = next(await submit(tenant, { state: transactionIn(page), ...form }))
  const answer = await browse('GET', pathOf(back))
  return { asked: new URL(url), back: new URL(back), to: next(answer) }
}

const { email, password } = users.ann

const signUpForm = {
  form: 'sign_up',
  email: 'nora@example.com',
  givenName: 'Nora',
  familyName: 'New',
  newPassword: 'secret',
  confirmPassword: 'secret',
}

describe.for(['0.5', '0.7'] as const)('WebAppStrategy with passport %s', (version) => {
  it('signs a user up, who must verify the address first', async ({ emulator, browsed }) => {
    const tenant = tenantOf(emulator)
    const browse = await browsed(tenant, version)
    const { asked, back, to } = await fillIn(tenant, browse, '/sign_up', signUpForm)
    expect([asked.pathname.split('/').at(-1), asked.searchParams.get('response_type')]).toEqual([
      'authorization',
      'sign_up',
    ])
    expect([back.search, to]).toEqual(['?flow=sign_up', '/context'])
    expect((await browse('GET', '/context')).body).toBeNull()
    const [{ link = '', template } = {}] = (await tenant.mails.list()).mails
    expect([template, (await fetch(link)).status]).toEqual(['USER_VERIFICATION', 200])
    await fillIn(tenant, browse, '/login', { email: 'nora@example.com', password: 'secret' })
    const { body } = await browse('GET', '/protected')
    expect([body.email, body.name, body.email_verified]).toEqual([
      'nora@example.com',
      'Nora New',
      true,
    ])
  })

  it('signs a user up and in where nobody must verify the address', async ({
    emulator,
    browsed,
  }) => {
    const tenant = tenantOf(emulator)
    const { body: idp } = await manage(tenant, 'GET', '/config/idps/cloud_directory')
    idp.config.interactions.identityConfirmation.accessMode = 'OFF'
    const { config } = idp
    await manage(tenant, 'PUT', '/config/idps/cloud_directory', { isActive: true, config })
    const browse = await browsed(tenant, version)
    const { back, to } = await fillIn(tenant, browse, '/sign_up', signUpForm)
    expect([[...back.searchParams.keys()], to]).toEqual([['code', 'state'], '/context'])
    const { identityTokenPayload: claims } = (await browse('GET', '/context')).body
    expect([claims.email, claims.amr]).toEqual(['nora@example.com', ['cloud_directory']])
  })

  it('lets a user choose a new password by mail', async ({ emulator, browsed }) => {
    const tenant = tenantOf(emulator)
    const browse = await browsed(tenant, version)
    const { asked, back, to } = await fillIn(tenant, browse, '/forgot_password', { email })
    expect([asked.pathname.split('/').at(-1), back.search, to]).toEqual([
      'forgot_password',
      '?flow=forgot_password',
      '/context',
    ])
    const [{ link = '' } = {}] = (await tenant.mails.list()).mails
    const body = new URLSearchParams({ newPassword: 'secret', confirmPassword: 'secret' })
    expect((await fetch(link, { method: 'POST', body })).status).toBe(200)
    await fillIn(tenant, browse, '/login', { email, password: 'secret' })
    expect((await browse('GET', '/protected')).body.sub).toBe(users.ann.profileId)
  })

  it('changes the password: fresh tokens of the same user, and the old password is refused', async ({
    emulator,
    browsed,
  }) => {
    const tenant = tenantOf(emulator)
    const browse = await browsed(tenant, version)
    await fillIn(tenant, browse, '/login', { email, password })
    const { accessToken: before } = (await browse('GET', '/context')).body
    await tenant.clock.advance(1)
    const form = { password, newPassword: 'secret', confirmPassword: 'secret' }
    const { asked, back, to } = await fillIn(tenant, browse, '/change_password', form)
    expect([asked.pathname.split('/').at(-1), asked.searchParams.get('user_id')]).toEqual([
      'change_password',
      users.ann.id,
    ])
    // The SDK sends no state to this page, and asks for none.
    expect([[...back.searchParams.keys()], to]).toEqual([['code'], '/context'])
    const { accessToken, identityTokenPayload } = (await browse('GET', '/context')).body
    expect(identityTokenPayload.sub).toBe(users.ann.profileId)
    expect(accessToken).not.toBe(before)
    const login = { username: email, password }
    expect((await browse('POST', '/rop', login)).status).toBe(401)
    expect((await browse('POST', '/rop', { ...login, password: 'secret' })).status).toBe(200)
  })

  it('changes the details: the id token has the new name, and the sub as before', async ({
    emulator,
    browsed,
  }) => {
    const tenant = tenantOf(emulator)
    const browse = await browsed(tenant, version)
    await fillIn(tenant, browse, '/login', { email, password })
    const form = { givenName: 'Anna', familyName: 'Baker' }
    const { asked, back, to } = await fillIn(tenant, browse, '/change_details', form)
    expect([asked.pathname.split('/').at(-1), [...back.searchParams.keys()], to]).toEqual([
      'change_details',
      ['code'],
      '/context',
    ])
    const { identityTokenPayload: claims } = (await browse('GET', '/context')).body
    expect([claims.sub, claims.name, claims.given_name, claims.family_name]).toEqual([
      users.ann.profileId,
      'Anna Baker',
      'Anna',
      'Baker',
    ])
  })

  it('keeps the sub of an anonymous user who signs up', async ({ emulator, browsed }) => {
    const tenant = tenantOf(emulator)
    const browse = await browsed(tenant, version)
    const authorized = await send(next(await browse('GET', '/anonymous')), { redirect: 'manual' })
    await browse('GET', pathOf(next(authorized)))
    const { sub } = (await browse('GET', '/context')).body.accessTokenPayload
    // The sign-in page leads to the sign-up, after which the user must verify the address.
    const url = next(await browse('GET', '/login'))
    const state = transactionIn(await send(url))
    expect((await submit(tenant, { state, ...signUpForm })).status).toBe(200)
    const [{ link = '' } = {}] = (await tenant.mails.list()).mails
    await fetch(link)
    const back = await submit(tenant, { state, email: 'nora@example.com', password: 'secret' })
    await browse('GET', pathOf(next(back)))
    const { body } = await browse('GET', '/protected')
    expect([body.sub, body.amr]).toEqual([sub, ['cloud_directory']])
  })
})
