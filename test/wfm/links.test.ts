import { describe, expect } from 'vitest'
import type { Mail, Tenant } from '../../src/index.ts'
import {
  demo,
  type HttpResponse,
  it,
  manage,
  requestToken,
  send,
  tenantOf,
  users,
} from '../support/emulator.ts'
import { submit, transactionIn, visitPage } from '../support/sign-in.ts'

const { ann, pat } = users
const directory = '/cloud_directory'

/** Makes App ID send a mail, and returns it. */
async function mailFor(
  tenant: Tenant,
  template: string,
  uuid: string,
  query = '?language=de',
): Promise<Mail & { readonly link: string; readonly code: string }> {
  await tenant.mails.clear()
  await manage(tenant, 'POST', `${directory}/resend/${template}${query}`, { uuid })
  const { link = '', code = '', ...mail } = await tenant.mails.waitFor({}, { timeout: 0 })
  return { ...mail, link, code }
}

const verification = (tenant: Tenant) => mailFor(tenant, 'USER_VERIFICATION', pat.id)
const resetting = (tenant: Tenant) => mailFor(tenant, 'RESET_PASSWORD', ann.id)

const setAction = (tenant: Tenant, action: string, actionUrl: string) =>
  manage(tenant, 'PUT', `/config/cloud_directory/action_url/${action}`, { actionUrl })

const get = (url: string) => send(url, { redirect: 'manual' })

