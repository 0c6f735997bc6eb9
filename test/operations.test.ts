import { describe, expect } from 'vitest'
import {
  iamOperations,
  managementOperations,
  type Operation,
  oauthOperations,
  operations,
  profilesOperations,
} from '../src/operations.ts'
import described from './operations.json' with { type: 'json' }
import { basic, demo, it, send, users } from './support/emulator.ts'
import { callback } from './support/sign-in.ts'

const key = ({ method, path }: { method: string; path: string }) => `${method} ${path}`

const logo = new FormData()
logo.set('file', new Blob([Buffer.from('89504e470d0a1a0a', 'hex')]), 'logo.png')

/** The bodies of emulated operations that would not succeed with the default body. */
const bodies: Readonly<Record<string, unknown>> = {
  'mgmt.registerApplication': { name: 'x' },
  'mgmt.updateApplication': { name: 'x' },
  'mgmt.putApplicationsScopes': { scopes: [] },
  'mgmt.putApplicationsRoles': { roles: {} },
  'mgmt.createRole': { name: 'new', access: [] },
  'mgmt.updateRole': { name: 'x', access: [] },
  'mgmt.usersNominateUser': { idp: 'google', 'idp-identity': 'x' },
  'mgmt.userProfilesImport': { users: [] },
  'mgmt.usersSetUserProfile': { attributes: {} },
  'mgmt.updateUserRoles': { roles: {} },
  'mgmt.createCloudDirectoryUser': { emails: [{ value: 'a@example.com' }], password: 'x' },
  'mgmt.updateCloudDirectoryUser': { emails: [{ value: 'a@example.com' }] },
  'mgmt.startSignUp': { emails: [{ value: 'a@example.com' }], password: 'x' },
  'mgmt.userVerificationResult': { context: 'x' },
  'mgmt.startForgotPassword': { user: 'user@example.com' },
  'mgmt.forgotPasswordResult': { context: 'x' },
  'mgmt.changePassword': { uuid: 'x', newPassword: 'x' },
  'mgmt.resendNotification': { uuid: 'x' },
  'mgmt.cloudDirectoryImport': { users: [] },
  'mgmt.cloudDirectoryBulkRemove': { ids: ['x'] },
  'mgmt.updateRedirectUris': { redirectUris: [] },
  'mgmt.postMedia': logo,
  'mgmt.updateTemplate': { subject: 'x' },
  'mgmt.setCloudDirectorySenderDetails': { senderDetails: { from: { email: 'x@example.com' } } },
  'mgmt.setCloudDirectoryAction': { actionUrl: '' },
  'mgmt.set_cloud_directory_email_dispatcher': { provider: 'appid' },
  'mgmt.set_cloud_directory_advanced_password_management': {
    advancedPasswordManagement: {
      enabled: false,
      passwordReuse: { enabled: false },
      preventPasswordWithUsername: { enabled: false },
      passwordExpiration: { enabled: false },
      lockOutPolicy: { enabled: false },
    },
  },
  'mgmt.updateSSOConfig': {
    isActive: false,
    inactivityTimeoutSeconds: 60,
    logoutRedirectUris: [],
  },
  'mgmt.updateRateLimitConfig': { signUpLimitPerMinute: 1, signInLimitPerMinute: 1 },
  'oauth-server.token': { grant_type: 'client_credentials' },
  'oauth-server.introspect': { token: 'x' },
  'oauth-server.revoke': { token: 'x' },
  'oauth-server.cloudDirectoryAuth': 'state=x',
  'iam.token': 'grant_type=urn:ibm:params:oauth:grant-type:apikey&apikey=x',
}

/** The statuses of operations that IBM's API description does not have, where they are not 200. */
const furtherStatuses: ReadonlyMap<string, number> = new Map([['profiles.deleteAttribute', 204]])

/** The operations that take a user's access token. */
const takesToken = /^(?:oauth-server\.(?:userinfo|activityLogging|generateCode)|profiles\.)/

