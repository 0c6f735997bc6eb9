/**
 * The requests of IBM's Terraform provider (IBM-Cloud/terraform-provider-ibm), in the order in which it sends them:
 * create, read, update, read, delete, read. It compares every answer with its own state, member by member, so a text
 * that is empty must come back empty or not at all, and never as a default.
 */
import { describe, expect } from 'vitest'
import type { Tenant } from '../../src/index.ts'
import { demo, it, manage, tenantOf, users } from '../support/emulator.ts'

/** The resources of the provider, by what `ibm_appid_` is followed by. */
const resources = [
  ...['action_url', 'apm', 'application', 'application_roles', 'application_scopes'],
  ...['audit_status', 'cloud_directory_template', 'cloud_directory_user', 'idp_cloud_directory'],
  ...['idp_custom', 'idp_facebook', 'idp_google', 'idp_saml', 'languages', 'mfa', 'mfa_channel'],
  ...['password_regex', 'redirect_urls', 'role', 'theme_color', 'theme_text', 'token_config'],
  'user_roles',
]
const elsewhere: readonly string[] = []

/** A resource that is a configuration document: nothing deletes it, so the provider sends the defaults instead. */
interface Document {
  readonly path: string
  /** The status of PUT. */
  readonly status: 200 | 204
  /** What is sent to create, to update and to delete, and what GET returns then, unless it is the same. */
  readonly steps: readonly (readonly [sent: object, read?: object])[]
}

const policies = (enabled: boolean, limits: readonly number[]) => {
  const [maxPasswordReuse, daysToExpire, lockOutTimeSec, numOfAttempts, hours] = limits
  return {
    advancedPasswordManagement: {
      enabled,
      passwordReuse: { enabled, config: { maxPasswordReuse } },
      preventPasswordWithUsername: { enabled },
      passwordExpiration: { enabled, config: { daysToExpire } },
      lockOutPolicy: { enabled, config: { lockOutTimeSec, numOfAttempts } },
      minPasswordChangeInterval: { enabled, config: { minHoursToChangePassword: hours } },
    },
  }
}

const cloudDirectory = (isActive: boolean, identityConfirmation: object, others: object = {}) => ({
  isActive,
  config: {
    selfServiceEnabled: true,
    signupEnabled: true,
    interactions: {
      welcomeEnabled: true,
      resetPasswordEnabled: true,
      resetPasswordNotificationEnable: true,
      identityConfirmation,
    },
    ...others,
  },
})

const social = (name: string): Document => {
  const redirectURL = expect.stringMatching(
    new RegExp(`/oauth/v4/${demo.tenantId}/callback/${name}$`),
  )
  const active = (secret: string) => ({ isActive: true, config: { idpId: 'id', secret } })
  const inactive = { isActive: false }
  return {
    path: `idps/${name}`,
    status: 200,
    steps: [active('a'), active('b'), inactive].map((sent) => [sent, { ...sent, redirectURL }]),
  }
}

const saml = {
  entityID: 'https://idp.example/saml',
  signInUrl: 'https://idp.example/sso',
  displayName: '',
  encryptResponse: false,
  signRequest: false,
  includeScoping: false,
  certificates: ['MIID\nAA==\n'],
}

const lifetimes = (access: number, enabled: boolean, expires_in: number) => ({
  access: { expires_in: access },
  refresh: { enabled, expires_in },
  anonymousAccess: { enabled: !enabled, expires_in },
})
const noClaims = { accessTokenClaims: [], idTokenClaims: [] }
const claims = [
  { source: 'roles', sourceClaim: '', destinationClaim: '' },
  { source: 'saml', sourceClaim: 'employeeId', destinationClaim: 'id' },
]

const regex = (text: string) => {
  const base64_encoded_regex = Buffer.from(text).toString('base64')
  return { sent: { base64_encoded_regex }, read: { regex: text, base64_encoded_regex } }
}

