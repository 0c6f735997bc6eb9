import { describe, expect } from 'vitest'
import type { Mail, Tenant } from '../../../src/index.ts'
import { configureDirectory } from '../../support/directory.ts'
import { demo, it, manage, requestToken, send, tenantOf, users } from '../../support/emulator.ts'

const { ann, pat } = users
const directory = '/cloud_directory'
const start = 1_800_000_000
const unknownId = '00000000-0000-4000-8000-000000000000'

const freeze = (tenant: Tenant) => tenant.clock.set({ now: start, frozen: true })

const post = (tenant: Tenant, path: string, body: object) =>
  manage(tenant, 'POST', `${directory}${path}`, body)

/** Sends a form, as some applications do. */
const postForm = (tenant: Tenant, path: string, body: Record<string, string>) =>
  send(`${tenant.managementUrl}${directory}${path}`, {
    method: 'POST',
    headers: { Authorization: 'Bearer any' },
    body: new URLSearchParams(body),
  })

const signUp = (tenant: Tenant, more: object = {}, query = '') =>
  post(tenant, `/sign_up${query}`, {
    emails: [{ value: 'new@example.com', primary: true }],
    password: 'secret',
    ...more,
  })

async function mailsOf(tenant: Tenant): Promise<readonly Mail[]> {
  return (await tenant.mails.list()).mails
}

const templatesOf = async (tenant: Tenant) => (await mailsOf(tenant)).map((one) => one.template)

async function only(tenant: Tenant): Promise<Mail> {
  const [mail, another] = await mailsOf(tenant)
  if (mail === undefined || another !== undefined) throw new Error('there is not exactly one mail')
  return mail
}

const signIn = async (tenant: Tenant, username: string, password: string) =>
  (await requestToken(tenant, demo.a, { grant_type: 'password', username, password })).status

const scim = (status: number, detail: string, scimType?: string) => [
  status,
  { status: `${status}`, ...(scimType && { scimType }), detail, message: detail },
]

const failure = (code: 'GONE' | 'NOT_FOUND', uuid?: string) => [
  200,
  {
    success: false,
    ...(uuid && { uuid }),
    error: {
      code,
      description:
        code === 'GONE'
          ? 'the link or its context has been used before'
          : 'the context is unknown, or it has expired or been used, or the user has changed since',
    },
  },
]

const answerOf = async (response: Promise<{ status: number; body: unknown }>) => {
  const { status, body } = await response
  return [status, body]
}