const post = (url: string, form: Record<string, string>) =>
  send(url, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' })

const signIn = async (tenant: Tenant, password: string) =>
  (await requestToken(tenant, demo.a, { grant_type: 'password', username: ann.email, password }))
    .status

const statusOf = async (tenant: Tenant, id: string) =>
  (await manage(tenant, 'GET', `${directory}/Users/${id}`)).body.status

const resultOf = async (tenant: Tenant, flow: string, context: unknown) =>
  (await manage(tenant, 'POST', `${directory}/${flow}/confirmation_result`, { context })).body

const headersOf = ({ headers }: HttpResponse) => ({
  csp: headers.get('Content-Security-Policy'),
  sniff: headers.get('X-Content-Type-Options'),
  cache: headers.get('Cache-Control'),
  referrer: headers.get('Referrer-Policy'),
})

const safe = {
  csp: expect.stringMatching(
    /^default-src 'none'; style-src 'sha256-[\w+/]{43}='; img-src data:; base-uri 'none'; frame-ancestors 'none'; form-action 'self'$/,
  ),
  sniff: 'nosniff',
  cache: 'no-store',
  referrer: 'no-referrer',
}

/** The status and the headline of a page. */
const headline = (response: HttpResponse) => {
  expect(response.headers.get('Content-Type')).toBe('text/html; charset=utf-8')
  expect(headersOf(response)).toEqual(safe)
  return [response.status, /<h1>(.*?)<\/h1>/.exec(response.body)?.[1]]
}

const useless = [404, 'This link does not work']
const used = [410, 'This link has been used before']
const verifiedBefore = [410, 'Your email address was verified before']

describe('the link that verifies an address', () => {
  it('makes the user confirmed, and says so, once', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const { link, code } = await verification(tenant)
    expect(link).toBe(`${emulator.url}/wfm/verify/${code}`)
    const response = await get(link)
    expect(headline(response)).toEqual([200, 'Your email address is verified'])
    expect(response.body).toContain(
      '<main><h1>Your email address is verified</h1><p>You can close this page and sign in.</p></main>',
    )
    expect(await statusOf(tenant, pat.id)).toBe('CONFIRMED')
    expect(headline(await get(link))).toEqual(verifiedBefore)
  })

  it('goes to the page of the tenant, with a context and the language', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await setAction(tenant, 'on_user_verified', 'https://app.example/verified?tab=a%20b#top')
    const { link, context } = await verification(tenant)
    const response = await get(link)
    const location = `https://app.example/verified?tab=a%20b&context=${context}&language=de#top`
    expect([response.status, response.headers.get('Location'), response.body]).toEqual([
      302,
      location,
      `Found. Redirecting to ${location}`,
    ])
    expect(response.headers.get('Content-Type')).toBe('text/plain; charset=utf-8')
    expect(headersOf(response)).toEqual({ ...safe, csp: null })
    expect(await statusOf(tenant, pat.id)).toBe('CONFIRMED')
    expect(await resultOf(tenant, 'sign_up', context)).toEqual({ success: true, uuid: pat.id })
  })

  it('goes to a page whose address is not ASCII', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await setAction(tenant, 'on_user_verified', 'https://app.example/日?q=ü#é')
    const { link, context } = await verification(tenant)
    const { status, headers } = await get(link)
    expect([status, headers.get('Location')]).toEqual([
      302,
      `https://app.example/%E6%97%A5?q=%C3%BC&context=${context}&language=de#%C3%A9`,
    ])
  })

  it('goes there a second time, too, or when it has expired, with a context that says why it failed', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    await setAction(tenant, 'on_user_verified', 'my-app://verified')
    const { link, context } = await verification(tenant)
    const contexts = []
    for (const seconds of [0, 0, 86_400]) {
      await tenant.clock.advance(seconds)
      const location = (await get(link)).headers.get('Location') ?? ''
      const [, found, language] =
        /^my-app:\/\/verified\?context=([\w-]{32})&language=(\w\w)$/.exec(location) ?? []
      const { success, uuid, error } = await resultOf(tenant, 'sign_up', found)
      contexts.push(found)
      expect([language, success, uuid, error?.code]).toEqual(
        [
          ['de', true, pat.id, undefined],
          ['de', false, pat.id, 'GONE'],
          ['en', false, undefined, 'NOT_FOUND'],
        ][contexts.length - 1],
      )
    }
    expect(contexts[0]).toBe(context)
    expect(new Set(contexts).size).toBe(3)
  })

  it('verifies once, even if it is followed twice at the same time', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const { link } = await verification(tenant)
    const responses = await Promise.all([get(link), get(link)])
    expect(responses.map(({ status }) => status).sort()).toEqual([200, 410])
    const { mails } = await tenant.mails.list({ template: 'WELCOME' })
    expect(mails).toHaveLength(1)
  })

  it('has nothing to do for a user who has been confirmed meanwhile', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const [first, second] = [await verification(tenant), await verification(tenant)]
    expect((await get(first.link)).status).toBe(200)
    expect(headline(await get(second.link))).toEqual(verifiedBefore)
  })

  it('does not verify a second time, when the user is made pending again', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const { link } = await verification(tenant)
    expect((await get(link)).status).toBe(200)
    const emails = [{ value: pat.email, primary: true }]
    await manage(tenant, 'PUT', `${directory}/Users/${pat.id}`, { emails, status: 'PENDING' })
    expect(headline(await get(link))).toEqual(verifiedBefore)
    expect(await statusOf(tenant, pat.id)).toBe('PENDING')
  })

  it('works beside a newer one, until the address is verified in whatever way', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    const older = await verification(tenant)
    const newer = await verification(tenant)
    expect(headline(await get(older.link))).toEqual([200, 'Your email address is verified'])
    expect(headline(await get(newer.link))).toEqual(verifiedBefore)
    expect(await resultOf(tenant, 'sign_up', newer.context)).toMatchObject({ success: false })
  })

  it('has been used when the management API confirms the user', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const { link } = await verification(tenant)
    await manage(tenant, 'PUT', `${directory}/Users/${pat.id}`, {
      emails: [{ value: pat.email, primary: true }],
      status: 'CONFIRMED',
    })
    expect(headline(await get(link))).toEqual(verifiedBefore)
  })

  it('is not used by a HEAD request', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const { link } = await verification(tenant)
    expect((await send(link, { method: 'HEAD' })).status).toBe(200)
    expect(await statusOf(tenant, pat.id)).toBe('PENDING')
    expect(headline(await get(link))).toEqual([200, 'Your email address is verified'])
  })
})