async function authorizationFor(url: string, name: string): Promise<string> {
  if (!name.startsWith('oauth-server.') && !takesToken.test(name)) return 'Bearer any'
  if (!takesToken.test(name)) return basic(demo.a)
  const { body } = await send(`${url}/oauth/v4/${demo.tenantId}/token`, {
    method: 'POST',
    headers: { Authorization: basic(demo.a) },
    body: new URLSearchParams({
      grant_type: 'password',
      username: 'user@example.com',
      password: 'user',
    }),
  })
  return `Bearer ${body.access_token}${name === 'oauth-server.generateCode' ? ` ${body.id_token}` : ''}`
}

/** Sends a request for an operation. The tenant of the seed has an application, a role and a user for it. */
async function ask(url: string, { name, method, path }: Operation) {
  const role = '11111111-0000-4000-8000-000000000000'
  const filled = path
    .replace('{tenantId}', demo.tenantId)
    .replace('{clientId}', demo.b.clientId)
    .replace('{roleId}', role)
    .replace('{id}', users.ann.profileId)
    .replace('{attributeName}', 'a')
    .replace('{templateName}', 'WELCOME')
    .replace('{language}', 'en')
    .replace('{action}', 'on_user_verified')
    .replace('{channel}', 'nexmo')
    .replace('extensions/{name}', 'extensions/premfa')
    .replaceAll(/\{\w+\}/g, 'x')
  const body = bodies[name] ?? { isActive: false }
  const asIs = typeof body === 'string' || body instanceof FormData
  const query = `mediaType=logo&encryption_secret=x&client_id=${demo.a.clientId}&response_type=code&redirect_uri=${callback}&user_id=x`
  return send(`${url}${filled}?${query}`, {
    method,
    redirect: 'manual',
    headers: {
      Authorization: await authorizationFor(url, name),
      ...(typeof body === 'string' && { 'Content-Type': 'application/x-www-form-urlencoded' }),
      ...(!asIs && { 'Content-Type': 'application/json' }),
    },
    ...(method !== 'GET' && { body: asIs ? body : JSON.stringify(body) }),
  })
}

const seed = {
  version: 1,
  tenants: {
    [demo.tenantId]: {
      applications: [demo.a, demo.b],
      roles: [{ id: '11111111-0000-4000-8000-000000000000' }],
      users: [
        {
          id: 'x',
          profileId: users.ann.profileId,
          email: 'user@example.com',
          password: 'user',
          attributes: { a: 1 },
        },
      ],
      config: { redirect_uris: { redirectUris: [callback] } },
    },
  },
} as const

