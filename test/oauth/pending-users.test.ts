import { describe, expect } from 'vitest'
import type { Tenant } from '../../src/index.ts'
import { configureDirectory } from '../support/directory.ts'
import { basic, demo, it, manage, send, tenantOf, users } from '../support/emulator.ts'
import {
  authorize,
  claimsOf,
  exchange,
  redirectedWith,
  submit,
  transactionIn,
  visitPage,
} from '../support/sign-in.ts'
import { authorizeWith, enableSso, isSignedIn, signInWith } from '../support/sso.ts'
import { ask, enableRefresh, passwordOf } from '../support/tokens.ts'

const { pat } = users
const id = pat.id

const setStatus = (tenant: Tenant, status: string) =>
  manage(tenant, 'PUT', `/cloud_directory/Users/${id}`, {
    emails: [{ value: pat.email, primary: true }],
    status,
  })

const code = async (tenant: Tenant) => {
  const state = transactionIn(await authorize(tenant))
  return redirectedWith(await submit(tenant, { state, email: pat.email, password: pat.password }))
    .code
}

/** What a user gets by each way in. */
async function waysIn(tenant: Tenant) {
  const byPassword = await ask(tenant, passwordOf(pat))
  const state = transactionIn(await authorize(tenant))
  const page = await submit(tenant, { state, email: pat.email, password: pat.password })
  const picked = transactionIn(await authorize(tenant))
  return {
    password: byPassword.status,
    page: [page.status, page.body.includes('name="resend"')],
    picker: (await submit(tenant, { state: picked, user: `cloud_directory:${id}` })).status,
    control: await tenant.signIn({ email: pat.email }).then(
      () => 'signed in',
      (error) => error.code,
    ),
    link: (await manage(tenant, 'POST', '/cloud_directory/forgot_password', { user: pat.email }))
      .status,
  }
}

const introspected = async (tenant: Tenant, token: string) =>
  (
    await send(`${tenant.oAuthServerUrl}/introspect`, {
      method: 'POST',
      headers: { Authorization: basic(demo.a) },
      body: new URLSearchParams({ token }),
    })
  ).body

const refresh = async (tenant: Tenant, refresh_token: string) => {
  const { status, body } = await ask(tenant, { grant_type: 'refresh_token', refresh_token })
  return [status, body.error_description]
}

describe('a user whose address is not verified', () => {
  it('gets in nowhere where accessMode is FULL', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await configureDirectory(tenant, 'FULL')
    expect(await waysIn(tenant)).toEqual({
      password: 403,
      page: [200, true],
      picker: 200,
      control: 'CANNOT_SIGN_IN',
      link: 409,
    })
  })

  it.for(['RESTRICTIVE', 'OFF', 'false'])(
    'gets in like others, with email_verified false, where accessMode is %s',
    async (accessMode, { emulator }) => {
      const tenant = tenantOf(emulator)
      await configureDirectory(tenant, accessMode)
      await enableRefresh(tenant)
      await enableSso(tenant)
      expect(await waysIn(tenant)).toEqual({
        password: 200,
        page: [302, false],
        picker: 302,
        control: 'signed in',
        link: 409,
      })
      const cookie = await signInWith(tenant, pat)
      expect(await isSignedIn(tenant, cookie)).toBe(true)
      const { body } = await exchange(tenant, await code(tenant))
      expect(claimsOf(body.id_token).email_verified).toBe(false)
      expect(await refresh(tenant, body.refresh_token)).toEqual([200, undefined])
    },
  )

  /** What makes a user who has signed in one who must verify the address first, and what ends that. */
  const becoming = {
    async 'the status'(tenant: Tenant) {
      await setStatus(tenant, 'PENDING')
      return () => setStatus(tenant, 'CONFIRMED')
    },
    async 'the accessMode'(tenant: Tenant) {
      await configureDirectory(tenant, 'RESTRICTIVE')
      await setStatus(tenant, 'PENDING')
      await configureDirectory(tenant, 'FULL')
      return () => configureDirectory(tenant, 'OFF')
    },
  }

  it.for(['the status', 'the accessMode'] as const)(
    'who becomes one by a change of %s loses session, code, and for that time refresh token',
    async (what, { emulator }) => {
      const tenant = tenantOf(emulator)
      await configureDirectory(tenant, 'FULL')
      await setStatus(tenant, 'CONFIRMED')
      await enableRefresh(tenant)
      await enableSso(tenant)
      const cookie = await signInWith(tenant, pat)
      const before = await code(tenant)
      const { refresh_token, access_token, id_token } = (await ask(tenant, passwordOf(pat))).body
      expect(await refresh(tenant, refresh_token)).toEqual([200, undefined])
      const details = await send(`${tenant.oAuthServerUrl}/cloud_directory/generate_code`, {
        headers: { Authorization: `Bearer ${access_token} ${id_token}` },
      })
      const page = await visitPage(tenant, 'change_details', { code: details.body })

      const undo = await becoming[what](tenant)
      expect(await refresh(tenant, refresh_token)).toEqual([400, 'Invalid refresh token'])
      const { requests } = await tenant.requests.list()
      expect(requests.at(-1)?.error).toBe(
        `the refresh token belongs to the user ${pat.profileId}, who must verify the e-mail address`,
      )
      expect(await introspected(tenant, refresh_token)).toEqual({ active: false })
      expect((await exchange(tenant, before)).body.error_description).toBe('Code not found')
      expect(await isSignedIn(tenant, cookie)).toBe(false)
      expect((await authorizeWith(tenant, cookie)).status).toBe(200)
      const changed = await submit(tenant, { state: transactionIn(page), givenName: 'P' })
      expect(redirectedWith(changed).error).toBe('access_denied')

      await undo()
      expect(await refresh(tenant, refresh_token)).toEqual([200, undefined])
      expect(await introspected(tenant, refresh_token)).toEqual({ active: true })
      expect(await isSignedIn(tenant, cookie)).toBe(false)
    },
  )
})
