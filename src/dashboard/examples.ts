import type { Operation } from '../operations.ts'
import type { HttpRequest } from './page/curl.ts'

/** A file, as curl names it. */
const logo = new FormData()
logo.set('file', '@logo.png')

/** A form with the credentials of the client. */
function withClient(form: Readonly<Record<string, string>>): URLSearchParams {
  return new URLSearchParams({ ...form, client_id: '{clientId}', client_secret: '{secret}' })
}

const newUser = {
  emails: [{ value: 'new@example.com', primary: true }],
  password: 'secret',
  status: 'CONFIRMED',
}

/** The bodies of requests that are not content with `{"isActive":false}`. */
const bodies: Readonly<Record<string, unknown>> = {
  'oauth-server.token': withClient({ grant_type: 'client_credentials' }),
  'oauth-server.introspect': withClient({ token: '{access_token}' }),
  'oauth-server.revoke': withClient({ token: '{refresh_token}' }),
  'oauth-server.activityLogging': { eventName: 'logout', id_token: '{id_token}' },
  'oauth-server.cloudDirectoryAuth': new URLSearchParams({
    state: '{state}',
    email: 'ann@example.com',
    password: 'ann',
  }),
  'mgmt.registerApplication': { name: 'my app' },
  'mgmt.updateApplication': { name: 'my app' },
  'mgmt.putApplicationsScopes': { scopes: ['read'] },
  'mgmt.putApplicationsRoles': { roles: { ids: [] } },
  'mgmt.createRole': { name: 'reader', access: [] },
  'mgmt.updateRole': { name: 'reader', access: [] },
  'mgmt.usersNominateUser': {
    idp: 'cloud_directory',
    'idp-identity': 'new@example.com',
    profile: { attributes: { points: 150 } },
  },
  'mgmt.userProfilesImport': {
    users: [{ identities: [{ provider: 'google', id: '1' }], attributes: {}, roles: [] }],
  },
  'mgmt.usersSetUserProfile': { attributes: { points: 150 } },
  'mgmt.updateUserRoles': { roles: { ids: [] } },
  'mgmt.createCloudDirectoryUser': newUser,
  'mgmt.startSignUp': newUser,
  'mgmt.updateCloudDirectoryUser': { emails: newUser.emails, displayName: 'Ann' },
  'mgmt.userVerificationResult': { context: '{context}' },
  'mgmt.startForgotPassword': { user: 'ann@example.com' },
  'mgmt.forgotPasswordResult': { context: '{context}' },
  'mgmt.resendNotification': { uuid: '{userId}' },
  'mgmt.changePassword': { uuid: '{userId}', newPassword: 'secret' },
  'mgmt.cloudDirectoryImport': { users: [] },
  'mgmt.cloudDirectoryBulkRemove': { ids: ['{userId}'] },
  'mgmt.putTokensConfig': { access: { expires_in: 3600 } },
  'mgmt.updateRedirectUris': { redirectUris: ['http://localhost:3000/callback'] },
  'mgmt.postThemeText': { tabTitle: 'Login', footnote: '' },
  'mgmt.postThemeColor': { headerColor: '#EEF2F5' },
  'mgmt.postMedia': logo,
  'mgmt.updateLocalization': { languages: ['en', 'fr'] },
  'mgmt.updateTemplate': { subject: 'Welcome', html_body: '<p>Hello %{user.displayName}</p>' },
  'mgmt.setCloudDirectorySenderDetails': {
    senderDetails: { from: { name: 'My app', email: 'app@example.com' } },
  },
  'mgmt.setCloudDirectoryAction': { actionUrl: 'https://example.com/verified' },
  'mgmt.set_cloud_directory_email_dispatcher': { provider: 'appid' },
  'mgmt.set_cloud_directory_password_regex': { regex: '^.{8,}$' },
  'mgmt.set_cloud_directory_advanced_password_management': {
    advancedPasswordManagement: {
      enabled: true,
      passwordReuse: { enabled: false },
      preventPasswordWithUsername: { enabled: true },
      passwordExpiration: { enabled: false },
      lockOutPolicy: { enabled: true, config: { lockOutTimeSec: 60, numOfAttempts: 3 } },
    },
  },
  'mgmt.updateSSOConfig': {
    isActive: true,
    inactivityTimeoutSeconds: 86400,
    logoutRedirectUris: ['http://localhost:3000'],
  },
  'mgmt.updateRateLimitConfig': { signUpLimitPerMinute: 50, signInLimitPerMinute: 60 },
  'profiles.setAttribute': { points: 150 },
  'iam.token': new URLSearchParams({
    grant_type: 'urn:ibm:params:oauth:grant-type:apikey',
    apikey: 'any',
  }),
}

const client = 'client_id={clientId}&redirect_uri=http://localhost:3000/callback'

/** The queries of requests that need one. */
const queries: Readonly<Record<string, string>> = {
  'oauth-server.authorization': `?${client}&response_type=code`,
  'oauth-server.forgotPassword': `?${client}`,
  'oauth-server.changePassword': `?${client}&user_id={userId}`,
  'oauth-server.changeDetails': `?${client}&code={code}`,
  'oauth-server.ssoLogout': '?redirect_uri=http://localhost:3000&client_id={clientId}',
  'mgmt.postMedia': '?mediaType=logo',
  'mgmt.cloudDirectoryExport': '?encryption_secret=secret',
  'mgmt.cloudDirectoryImport': '?encryption_secret=secret',
}

/** Where the reader is: the emulator's URL, what stands for `{tenantId}`, and the token for the management API. */
export interface Place {
  readonly base: string
  /** Whether there is a control API. */
  readonly control: boolean
  readonly tenantId: string
  readonly iamToken: string
}

/** A request for an operation. Parameters other than the tenant remain as `{name}`. */
export function example(
  { name, method, path, state }: Operation,
  { base, tenantId, iamToken }: Place,
): HttpRequest {
  const token = tokenFor(name, iamToken)
  const hasBody = (method === 'POST' || method === 'PUT') && name !== 'oauth-server.userinfo'
  const body = bodies[name] ?? (state === 'emulated' ? { isActive: false } : {})
  return {
    method,
    url: `${base}${path.replace('{tenantId}', tenantId)}${queries[name] ?? ''}`,
    ...(token !== undefined && { headers: { Authorization: `Bearer ${token}` } }),
    ...(hasBody && { body }),
  }
}

function tokenFor(name: string, iamToken: string): string | undefined {
  if (name.startsWith('mgmt.')) return iamToken
  if (name === 'oauth-server.generateCode') return '{access_token} {id_token}'
  const takesToken = /^(?:profiles\.|oauth-server\.(?:userinfo|activityLogging))/
  return takesToken.test(name) ? '{access_token}' : undefined
}
