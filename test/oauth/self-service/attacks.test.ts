/** What an attacker, or a page from elsewhere, tries with the pages of self-service. */
import { describe, expect } from 'vitest'
import type { Tenant } from '../../../src/index.ts'
import { demo, it, manage, send, sendRaw, tenantOf, users } from '../../support/emulator.ts'
import {
  authorize,
  callback,
  redirectedWith,
  signIn,
  submit,
  tokensFrom,
  transactionIn,
  visitPage,
} from '../../support/sign-in.ts'

const pages = ['forgot_password', 'change_password', 'change_details'] as const

const attack = `"'><img src=x onerror=alert(1)></script><!--`

/** What opens a page for Ann. */
async function openedBy(tenant: Tenant, page: (typeof pages)[number]) {
  if (page !== 'change_details') return { user_id: users.ann.id }
  const { access_token, id_token } = await tokensFrom(tenant, await signIn(tenant))
  const { body: code } = await send(`${tenant.oAuthServerUrl}/cloud_directory/generate_code`, {
    headers: { Authorization: `Bearer ${access_token} ${id_token}` },
  })
  return { code }
}

describe.for(pages)('the page %s', (page) => {
  it('never redirects to a URI that is not registered', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    for (const redirect_uri of [
      undefined,
      '',
      'https://evil.example/',
      'http://localhost:3000.evil.example/',
      'http://localhost:3000@evil.example/',
      'http://localhost:3000/../x',
      'javascript:alert(1)',
    ]) {
      const answer = await visitPage(tenant, page, { redirect_uri })
      const { status, headers } = answer
      expect([redirect_uri, status, headers.get('Location')]).toEqual([redirect_uri, 400, null])
    }
  })

  it('tells only a registered URI of an unknown client', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    expect(redirectedWith(await visitPage(tenant, page, { client_id: 'x' }))).toEqual({
      error: 'invalid_client',
      error_description: 'unknown client_id',
    })
    expect(redirectedWith(await visitPage(tenant, page, { client_id: undefined })).error).toBe(
      'invalid_request',
    )
  })

  it('is in no frame, in no cache, and for no other origin', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const { status, headers } = await visitPage(tenant, page, await openedBy(tenant, page))
    expect([status, headers.get('Cache-Control')]).toEqual([200, 'no-store'])
    expect(headers.get('Content-Security-Policy')).toContain("frame-ancestors 'none'")
    expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
    const path = `/oauth/v4/${demo.tenantId}/cloud_directory/${page}`
    for (const forged of [{ Host: 'evil.example' }, { Origin: 'https://evil.example' }]) {
      const answer = await sendRaw(emulator, 'GET', path, forged)
      expect([answer.status, answer.body.error]).toEqual([403, 'access_denied'])
    }
  })

  it('takes no form of another web page, after which its own still works', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const state = transactionIn(await visitPage(tenant, page, await openedBy(tenant, page)))
    const form = {
      state,
      email: users.ann.email,
      password: 'ann',
      newPassword: 'new',
      confirmPassword: 'new',
    }
    for (const headers of [
      { Origin: 'https://evil.example' },
      { Origin: 'null' },
      { 'Sec-Fetch-Site': 'cross-site' },
    ] as const)
      expect((await submit(tenant, form, headers)).status).toBe(403)
    const own = { Origin: emulator.url, 'Sec-Fetch-Site': 'same-origin' }
    expect((await submit(tenant, form, own)).status).toBe(302)
    expect((await submit(tenant, form, own)).status).toBe(400)
  })

  it('does not return to a redirect URI that was taken back', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const state = transactionIn(await visitPage(tenant, page, await openedBy(tenant, page)))
    await manage(tenant, 'PUT', '/config/redirect_uris', { redirectUris: [] })
    const { status, headers } = await submit(tenant, { state, email: 'x' })
    expect([status, headers.get('Location')]).toEqual([400, null])
  })

  it('never makes markup of a parameter', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    for (const name of ['client_id', 'redirect_uri', 'user_id', 'code', 'language', 'state'])
      for (const response_mode of [undefined, 'web_message']) {
        const opened = await openedBy(tenant, page)
        const parameters = { ...opened, response_mode, [name]: attack }
        const { body } = await visitPage(tenant, page, parameters)
        expect([name, body.includes('<img')]).toEqual([name, false])
      }
  })
})

it('never makes markup of what somebody enters', async ({ emulator }) => {
  const tenant = tenantOf(emulator)
  const names = { email: attack, userName: attack, givenName: attack, familyName: attack }
  const state = transactionIn(await authorize(tenant, { response_type: 'sign_up' }))
  const again = await submit(tenant, { state, form: 'sign_up', ...names })
  expect(again.body).not.toContain('<img')
  const good = { ...names, email: `<img>@example.com`, newPassword: 'x', confirmPassword: 'x' }
  const asked = transactionIn(await authorize(tenant))
  const notice = await submit(tenant, { state: asked, form: 'sign_up', ...good })
  expect(notice.body).toContain('has not been verified yet')
  expect(notice.body).not.toContain('<img')
})

it('keeps the codes of generate_code, and where a page returns to, out of the log', async ({
  start,
}) => {
  const log: unknown[] = []
  const tenant = tenantOf(await start({ log: (event) => log.push(event) }))
  const { code = '' } = { code: '', ...(await openedBy(tenant, 'change_details')) }
  await visitPage(tenant, 'change_details', { code, state: 'the state' })
  await visitPage(tenant, 'change_details', { code, state: 'the state' })
  const { requests } = await tenant.requests.list()
  const written = JSON.stringify([log, requests])
  for (const secret of [code, 'the state', callback])
    expect([secret, written.includes(secret)]).toEqual([secret, false])
})