describe('the link to a new password', () => {
  const form = { newPassword: 'new', confirmPassword: 'new' }

  it('shows a form, which sets the password once and tells the user', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await tenant.clock.set({ now: 1_800_000_000, frozen: true })
    const { link, code, context } = await resetting(tenant)
    expect(link).toBe(`${emulator.url}/wfm/reset/${code}`)
    for (let visit = 0; visit < 2; visit += 1) {
      const page = await get(link)
      expect(headline(page)).toEqual([200, 'Choose a new password'])
      expect(page.body).toContain('<h1>Choose a new password</h1><form method="post">')
      for (const name of ['newPassword', 'confirmPassword'])
        expect(page.body).toContain(`name="${name}" type="password" autocomplete="new-password"`)
    }
    expect(headline(await post(link, form))).toEqual([200, 'Your password has been changed'])
    expect([await signIn(tenant, 'new'), await signIn(tenant, ann.password)]).toEqual([200, 400])
    const { tenants } = await emulator.state.get()
    expect(tenants[demo.tenantId]?.users?.[0]).toEqual({
      id: ann.id,
      profileId: ann.profileId,
      email: ann.email,
      givenName: 'Ann',
      familyName: 'Archer',
      passwordHash: expect.stringMatching(/^scrypt\.[\w-]+\.[\w-]+$/),
      lastModified: '2027-01-15T08:00:00.000Z',
    })
    const mail = await tenant.mails.waitFor({ template: 'PASSWORD_CHANGED' }, { timeout: 0 })
    expect([mail.to, mail.link]).toEqual([ann.email, undefined])
    expect(headline(await get(link))).toEqual(used)
    expect(headline(await post(link, form))).toEqual(used)
    expect((await resultOf(tenant, 'forgot_password', context)).success).toBe(false)
  })

  it('is used by whoever is first', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const { link } = await resetting(tenant)
    const other = { newPassword: 'other', confirmPassword: 'other' }
    const responses = await Promise.all([post(link, form), post(link, other)])
    expect(responses.map(({ status }) => status).sort()).toEqual([200, 410])
    expect((await tenant.mails.list({ template: 'PASSWORD_CHANGED' })).mails).toHaveLength(1)
  })

  it('refuses a password that the tenant does not accept, and remains', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await manage(tenant, 'PUT', '/config/cloud_directory/password_regex', {
      regex: '^.{3,}$',
      error_message: 'At least <b>3</b> characters & no fewer',
    })
    const { link } = await resetting(tenant)
    for (const [sent, message] of [
      [{ newPassword: 'new', confirmPassword: 'mew' }, 'The passwords are different.'],
      [{ newPassword: '', confirmPassword: '' }, 'Enter a new password.'],
      [
        { newPassword: 'no', confirmPassword: 'no' },
        'At least &lt;b>3&lt;/b> characters &amp; no fewer',
      ],
    ] as const) {
      const page = await post(link, sent)
      expect(headline(page)).toEqual([400, 'Choose a new password'])
      expect(page.body).toContain(`role="alert">${message}</p><form method="post">`)
    }
    expect(headline(await post(link, { newPassword: 'new' }))).toEqual([400, 'This did not work'])
    expect(await signIn(tenant, ann.password)).toBe(200)
    expect((await post(link, form)).status).toBe(200)
    expect(await signIn(tenant, 'new')).toBe(200)
  })

  it('goes to the page of the tenant, with a context', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await setAction(tenant, 'on_reset_password', 'http://localhost:3000/reset')
    const { link, context } = await resetting(tenant)
    for (let visit = 0; visit < 2; visit += 1) {
      const { status, headers } = await get(link)
      expect([status, headers.get('Location')]).toEqual([
        302,
        `http://localhost:3000/reset?context=${context}&language=de`,
      ])
    }
    expect(await resultOf(tenant, 'forgot_password', context)).toEqual({
      success: true,
      uuid: ann.id,
    })
    // The context has been used, so the link has been, too.
    const { headers } = await get(link)
    expect(headers.get('Location')).toContain(context)
    expect((await resultOf(tenant, 'forgot_password', context)).error.code).toBe('NOT_FOUND')
    expect(headline(await post(link, form))).toEqual(used)
  })

  const another = (tenant: Tenant) =>
    manage(tenant, 'POST', `${directory}/change_password`, { uuid: ann.id, newPassword: 'another' })

  /** The ways in which the password becomes “another”. */
  const ways: Readonly<Record<string, (tenant: Tenant) => Promise<HttpResponse>>> = {
    'by the management API': another,
    'together with other members of the user': (tenant) =>
      manage(tenant, 'PUT', `${directory}/Users/${ann.id}`, {
        emails: [{ value: ann.email, primary: true }],
        password: 'another',
      }),
    async 'at the page for changing it'(tenant) {
      const page = await visitPage(tenant, 'change_password', { user_id: ann.id })
      return submit(tenant, {
        state: transactionIn(page),
        password: ann.password,
        newPassword: 'another',
        confirmPassword: 'another',
      })
    },
    async 'by another link'(tenant) {
      const { link } = await resetting(tenant)
      return post(link, { newPassword: 'another', confirmPassword: 'another' })
    },
    async 'twice, back to the old one'(tenant) {
      await manage(tenant, 'POST', `${directory}/change_password`, {
        uuid: ann.id,
        newPassword: ann.password,
      })
      return another(tenant)
    },
  }

  it.for(Object.keys(ways))(
    'has been used, as has its context, when the password is changed %s',
    async (way, { emulator }) => {
      const tenant = tenantOf(emulator)
      const first = await resetting(tenant)
      const second = await resetting(tenant)
      expect((await ways[way]?.(tenant))?.status).toBeLessThan(400)
      for (const { link, context } of [first, second]) {
        expect(headline(await get(link))).toEqual(used)
        expect(headline(await post(link, form))).toEqual(used)
        expect(await resultOf(tenant, 'forgot_password', context)).toMatchObject({
          success: false,
          error: { code: 'NOT_FOUND' },
        })
      }
      expect([await signIn(tenant, 'another'), await signIn(tenant, 'new')]).toEqual([200, 400])
      const third = await resetting(tenant)
      expect((await post(third.link, form)).status).toBe(200)
    },
  )

  it('works beside a newer one, until one of them is used', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const older = await resetting(tenant)
    const newer = await resetting(tenant)
    for (const { link } of [older, newer])
      expect(headline(await get(link))).toEqual([200, 'Choose a new password'])
    const answers = await Promise.all([older, newer].map(({ link }) => post(link, form)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 410])
    expect((await tenant.mails.list({ template: 'PASSWORD_CHANGED' })).mails).toHaveLength(1)
    for (const { link } of [older, newer]) expect(headline(await get(link))).toEqual(used)
  })

  it('does not verify an address, and the other way round', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const { link: toVerify } = await verification(tenant)
    const { link: toReset } = await resetting(tenant)
    expect(headline(await get(toReset.replace('/reset/', '/verify/')))).toEqual(useless)
    expect(headline(await get(toVerify.replace('/verify/', '/reset/')))).toEqual(useless)
    expect(headline(await post(toVerify.replace('/verify/', '/reset/'), form))).toEqual(useless)
    expect(await statusOf(tenant, pat.id)).toBe('PENDING')
  })
})