const documents: Readonly<Record<string, Document>> = {
  apm: {
    path: 'cloud_directory/advanced_password_management',
    status: 200,
    steps: [
      [policies(true, [3, 60, 120, 5, 24])],
      [policies(false, [1, 1, 60, 1, 0])],
      [policies(false, [8, 30, 1800, 3, 0])],
    ],
  },
  audit_status: {
    path: 'capture_runtime_activity',
    status: 204,
    steps: [[{ isActive: true }], [{ isActive: false }], [{ isActive: false }]],
  },
  idp_cloud_directory: {
    path: 'idps/cloud_directory',
    status: 200,
    steps: [
      [cloudDirectory(true, { accessMode: 'FULL' })],
      [
        cloudDirectory(
          true,
          { accessMode: 'OFF', methods: ['email'] },
          { identityField: 'userName' },
        ),
      ],
      [cloudDirectory(false, { accessMode: 'FULL', methods: ['email'] })],
    ],
  },
  idp_custom: {
    path: 'idps/custom',
    status: 200,
    steps: [
      [{ isActive: true, config: { publicKey: 'PEM\n' } }],
      [{ isActive: true, config: {} }],
      [{ isActive: false }],
    ],
  },
  idp_facebook: social('facebook'),
  idp_google: social('google'),
  idp_saml: {
    path: 'idps/saml',
    status: 200,
    steps: [
      [{ isActive: true, config: saml }],
      [{ isActive: true, config: { ...saml, authnContext: { comparison: '' } } }],
      [{ isActive: false }],
    ],
  },
  languages: {
    path: 'ui/languages',
    status: 204,
    steps: [
      [{ languages: ['es-ES', 'en', 'fr-FR'] }],
      [{ languages: ['de'] }],
      [{ languages: ['en'] }],
    ],
  },
  mfa: {
    path: 'cloud_directory/mfa',
    status: 200,
    steps: [[{ isActive: true }], [{ isActive: false }], [{ isActive: false }]],
  },
  password_regex: {
    path: 'cloud_directory/password_regex',
    status: 200,
    steps: [
      [
        { ...regex('^(?=.*\\d).{8,}$').sent, error_message: 'Add a digit' },
        { ...regex('^(?=.*\\d).{8,}$').read, error_message: 'Add a digit' },
      ],
      [regex('^.{8,}$').sent, regex('^.{8,}$').read],
      [regex('').sent, regex('').read],
    ],
  },
  redirect_urls: {
    path: 'redirect_uris',
    status: 204,
    steps: [
      [{ redirectUris: ['https://a.example/*', 'http://localhost:3000/callback'] }],
      [{ redirectUris: ['https://a.example/*'] }],
      [{ redirectUris: [] }],
    ],
  },
  theme_color: {
    path: 'ui/theme_color',
    status: 204,
    steps: [[{ headerColor: '#000000' }], [{ headerColor: '' }], [{ headerColor: '#EEF2F5' }]],
  },
  theme_text: {
    path: 'ui/theme_text',
    status: 204,
    steps: [
      [{ tabTitle: 'Shop', footnote: '' }],
      [{ tabTitle: '', footnote: 'Ours' }],
      [{ tabTitle: 'Login', footnote: 'Powered by App ID' }],
    ],
  },
  token_config: {
    path: 'tokens',
    status: 200,
    steps: [
      [
        { ...lifetimes(7200, true, 86_400), accessTokenClaims: claims },
        { ...lifetimes(7200, true, 86_400), ...noClaims, accessTokenClaims: claims },
      ],
      [
        { ...lifetimes(300, false, 2_592_000), idTokenClaims: claims },
        { ...lifetimes(300, false, 2_592_000), ...noClaims, idTokenClaims: claims },
      ],
      [lifetimes(3600, false, 2_592_000), { ...lifetimes(3600, false, 2_592_000), ...noClaims }],
    ],
  },
}