describe('the table of operations', () => {
  it('has the 97 operations of IBM’s API description, with their names, methods and paths', () => {
    expect(described).toHaveLength(97)
    const known = new Map(managementOperations.map((one) => [key(one), one.name]))
    expect(described.map((one) => [one.operation, key(one)])).toEqual(
      described.map((one) => [known.get(key(one)), key(one)]),
    )
  })

  it('has no others, except those documented elsewhere and alternative spellings', () => {
    const base = '/management/v4/{tenantId}'
    const inDescription = new Set(described.map(key))
    expect(
      managementOperations.filter((operation) => !inDescription.has(key(operation))).map(key),
    ).toEqual(
      [
        'POST /cloud_directory/export/all',
        'POST /cloud_directory/import/all',
        'GET /cloud_directory/export/status',
        'GET /cloud_directory/import/status',
        'GET /cloud_directory/export/download',
        'DELETE /cloud_directory/export/download',
        'POST /cloud_directory/bulk_remove',
        'GET /recent_authentications',
        'GET /config/idps',
        'GET /config/ui',
        'GET /config/cloud_directory/actions_urls',
        'POST /config/ui/theme_color',
        'PUT /config/cloud_directory/sms_dispatcher/test',
        'GET /config/mfa/channels',
        'GET /config/mfa/channels/{channel}',
        'PUT /config/mfa/channels/{channel}',
        'DELETE /users/{id}/profile',
      ].map((one) => one.replace(' ', ` ${base}`)),
    )
  })

  it('has each method of a path only once', () => {
    expect(new Set(operations.map(key)).size).toBe(operations.length)
  })

  it('matches the routes: emulated operations return the described status, others 501 and their name', async ({
    start,
  }) => {
    const statuses = new Map(described.map((one) => [one.operation, one.success]))
    // The form of a page, whose transaction is unknown here.
    statuses.set('oauth-server.cloudDirectoryAuth', 400)
    // No URI is registered for it.
    statuses.set('oauth-server.ssoLogout', 400)
    // It returns to the client, for want of a code from generate_code.
    statuses.set('oauth-server.changeDetails', 302)
    for (const operation of operations) {
      const { url } = await start({ seed })
      const { status, body } = await ask(url, operation)
      const reported = body.operation ?? body.error_description ?? body.message
      if (operation.state === 'emulated')
        expect([key(operation), status]).toEqual([
          key(operation),
          statuses.get(operation.name) ?? furtherStatuses.get(operation.name) ?? 200,
        ])
      else
        expect([key(operation), status, reported]).toEqual([
          key(operation),
          501,
          expect.stringContaining(operation.name),
        ])
    }
  })

  it.for([
    [managementOperations, { message: 'not emulated: %', operation: '%' }],
    [oauthOperations, { error: 'not_implemented', error_description: 'not emulated: %' }],
  ] as const)(
    'has operations that return 501 in the format of their API: %#',
    async ([rows, shape], { emulator }) => {
      const operation = rows.find(({ state }) => state === 'not emulated')
      if (operation === undefined) throw new Error('every operation is emulated')
      const expected = JSON.stringify(shape).replaceAll('%', operation.name)
      expect((await ask(emulator.url, operation)).body).toEqual(JSON.parse(expected))
    },
  )

  it('has the operations of every API', () => {
    expect(operations).toHaveLength(
      oauthOperations.length +
        managementOperations.length +
        profilesOperations.length +
        iamOperations.length,
    )
  })
})

describe('a path with a word where another path has a parameter', () => {
  it.for([
    ['DELETE', '/users/export', 'GET, HEAD'],
    ['DELETE', '/users/EXPORT/', 'GET, HEAD'],
    ['DELETE', '/users/import', 'POST'],
    ['PUT', '/users/export', 'GET, HEAD'],
    ['PATCH', '/users/some-id', 'DELETE'],
  ] as const)(
    'allows only its own methods: %s %s',
    async ([method, path, allowed], { emulator }) => {
      const url = `${emulator.url}/management/v4/${demo.tenantId}${path}`
      const { status, headers, body } = await send(url, {
        method,
        headers: { Authorization: 'Bearer any' },
      })
      expect([status, headers.get('Allow'), body]).toEqual([
        405,
        allowed,
        { message: `${method} is not allowed here: use ${allowed}` },
      ])
    },
  )

  it('leaves every other word to the parameter', async ({ emulator }) => {
    const url = `${emulator.url}/management/v4/${demo.tenantId}/users/exported`
    const { body } = await send(url, { method: 'DELETE', headers: { Authorization: 'Bearer any' } })
    expect(body).toEqual({ message: 'Profile not found' })
  })
})

describe('a path of an older API', () => {
  it.for([
    [`/oauth/v3/${demo.tenantId}/token`, 'version 3 of the API (use /oauth/v4)'],
    [`/oauth/v3/${demo.tenantId}/publickey`, 'version 3 of the API (use /oauth/v4)'],
    ['/saml2/v1/login-acs', 'SAML sign-in'],
  ] as const)('returns 501: %s', async ([path, operation], { emulator }) => {
    const { status, body } = await send(`${emulator.url}${path}`, { method: 'POST' })
    expect([status, body]).toEqual([
      501,
      { error: 'not_implemented', error_description: `not emulated: ${operation}` },
    ])
  })
})
