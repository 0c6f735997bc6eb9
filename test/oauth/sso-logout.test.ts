import { describe, expect } from 'vitest'
import { demo, it, tenantOf, testing, users } from '../support/emulator.ts'
import { enableSso, goodbye, isSignedIn, logOut, signInWith } from '../support/sso.ts'

const { ann, ed } = users

const cleared = (tenantId: string = demo.tenantId) => [
  `appid_emulator_sso=; Path=/oauth/v4/${tenantId}; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; SameSite=Lax`,
]

describe('GET /cloud_directory/sso/logout', () => {
  it('ends the session of the browser, clears its cookie, and redirects', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await enableSso(tenant)
    const here = await signInWith(tenant, ann)
    const elsewhere = await signInWith(tenant, ann)
    const { status, headers, body } = await logOut(tenant, here, { client_id: demo.a.clientId })
    expect([status, headers.get('Location'), body, headers.getSetCookie()]).toEqual([
      302,
      goodbye,
      `Found. Redirecting to ${goodbye}`,
      cleared(),
    ])
    expect([headers.get('Content-Type'), headers.get('Cache-Control')]).toEqual([
      'text/plain; charset=utf-8',
      'no-store',
    ])
    expect([await isSignedIn(tenant, here), await isSignedIn(tenant, elsewhere)]).toEqual([
      false,
      true,
    ])
  })

  it('ends all sessions of the user with all_sessions=true, and nobody else’s', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    await enableSso(tenant)
    const sessions = [
      await signInWith(tenant, ann),
      await signInWith(tenant, ann),
      await signInWith(tenant, ann),
      await signInWith(tenant, ed),
    ] as const
    const signedIn = async () => {
      const result = []
      for (const one of sessions) result.push(await isSignedIn(tenant, one))
      return result
    }
    await logOut(tenant, sessions[0], { all_sessions: 'false' })
    expect(await signedIn()).toEqual([false, true, true, true])
    // An ended session says nothing about a user.
    await logOut(tenant, sessions[0], { all_sessions: 'true' })
    expect(await signedIn()).toEqual([false, true, true, true])
    await logOut(tenant, sessions[1], { all_sessions: 'true' })
    expect(await signedIn()).toEqual([false, false, false, true])
  })

  it('redirects when nobody is signed in, and when single sign-on is off', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await enableSso(tenant)
    const cookie = await signInWith(tenant, ann)
    for (const isActive of [true, false]) {
      await enableSso(tenant, { isActive })
      const { status, headers } = await logOut(tenant, isActive ? '' : cookie)
      expect([status, headers.get('Location'), headers.getSetCookie()]).toEqual([
        302,
        goodbye,
        cleared(),
      ])
    }
    await enableSso(tenant)
    expect(await isSignedIn(tenant, cookie)).toBe(false)
  })

  it('neither redirects to a URI that is not registered for it nor ends anything', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    await enableSso(tenant, { logoutRedirectUris: ['http://localhost:3000/bye/*'] })
    const cookie = await signInWith(tenant, ann)
    for (const redirect_uri of [
      undefined,
      '',
      // Registered for the sign-in alone.
      'http://localhost:3000/callback',
      'http://localhost:3000/bye',
      'http://localhost:3000/bye/../callback',
      'http://localhost:3000/bye/%2e%2e/callback',
      'http://localhost:3000.evil.example/bye/',
      'http://localhost:3000@evil.example/bye/',
      'http://evil.example\\localhost:3000/bye/',
      '//localhost:3000/bye/',
      'javascript:alert(1)',
      'http://localhost:3000/bye/\r\nSet-Cookie:a=b',
    ]) {
      const { status, headers, body } = await logOut(tenant, cookie, { redirect_uri })
      expect([redirect_uri, status, headers.get('Location'), headers.getSetCookie()]).toEqual([
        redirect_uri,
        400,
        null,
        [],
      ])
      expect(body).toContain('redirect_uri is not registered for logout.')
      expect(headers.get('Content-Security-Policy')).toMatch(/frame-ancestors 'none'$/)
    }
    expect(await isSignedIn(tenant, cookie)).toBe(true)
    const covered = 'http://localhost:3000/bye/now?reason=a%20b'
    const { headers } = await logOut(tenant, cookie, { redirect_uri: covered })
    expect(headers.get('Location')).toBe(covered)
  })

  it('tells a program in JSON, and a person on a page, how to mend that', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const redirect_uri = 'https://evil.example/<b>'
    const { body: page } = await logOut(tenant, '', { redirect_uri })
    expect(page).toMatch(
      /evil\.example\/&(?:#60|lt);b\S+ is not registered\. Add it to logoutRedirectUris/,
    )
    expect(page).not.toContain('<b>')
    const { body } = await logOut(tenant, '', { redirect_uri }, { headers: {} })
    expect(body).toEqual({
      error: 'invalid_request',
      error_description: 'redirect_uri is not registered for logout.',
    })
  })

  it('is looked at by HEAD, which ends nothing', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await enableSso(tenant)
    const Cookie = await signInWith(tenant, ann)
    const init = { method: 'HEAD', headers: { Cookie } }
    const { status, headers } = await logOut(tenant, Cookie, {}, init)
    expect([status, headers.get('Location'), headers.getSetCookie()]).toEqual([302, goodbye, []])
    expect(await isSignedIn(tenant, Cookie)).toBe(true)
  })

  it('does not end the session of another tenant', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const other = tenantOf(emulator, testing.tenantId)
    await enableSso(tenant)
    await enableSso(other)
    const cookie = await signInWith(tenant, ann)
    const { headers } = await logOut(other, cookie, { all_sessions: 'true' })
    expect(headers.getSetCookie()).toEqual(cleared(testing.tenantId))
    expect(await isSignedIn(tenant, cookie)).toBe(true)
  })

  it('keeps the id of the session out of the journal', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await enableSso(tenant)
    const cookie = await signInWith(tenant, ann)
    await isSignedIn(tenant, cookie)
    await logOut(tenant, cookie, { client_id: demo.a.clientId })
    const { requests } = await emulator.requests.list()
    expect(JSON.stringify(requests)).not.toContain(cookie.split('=')[1])
    expect(requests.at(-1)).toMatchObject({ clientId: demo.a.clientId, status: 302 })
  })
})