describe('a link', () => {
  it('works until it expires by the clock of the tenant', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await tenant.clock.set({ frozen: true })
    await manage(tenant, 'PUT', '/config/cloud_directory/sender_details', {
      senderDetails: { from: { email: 'app@example.com' }, linkExpirationSec: 60 },
    })
    const verify = await verification(tenant)
    const reset = await resetting(tenant)
    await tenant.clock.advance(59)
    expect((await get(reset.link)).status).toBe(200)
    await tenant.clock.advance(1)
    expect(headline(await get(verify.link))).toEqual(useless)
    expect(headline(await get(reset.link))).toEqual(useless)
    const form = { newPassword: 'new', confirmPassword: 'new' }
    expect(headline(await post(reset.link, form))).toEqual(useless)
    expect(await signIn(tenant, ann.password)).toBe(200)
  })

  it('to an old address neither verifies the new one nor sets a password', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const toOld = { verify: await verification(tenant), reset: await resetting(tenant) }
    const emails = (value: string) => ({ emails: [{ value, primary: true }] })
    await manage(tenant, 'PUT', `${directory}/Users/${pat.id}`, emails('p@example.com'))
    await manage(tenant, 'PUT', `${directory}/Users/${ann.id}`, emails('a@example.com'))
    expect(headline(await get(toOld.verify.link))).toEqual(useless)
    expect(await statusOf(tenant, pat.id)).toBe('PENDING')
    expect(headline(await get(toOld.reset.link))).toEqual(useless)
    expect(await resultOf(tenant, 'forgot_password', toOld.reset.context)).toMatchObject({
      error: { code: 'NOT_FOUND' },
    })
    const form = { newPassword: 'new', confirmPassword: 'new' }
    expect(headline(await post(toOld.reset.link, form))).toEqual(useless)
    expect(headline(await get((await verification(tenant)).link))[0]).toBe(200)
  })

  it('is gone with the user, the tenant, or a reset', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const { link: ofUser } = await resetting(tenant)
    await manage(tenant, 'DELETE', `${directory}/Users/${ann.id}`)
    expect(headline(await get(ofUser))).toEqual(useless)
    await tenant.reset()
    const { link: ofPast } = await resetting(tenant)
    await tenant.reset()
    expect(headline(await get(ofPast))).toEqual(useless)
    const { link: ofTenant } = await resetting(tenant)
    await tenant.delete()
    expect(headline(await get(ofTenant))).toEqual(useless)
  })

  it('of a code or a path that nobody was sent does not work', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const { code } = await verification(tenant)
    for (const path of [
      '/wfm',
      '/wfm/',
      '/wfm/verify',
      '/wfm/verify/',
      '/wfm/verify/x',
      `/wfm/constructor/${code}`,
      `/wfm/verify/${code}x`,
      `/wfm/verify/${code.slice(0, 32)}${'0'.repeat(32)}`,
      `/wfm/verify/${'0'.repeat(64)}`,
      `/wfm/verify/${code}/x`,
      '/wfm/verify/%3Cscript%3E',
    ]) {
      const response = await get(`${emulator.url}${path}`)
      expect([path, ...headline(response)]).toEqual([path, ...useless])
    }
    expect(await statusOf(tenant, pat.id)).toBe('PENDING')
  })

  it('is not written down where it is mangled, either', async ({ emulator }) => {
    const { code } = await verification(tenantOf(emulator))
    for (const path of ['/WFM/verify/', '//wfm/verify/', '/below/wfm/verify/', '/'])
      expect((await fetch(`${emulator.url}${path}${code}`)).status).toBe(404)
    const { requests } = await emulator.requests.list()
    expect(requests.at(-1)?.path).toBe('/{code}')
    expect(JSON.stringify(requests)).not.toContain(code)
  })

  it('takes no other method', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    for (const [{ link }, method, allowed] of [
      [await verification(tenant), 'POST', 'GET, HEAD'],
      [await resetting(tenant), 'DELETE', 'GET, HEAD, POST'],
    ] as const) {
      const response = await send(link, { method })
      expect([...headline(response), response.headers.get('Allow')]).toEqual([
        405,
        'This did not work',
        allowed,
      ])
    }
    expect(await statusOf(tenant, pat.id)).toBe('PENDING')
  })

  it('leads to the public URL of the emulator', async ({ start }) => {
    const emulator = await start({ publicUrl: 'https://dev.example/appid' })
    const tenant = tenantOf(emulator)
    const { link, code } = await verification(tenant)
    expect(link).toBe(`https://dev.example/appid/wfm/verify/${code}`)
    const path = `/appid/wfm/verify/${code}`
    expect(headline(await get(`http://localhost:${emulator.port}${path}`))).toEqual([
      200,
      'Your email address is verified',
    ])
  })
})