describe('a forgotten password', () => {
  it.for([{ user: 'ann@example.com' }, { email: 'ANN@example.com' }])(
    'sends a mail, and returns the user: %j',
    async (body, { emulator }) => {
      const tenant = tenantOf(emulator)
      expect(await answerOf(post(tenant, '/forgot_password?language=en', body))).toEqual([
        200,
        {
          displayName: 'Ann Archer',
          active: true,
          mfaContext: {},
          emails: [{ value: 'ann@example.com', primary: true }],
          meta: {
            created: '2020-01-01T00:00:00.000Z',
            location: `/v1/${demo.tenantId}/Users/${ann.id}`,
            lastModified: '2020-01-01T00:00:00.000Z',
            resourceType: 'User',
          },
          schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
          name: { givenName: 'Ann', familyName: 'Archer', formatted: 'Ann Archer' },
          id: ann.id,
          status: 'CONFIRMED',
        },
      ])
      expect(await only(tenant)).toMatchObject({ to: ann.email, template: 'RESET_PASSWORD' })
    },
  )

  it('is that of a user name where users sign in with one, or of an address', async ({ start }) => {
    const emulator = await start({
      seed: {
        version: 1,
        tenants: {
          [demo.tenantId]: {
            users: [{ userName: 'ann', email: 'ann@example.com' }, { userName: 'mute' }],
            config: {
              'idps/cloud_directory': {
                isActive: true,
                config: {
                  selfServiceEnabled: true,
                  interactions: {
                    identityConfirmation: { accessMode: 'FULL' },
                    welcomeEnabled: true,
                    resetPasswordEnabled: true,
                    resetPasswordNotificationEnable: true,
                  },
                  identityField: 'userName',
                },
              },
            },
          },
        },
      },
    })
    const tenant = tenantOf(emulator)
    const statuses = []
    for (const body of [{ user: 'ann' }, { user: 'ann@example.com' }, { user: 'mute' }])
      statuses.push((await post(tenant, '/forgot_password', body)).status)
    expect(statuses).toEqual([200, 200, 200])
    // The third has no address.
    expect((await mailsOf(tenant)).map(({ to }) => to)).toEqual([
      'ann@example.com',
      'ann@example.com',
    ])
  })

  it('is refused for unknown users, users who are not verified, and nobody', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    const ask = (body: object) => answerOf(post(tenant, '/forgot_password', body))
    expect(await ask({ user: 'nobody@example.com' })).toEqual(
      scim(404, 'there is no such user in the Cloud Directory', 'userNotFound'),
    )
    expect(await ask({ email: pat.email })).toEqual(
      scim(409, 'the user has not verified the email address yet'),
    )
    for (const body of [{}, { user: '', email: '' }])
      expect(await ask(body)).toEqual(scim(400, 'user or email is missing', 'invalidValue'))
    expect(await mailsOf(tenant)).toEqual([])
  })

  it('sends no mail when the tenant does not want it', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await configureDirectory(tenant, 'FULL', { resetPasswordEnabled: false })
    expect((await post(tenant, '/forgot_password', { user: ann.email })).status).toBe(200)
    expect(await mailsOf(tenant)).toEqual([])
  })

  it('ends in the id of the user, for the context of the mail, once and until the link expires', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    await freeze(tenant)
    const ask = (context: string | undefined) =>
      answerOf(post(tenant, '/forgot_password/confirmation_result', { context }))
    const forget = async () => {
      await tenant.mails.clear()
      await post(tenant, '/forgot_password', { user: ann.email })
      return only(tenant)
    }
    const first = await forget()
    expect(await ask(first.context)).toEqual([200, { success: true, uuid: ann.id }])
    expect(await ask(first.context)).toEqual(failure('NOT_FOUND'))
    expect(await ask(first.code)).toEqual(failure('NOT_FOUND'))

    const second = await forget()
    await tenant.clock.advance(86_399)
    const form = { context: `${second.context}` }
    const inForm = postForm(tenant, '/forgot_password/confirmation_result', form)
    expect(await answerOf(inForm)).toEqual([200, { success: true, uuid: ann.id }])

    const third = await forget()
    await tenant.clock.advance(86_400)
    expect(await ask(third.context)).toEqual(failure('NOT_FOUND'))

    const fourth = await forget()
    const asSignUp = post(tenant, '/sign_up/confirmation_result', { context: fourth.context })
    expect(await answerOf(asSignUp)).toEqual(failure('NOT_FOUND'))
    const copy = await emulator.createTenant({ from: demo.tenantId })
    const elsewhere = post(copy, '/forgot_password/confirmation_result', {
      context: fourth.context,
    })
    expect(await answerOf(elsewhere)).toEqual(failure('NOT_FOUND'))
    expect(await ask(fourth.context)).toEqual([200, { success: true, uuid: ann.id }])

    const fifth = await forget()
    await manage(tenant, 'DELETE', `${directory}/Users/${ann.id}`)
    expect(await ask(fifth.context)).toEqual(failure('NOT_FOUND'))
    expect(await ask(undefined)).toEqual(scim(400, 'context: is missing', 'invalidValue'))
  })
})

describe('sending a mail again', () => {
  it.for([
    ['WELCOME', ann],
    ['PASSWORD_CHANGED', ann],
    ['RESET_PASSWORD', ann],
    ['USER_VERIFICATION', pat],
    ['WELCOME', pat],
  ] as const)('returns 202: %s', async ([template, { id: uuid, email: to }], { emulator }) => {
    const tenant = tenantOf(emulator)
    const expected = [202, { message: `${template} has been sent` }]
    const path = `/resend/${template}`
    expect(await answerOf(post(tenant, path, { uuid }))).toEqual(expected)
    expect(await answerOf(postForm(tenant, path, { uuid }))).toEqual(expected)
    expect(await mailsOf(tenant)).toMatchObject([
      { to, template },
      { to, template },
    ])
  })

  it.for([
    [
      'USER_VERIFICATION',
      { uuid: ann.id },
      scim(410, 'the user has already verified the email address'),
    ],
    [
      'RESET_PASSWORD',
      { uuid: pat.id },
      scim(409, 'the user has not verified the email address yet'),
    ],
    [
      'WELCOME',
      { uuid: unknownId },
      scim(404, 'there is no user with this id in the Cloud Directory'),
    ],
    [
      'WELCOME',
      { uuid: ann.profileId },
      scim(404, 'this is the id of a profile: use the id of the user in the Cloud Directory'),
    ],
    ['WELCOME', {}, scim(400, 'uuid: is missing', 'invalidValue')],
    [
      'MFA_VERIFICATION',
      { uuid: ann.id },
      scim(
        400,
        'templateName: must be USER_VERIFICATION or WELCOME or PASSWORD_CHANGED or RESET_PASSWORD',
        'invalidValue',
      ),
    ],
  ] as const)('is refused: %s %j', async ([template, body, expected], { emulator }) => {
    const tenant = tenantOf(emulator)
    expect(await answerOf(post(tenant, `/resend/${template}`, body))).toEqual(expected)
    expect(await mailsOf(tenant)).toEqual([])
  })
})