/** The steps of the resources that are no document. Each is the request and the answer to it. */
type Step = readonly [method: string, path: string, sent: unknown, status: number, body: unknown]

const run = async (tenant: Tenant, steps: readonly Step[]) => {
  for (const [method, path, sent, status, body] of steps) {
    const answer = await manage(tenant, method, path, sent)
    expect([method, path, answer.status, answer.body]).toEqual([method, path, status, body])
  }
}

const urls = { oAuthServerUrl: expect.any(String), profilesUrl: expect.any(String) }
const discovery = { discoveryEndpoint: expect.any(String) }
/** What the Go SDK reads as a time. */
const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
const unknown = { message: expect.stringMatching(/ has no (?:application|role) /) }

const others: Readonly<Record<string, (tenant: Tenant) => Promise<void>>> = {
  application: async (tenant) => {
    const sent = { name: 'app', type: 'regularwebapp' }
    const { status, body: created } = await manage(tenant, 'POST', '/applications', sent)
    const application = {
      clientId: expect.any(String),
      tenantId: tenant.tenantId,
      secret: expect.stringMatching(/^[\w+/]{48}$/),
      ...sent,
      ...urls,
      ...discovery,
    }
    expect([status, created]).toEqual([200, application])
    const path = `/applications/${created.clientId}`
    const renamed = { ...created, name: 'renamed' }
    await run(tenant, [
      ['GET', path, undefined, 200, created],
      ['PUT', path, { name: 'renamed' }, 201, renamed],
      ['GET', path, undefined, 200, renamed],
      ['DELETE', path, undefined, 204, ''],
      ['GET', path, undefined, 404, unknown],
    ])
  },
  application_scopes: async (tenant) => {
    const path = `/applications/${demo.b.clientId}/scopes`
    await run(
      tenant,
      [['b', 'a'], ['c'], []].flatMap((scopes): Step[] => [
        ['PUT', path, { scopes }, 200, { scopes }],
        ['GET', path, undefined, 200, { scopes }],
      ]),
    )
  },
  role: async (tenant) => {
    await manage(tenant, 'PUT', `/applications/${demo.b.clientId}/scopes`, { scopes: ['a', 'b'] })
    const access = (...scopes: string[]) => [{ application_id: demo.b.clientId, scopes }]
    const sent = { name: 'reader', description: '', access: access('b', 'a') }
    const { status, body: created } = await manage(tenant, 'POST', '/roles', sent)
    expect([status, created]).toEqual([201, { id: expect.any(String), ...sent }])
    const path = `/roles/${created.id}`
    const changed = { name: 'writer', description: 'Writes', access: access('a') }
    await run(tenant, [
      ['GET', path, undefined, 200, created],
      ['PUT', path, changed, 200, { id: created.id, ...changed }],
      ['GET', path, undefined, 200, { id: created.id, ...changed }],
      [
        'PUT',
        path,
        { name: 'writer', access: [] },
        200,
        { ...created, name: 'writer', access: [] },
      ],
      ['DELETE', path, undefined, 202, ''],
      ['GET', path, undefined, 404, unknown],
    ])
  },
  application_roles: async (tenant) => {
    const path = `/applications/${demo.a.clientId}/roles`
    const create = async (name: string) => {
      const { body } = await manage(tenant, 'POST', '/roles', { name, access: [] })
      return { id: body.id, name }
    }
    const one = await create('one')
    const two = await create('two')
    const ids = [one.id, two.id]
    await run(tenant, [
      ['PUT', path, { roles: { ids } }, 200, { roles: [one, two] }],
      ['GET', path, undefined, 200, { roles: [one, two] }],
      ['PUT', path, { roles: { ids: [two.id] } }, 200, { roles: [two] }],
      ['GET', path, undefined, 200, { roles: [two] }],
      ['PUT', path, { roles: {} }, 200, { roles: [] }],
      ['GET', path, undefined, 200, { roles: [] }],
    ])
  },
  user_roles: async (tenant) => {
    const path = `/users/${users.ann.profileId}/roles`
    const create = async (name: string) => {
      const { body } = await manage(tenant, 'POST', '/roles', { name, access: [] })
      return { id: body.id, name }
    }
    const one = await create('one')
    const two = await create('two')
    const ids = [one.id, two.id]
    await run(tenant, [
      ['PUT', path, { roles: { ids } }, 200, { roles: [one, two] }],
      ['GET', path, undefined, 200, { roles: [one, two] }],
      ['PUT', path, { roles: { ids: [two.id] } }, 200, { roles: [two] }],
      ['GET', path, undefined, 200, { roles: [two] }],
      ['PUT', path, { roles: {} }, 200, { roles: [] }],
      ['GET', path, undefined, 200, { roles: [] }],
      // The profile outlives its roles.
      ['GET', `/users/${users.ann.profileId}/profile`, undefined, 200, expect.any(Object)],
      ['DELETE', `/users/${users.ann.profileId}`, undefined, 204, ''],
      ['GET', path, undefined, 404, { message: 'Profile not found' }],
    ])
  },
  action_url: async (tenant) => {
    const path = '/config/cloud_directory/action_url/on_user_verified'
    await run(tenant, [
      ...['https://a.example/?x=1', 'https://b.example'].flatMap((actionUrl): Step[] => [
        ['PUT', path, { actionUrl }, 200, { actionUrl }],
        ['GET', path, undefined, 200, { actionUrl }],
      ]),
      ['DELETE', path, undefined, 204, ''],
      ['GET', path, undefined, 200, { actionUrl: '' }],
    ])
  },
  cloud_directory_template: async (tenant) => {
    const path = '/config/cloud_directory/templates/WELCOME/en'
    const { body: before } = await manage(tenant, 'GET', path)
    const base64_encoded_html_body = Buffer.from('<b>Hello</b>').toString('base64')
    const sent = { subject: 'Hello', base64_encoded_html_body, plain_text_body: 'Hello' }
    const read = { ...sent, html_body: '<b>Hello</b>' }
    await run(tenant, [
      ['PUT', path, sent, 200, read],
      ['GET', path, undefined, 200, read],
      ['PUT', path, { subject: 'Hi' }, 200, { subject: 'Hi' }],
      ['GET', path, undefined, 200, { subject: 'Hi' }],
      ['DELETE', path, undefined, 204, ''],
      ['GET', path, undefined, 200, before],
    ])
  },
  cloud_directory_user: async (tenant) => {
    const emails = (value: string) => [{ value, primary: true }]
    // The provider always sends the status and whether the user is active, and what is not set not at all.
    const sent = {
      active: true,
      emails: emails('tf@example.com'),
      password: 'P@ssw0rd',
      status: 'PENDING',
    }
    const meta = {
      created: expect.stringMatching(isoTime),
      lastModified: expect.stringMatching(isoTime),
      location: expect.any(String),
      resourceType: 'User',
    }
    const { password, ...shown } = sent
    const user = {
      ...shown,
      displayName: 'tf@example.com',
      mfaContext: {},
      meta,
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      id: expect.any(String),
    }
    const signUp = '/cloud_directory/sign_up?shouldCreateProfile=true'
    const { status, body: created } = await manage(tenant, 'POST', signUp, sent)
    expect([status, created]).toEqual([201, { ...user, profileId: expect.any(String) }])
    const { id, profileId: sub } = created
    const path = `/cloud_directory/Users/${id}`
    const userinfo = (idpUserInfo: object) => ({
      identities: [{ provider: 'cloud_directory', id, idpUserInfo }],
      sub,
      attributes: {},
    })
    const changes = {
      active: false,
      displayName: 'Terraform',
      emails: emails('terraform@example.com'),
      lockedUntil: 1_631_034_228_000,
      status: 'CONFIRMED',
    }
    const changed = { ...user, ...changes }
    const newPassword = { newPassword: 'Next-P@ssw0rd', uuid: id }
    const gone = expect.objectContaining({ status: '404' })
    await run(tenant, [
      ['GET', path, undefined, 200, user],
      ['GET', `/cloud_directory/${id}/userinfo`, undefined, 200, userinfo(user)],
      ['PUT', path, { ...changes, password: newPassword.newPassword }, 200, changed],
      ['POST', '/cloud_directory/change_password', newPassword, 200, changed],
      ['GET', path, undefined, 200, changed],
      ['GET', `/cloud_directory/${id}/userinfo`, undefined, 200, userinfo(changed)],
      ['DELETE', path, undefined, 204, ''],
      ['GET', path, undefined, 404, gone],
    ])
    // With create_profile = false there is no sub, which the provider does not mind.
    const without = '/cloud_directory/sign_up?shouldCreateProfile=false'
    const { body: second } = await manage(tenant, 'POST', without, sent)
    const { status: read, body } = await manage(
      tenant,
      'GET',
      `/cloud_directory/${second.id}/userinfo`,
    )
    expect([read, Object.keys(body)]).toEqual([200, ['identities', 'attributes']])
  },
  mfa_channel: async (tenant) => {
    const channels = '/config/cloud_directory/mfa/channels'
    const config = { key: 'key', secret: 'secret', from: '+15550100' }
    const reset = { provider: 'nexmo', from: '+12223334444', key: '<key>', secret: '<secret>' }
    const email = (isActive: boolean) => ({ isActive, type: 'email' })
    const sms = (isActive: boolean, others: object) => ({ isActive, type: 'sms', ...others })
    const off = { isActive: false }
    await run(tenant, [
      ['PUT', `${channels}/nexmo`, off, 200, sms(false, {})],
      ['GET', channels, undefined, 200, { channels: [email(true), sms(false, {})] }],
      ['PUT', `${channels}/nexmo`, { isActive: true, config }, 200, sms(true, { config })],
      ['GET', channels, undefined, 200, { channels: [email(false), sms(true, { config })] }],
      ['PUT', `${channels}/nexmo`, { ...off, config: reset }, 200, sms(false, { config: reset })],
      ['GET', channels, undefined, 200, { channels: [email(true), sms(false, { config: reset })] }],
    ])
  },
}

