import { describe, expect } from 'vitest'
import type { Emulator, Tenant } from '../../src/index.ts'
import { demo, it, manage, requestToken, send, tenantOf, testing } from '../support/emulator.ts'
import { SelfServiceManager } from '../support/sdk.ts'

/** The SDK's manager for an application with pages of its own, which gets an IAM token for each call. */
const managerOf = (emulator: Emulator, { managementUrl }: Tenant) =>
  new SelfServiceManager({
    iamTokenUrl: `${emulator.url}/identity/token`,
    managementUrl,
    iamApiKey: 'any',
  })

const user = {
  displayName: 'Nora New',
  emails: [{ value: 'nora@example.com', primary: true }],
  name: { givenName: 'Nora', familyName: 'New' },
  password: 'first password',
}

/** The application's own pages, to which links lead with a context. */
const pages = {
  on_user_verified: 'http://localhost:3000/verified',
  on_reset_password: 'http://localhost:3000/reset',
}

/** Follows the link in the last mail, and returns the context that the application's page gets. */
async function follow({ mails }: Tenant, template: 'USER_VERIFICATION' | 'RESET_PASSWORD') {
  const { link = '' } = (await mails.list({ to: 'nora@example.com', template })).mails.at(-1) ?? {}
  const { status, headers } = await send(link, { redirect: 'manual' })
  const location = new URL(headers.get('Location') ?? '')
  expect([status, location.searchParams.get('language')]).toEqual([302, 'en'])
  return {
    page: `${location.origin}${location.pathname}`,
    context: location.searchParams.get('context') ?? '',
  }
}

const signIn = (tenant: Tenant, password: string) =>
  requestToken(tenant, demo.a, { grant_type: 'password', username: 'nora@example.com', password })

/** A tenant whose links lead to the application's pages. */
async function tenantWithPages(emulator: Emulator): Promise<Tenant> {
  const tenant = tenantOf(emulator)
  for (const [action, actionUrl] of Object.entries(pages))
    await manage(tenant, 'PUT', `/config/cloud_directory/action_url/${action}`, { actionUrl })
  return tenant
}

describe('SelfServiceManager', () => {
  it('signs a user up, who verifies the address and signs in', async ({ emulator }) => {
    const tenant = await tenantWithPages(emulator)
    const manager = managerOf(emulator, tenant)
    const created = await manager.signUp(user)
    const { id, profileId, ...rest } = created
    const uuid = `${id}`
    expect([uuid, profileId]).toEqual([expect.any(String), expect.any(String)])
    const unverified = {
      displayName: 'Nora New',
      active: true,
      mfaContext: {},
      emails: [{ value: 'nora@example.com', primary: true }],
      meta: {
        created: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        location: expect.stringMatching(/\/Users\/[\w-]+$/),
        lastModified: expect.any(String),
        resourceType: 'User',
      },
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      name: { givenName: 'Nora', familyName: 'New', formatted: 'Nora New' },
      status: 'PENDING',
    }
    expect(rest).toEqual(unverified)
    expect(await manager.getUserDetails(uuid)).toEqual({ ...unverified, id })
    expect((await signIn(tenant, user.password)).status).toBe(403)

    await manager.resendNotification(uuid, 'USER_VERIFICATION')
    expect((await tenant.mails.list({ template: 'USER_VERIFICATION' })).mails).toHaveLength(2)
    const { page, context } = await follow(tenant, 'USER_VERIFICATION')
    expect(page).toBe(pages.on_user_verified)
    expect(await manager.getSignUpConfirmationResult(context)).toEqual({ success: true, uuid: id })
    expect((await manager.getUserDetails(uuid)).status).toBe('CONFIRMED')
    expect((await signIn(tenant, user.password)).status).toBe(200)

    // A second click on the link, and a page that is reloaded: both are told what was wrong.
    const again = await follow(tenant, 'USER_VERIFICATION')
    const gone = { code: 'GONE', description: expect.any(String) }
    for (const one of [context, again.context])
      expect(await manager.getSignUpConfirmationResult(one)).toEqual({
        success: false,
        uuid: id,
        error: gone,
      })
    expect(await manager.getSignUpConfirmationResult('unknown')).toEqual({
      success: false,
      error: { code: 'NOT_FOUND', description: expect.any(String) },
    })
  })

  it('lets a user who forgot the password set a new one', async ({ emulator }) => {
    const tenant = await tenantWithPages(emulator)
    const manager = managerOf(emulator, tenant)
    const { id } = await manager.signUp({ ...user, status: 'CONFIRMED' })
    const uuid = `${id}`
    expect((await manager.forgotPassword('nora@example.com', 'en')).id).toBe(id)
    const { page, context } = await follow(tenant, 'RESET_PASSWORD')
    expect(page).toBe(pages.on_reset_password)
    expect(await manager.getForgotPasswordConfirmationResult(context)).toEqual({
      success: true,
      uuid: id,
    })
    expect(await manager.getForgotPasswordConfirmationResult(context)).toEqual({
      success: false,
      error: { code: 'NOT_FOUND', description: expect.any(String) },
    })
    const changed = await manager.setUserNewPassword(uuid, 'second password', 'en', '192.0.2.7')
    expect(changed.id).toBe(id)
    const statuses = []
    for (const password of ['first password', 'second password'])
      statuses.push((await signIn(tenant, password)).status)
    expect(statuses).toEqual([400, 200])
    const { mails } = await tenant.mails.list()
    expect(mails.map(({ template }) => template)).toEqual(['RESET_PASSWORD', 'PASSWORD_CHANGED'])

    const renamed = await manager.updateUserDetails(uuid, {
      emails: user.emails,
      displayName: 'Nora Newer',
    })
    expect([renamed.id, renamed.displayName]).toEqual([id, 'Nora Newer'])
  })

  it('is told why something failed', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const manager = managerOf(emulator, tenant)
    const { id } = await manager.signUp(user)
    await expect(manager.signUp(user)).rejects.toMatchObject({
      statusCode: 409,
      code: 'uniqueness',
      message: 'emails: another user has this e-mail address',
    })
    await expect(manager.forgotPassword('nora@example.com')).rejects.toMatchObject({
      statusCode: 409,
      message: 'the user has not verified the email address yet',
    })
    await expect(manager.forgotPassword('nobody@example.com')).rejects.toMatchObject({
      statusCode: 404,
      code: 'userNotFound',
      message: 'there is no such user in the Cloud Directory',
    })
    await expect(manager.getUserDetails('nobody')).rejects.toMatchObject({ statusCode: 404 })
    await manager.updateUserDetails(`${id}`, { emails: user.emails, status: 'CONFIRMED' })
    await expect(manager.resendNotification(`${id}`, 'USER_VERIFICATION')).rejects.toMatchObject({
      statusCode: 410,
    })
    const elsewhere = managerOf(emulator, tenantOf(emulator, testing.tenantId))
    await expect(elsewhere.getUserDetails(`${id}`)).rejects.toMatchObject({ statusCode: 404 })
  })
})