describe('signing up', () => {
  it.for([
    ['FULL', true, ['USER_VERIFICATION']],
    ['RESTRICTIVE', true, ['USER_VERIFICATION', 'WELCOME']],
    ['RESTRICTIVE', false, ['USER_VERIFICATION']],
    ['OFF', true, ['WELCOME']],
    ['false', true, ['WELCOME']],
    ['OFF', false, []],
  ] as const)(
    'sends what the tenant wants: accessMode %s, welcomeEnabled %s',
    async ([accessMode, welcomeEnabled, expected], { emulator }) => {
      const tenant = tenantOf(emulator)
      await configureDirectory(tenant, accessMode, { welcomeEnabled })
      expect((await signUp(tenant)).status).toBe(201)
      expect(await templatesOf(tenant)).toEqual(expected)
    },
  )

  it('sends nothing for a user who is signed up as verified, or created', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    expect((await signUp(tenant, { status: 'CONFIRMED' })).status).toBe(201)
    const created = { emails: [{ value: 'made@example.com' }], password: 'secret' }
    expect((await post(tenant, '/Users', created)).status).toBe(201)
    expect(await mailsOf(tenant)).toEqual([])
  })

  it('ends in a verified user, who is welcome, and in a context that tells the id once', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    await freeze(tenant)
    const { body: user } = await signUp(tenant)
    const { link = '', context } = await only(tenant)
    const ask = () => answerOf(post(tenant, '/sign_up/confirmation_result', { context }))
    expect(await ask()).toEqual(failure('NOT_FOUND'))
    expect(await signIn(tenant, 'new@example.com', 'secret')).toBe(403)

    await tenant.clock.advance(60)
    expect((await send(link)).status).toBe(200)
    expect(await templatesOf(tenant)).toEqual(['USER_VERIFICATION', 'WELCOME'])
    const { body: verified } = await manage(tenant, 'GET', `${directory}/Users/${user.id}`)
    const { profileId: _, ...unverified } = user
    expect(verified).toEqual({
      ...unverified,
      meta: { ...user.meta, lastModified: new Date((start + 60) * 1000).toISOString() },
      status: 'CONFIRMED',
    })
    expect(await signIn(tenant, 'new@example.com', 'secret')).toBe(200)

    expect(await ask()).toEqual([200, { success: true, uuid: user.id }])
    expect(await ask()).toEqual(failure('GONE', user.id))
    const form = { context: `${context}` }
    const asForgotten = postForm(tenant, '/forgot_password/confirmation_result', form)
    expect(await answerOf(asForgotten)).toEqual(failure('NOT_FOUND'))
    await tenant.clock.advance(86_400)
    expect(await ask()).toEqual(failure('NOT_FOUND'))
  })

  it('does not welcome anybody twice', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await configureDirectory(tenant, 'RESTRICTIVE')
    await signUp(tenant)
    const [{ link = '' } = { link: '' }] = await mailsOf(tenant)
    expect((await send(link)).status).toBe(200)
    expect(await templatesOf(tenant)).toEqual(['USER_VERIFICATION', 'WELCOME'])
  })
})

describe('changing a password', () => {
  it('tells the user, with the IP address if it is known', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await freeze(tenant)
    await manage(tenant, 'PUT', '/config/cloud_directory/templates/PASSWORD_CHANGED/en', {
      subject: 'Changed',
      plain_text_body: '%{passwordChangeInfo.time} from [%{passwordChangeInfo.ipAddress}]',
    })
    const change = { uuid: ann.id, newPassword: 'new' }
    expect((await post(tenant, '/change_password?language=en', change)).status).toBe(200)
    await post(tenant, '/change_password', { ...change, changedIpAddress: '192.0.2.7' })
    const common = {
      at: '2027-01-15T08:00:00.000Z',
      to: ann.email,
      from: { name: 'no-reply', email: 'no-reply@appid.example' },
      template: 'PASSWORD_CHANGED',
      language: 'en',
      subject: 'Changed',
      html: '',
    }
    expect(await mailsOf(tenant)).toEqual([
      { ...common, id: 1, text: '2027-01-15T08:00:00.000Z from []' },
      { ...common, id: 2, text: '2027-01-15T08:00:00.000Z from [192.0.2.7]' },
    ])
  })

  it('tells nobody when it is refused, or when the tenant does not want it', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    await post(tenant, '/change_password', { uuid: unknownId, newPassword: 'new' })
    await configureDirectory(tenant, 'FULL', { resetPasswordNotificationEnable: false })
    const { status } = await post(tenant, '/change_password', { uuid: ann.id, newPassword: 'new' })
    expect(status).toBe(200)
    expect(await mailsOf(tenant)).toEqual([])
  })
})