describe('IBM’s Terraform provider', () => {
  it('has 23 resources', () => {
    expect(resources).toHaveLength(23)
    expect([...Object.keys(documents), ...Object.keys(others), ...elsewhere].sort()).toEqual(
      [...resources].sort(),
    )
  })

  it.for(Object.entries(documents))(
    'sets, changes and resets ibm_appid_%s, and reads back what it sent',
    async ([, { path, status, steps }], { emulator }) => {
      const tenant = tenantOf(emulator)
      for (const [sent, read = sent] of steps) {
        const put = await manage(tenant, 'PUT', `/config/${path}`, sent)
        expect(put.status).toBe(status)
        const checked = path === 'idps/saml' && {
          validation_data: { certificates: expect.any(Array) },
        }
        expect(put.body).toEqual(status === 204 ? '' : { ...read, ...checked })
        const get = await manage(tenant, 'GET', `/config/${path}`)
        expect([get.status, get.body]).toEqual([200, read])
      }
    },
  )

  it.for(Object.entries(others))(
    'creates, reads, changes and deletes ibm_appid_%s',
    async ([, sequence], { emulator }) => sequence(tenantOf(emulator)),
  )

  it('forgets what belonged to a tenant that does not exist any more: reads give 404', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    const { managementUrl } = tenant
    await tenant.delete()
    const paths = Object.values(documents).map(({ path }) => `/config/${path}`)
    for (const path of [...paths, '/roles/x', '/applications/x', `/applications/x/scopes`]) {
      const { status, body } = await manage({ managementUrl }, 'GET', path)
      expect([path, status, body]).toEqual([path, 404, 'Not Found'])
    }
  })
})
