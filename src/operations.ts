/** Whether an operation is emulated or returns 501. */
export type OperationState = 'emulated' | 'not emulated'

/** An operation of one of the emulated APIs. `{name}` in the path is a parameter. */
export interface Operation<Name extends string = string> {
  readonly name: Name
  readonly method: string
  readonly path: string
  readonly state: OperationState
}

type Row = readonly [name: string, method: string, path: string, state: OperationState]

function below<const Rows extends readonly Row[]>(
  base: string,
  rows: Rows,
): Operation<Rows[number][0]>[] {
  return rows.map(([name, method, path, state]) => ({
    name,
    method,
    path: base + path,
    state,
  }))
}

/** The names of the emulated operations, for which a surface must have handlers. */
type EmulatedIn<Rows extends readonly Row[]> = Extract<
  Rows[number],
  readonly [string, string, string, 'emulated']
>[0]

const oauthRows = [
  ['oauth-server.discovery', 'GET', '/.well-known/openid-configuration', 'emulated'],
  ['oauth-server.publicKeys', 'GET', '/publickeys', 'emulated'],
  ['oauth-server.token', 'POST', '/token', 'emulated'],
  ['oauth-server.authorization', 'GET', '/authorization', 'emulated'],
  ['oauth-server.introspect', 'POST', '/introspect', 'emulated'],
  ['oauth-server.revoke', 'POST', '/revoke', 'emulated'],
  ['oauth-server.userinfo', 'GET', '/userinfo', 'emulated'],
  ['oauth-server.userinfo', 'POST', '/userinfo', 'emulated'],
  ['oauth-server.registerClient', 'POST', '/clients', 'not emulated'],
  ['oauth-server.forgotPassword', 'GET', '/cloud_directory/forgot_password', 'emulated'],
  ['oauth-server.changePassword', 'GET', '/cloud_directory/change_password', 'emulated'],
  ['oauth-server.changeDetails', 'GET', '/cloud_directory/change_details', 'emulated'],
  ['oauth-server.generateCode', 'GET', '/cloud_directory/generate_code', 'emulated'],
  ['oauth-server.cloudDirectoryAuth', 'POST', '/cloud_directory/auth', 'emulated'],
  ['oauth-server.ssoLogout', 'GET', '/cloud_directory/sso/logout', 'emulated'],
  ['oauth-server.activityLogging', 'POST', '/activity_logging', 'emulated'],
] as const

const managementRows = [
  ['mgmt.listApplications', 'GET', '/applications', 'emulated'],
  ['mgmt.registerApplication', 'POST', '/applications', 'emulated'],
  ['mgmt.getApplication', 'GET', '/applications/{clientId}', 'emulated'],
  ['mgmt.updateApplication', 'PUT', '/applications/{clientId}', 'emulated'],
  ['mgmt.deleteApplication', 'DELETE', '/applications/{clientId}', 'emulated'],
  ['mgmt.getApplicationScopes', 'GET', '/applications/{clientId}/scopes', 'emulated'],
  ['mgmt.putApplicationsScopes', 'PUT', '/applications/{clientId}/scopes', 'emulated'],
  ['mgmt.getApplicationRoles', 'GET', '/applications/{clientId}/roles', 'emulated'],
  ['mgmt.putApplicationsRoles', 'PUT', '/applications/{clientId}/roles', 'emulated'],
  ['mgmt.listCloudDirectoryUsers', 'GET', '/cloud_directory/Users', 'emulated'],
  ['mgmt.createCloudDirectoryUser', 'POST', '/cloud_directory/Users', 'emulated'],
  ['mgmt.getCloudDirectoryUser', 'GET', '/cloud_directory/Users/{userId}', 'emulated'],
  ['mgmt.updateCloudDirectoryUser', 'PUT', '/cloud_directory/Users/{userId}', 'emulated'],
  ['mgmt.deleteCloudDirectoryUser', 'DELETE', '/cloud_directory/Users/{userId}', 'emulated'],
  [
    'mgmt.invalidateUserSSOSessions',
    'POST',
    '/cloud_directory/Users/{userId}/sso/logout',
    'emulated',
  ],
  ['mgmt.cloudDirectoryExport', 'GET', '/cloud_directory/export', 'emulated'],
  ['mgmt.cloudDirectoryImport', 'POST', '/cloud_directory/import', 'emulated'],
  ['mgmt.cloudDirectoryGetUserinfo', 'GET', '/cloud_directory/{userId}/userinfo', 'emulated'],
  ['mgmt.startSignUp', 'POST', '/cloud_directory/sign_up', 'emulated'],
  [
    'mgmt.userVerificationResult',
    'POST',
    '/cloud_directory/sign_up/confirmation_result',
    'emulated',
  ],
  ['mgmt.startForgotPassword', 'POST', '/cloud_directory/forgot_password', 'emulated'],
  [
    'mgmt.forgotPasswordResult',
    'POST',
    '/cloud_directory/forgot_password/confirmation_result',
    'emulated',
  ],
  ['mgmt.changePassword', 'POST', '/cloud_directory/change_password', 'emulated'],
  ['mgmt.resendNotification', 'POST', '/cloud_directory/resend/{templateName}', 'emulated'],
  ['mgmt.cloudDirectoryRemove', 'DELETE', '/cloud_directory/remove/{userId}', 'emulated'],
  ['mgmt.getTokensConfig', 'GET', '/config/tokens', 'emulated'],
  ['mgmt.putTokensConfig', 'PUT', '/config/tokens', 'emulated'],
  ['mgmt.getRedirectUris', 'GET', '/config/redirect_uris', 'emulated'],
  ['mgmt.updateRedirectUris', 'PUT', '/config/redirect_uris', 'emulated'],
  ['mgmt.getUserProfilesConfig', 'GET', '/config/users_profile', 'emulated'],
  ['mgmt.updateUserProfilesConfig', 'PUT', '/config/users_profile', 'emulated'],
  ['mgmt.getThemeText', 'GET', '/config/ui/theme_text', 'emulated'],
  ['mgmt.postThemeText', 'PUT', '/config/ui/theme_text', 'emulated'],
  ['mgmt.getThemeColor', 'GET', '/config/ui/theme_color', 'emulated'],
  ['mgmt.postThemeColor', 'PUT', '/config/ui/theme_color', 'emulated'],
  ['mgmt.getMedia', 'GET', '/config/ui/media', 'emulated'],
  ['mgmt.postMedia', 'POST', '/config/ui/media', 'emulated'],
  ['mgmt.getSAMLMetadata', 'GET', '/config/saml_metadata', 'emulated'],
  [
    'mgmt.getTemplate',
    'GET',
    '/config/cloud_directory/templates/{templateName}/{language}',
    'emulated',
  ],
  [
    'mgmt.updateTemplate',
    'PUT',
    '/config/cloud_directory/templates/{templateName}/{language}',
    'emulated',
  ],
  [
    'mgmt.deleteTemplate',
    'DELETE',
    '/config/cloud_directory/templates/{templateName}/{language}',
    'emulated',
  ],
  ['mgmt.getLocalization', 'GET', '/config/ui/languages', 'emulated'],
  ['mgmt.updateLocalization', 'PUT', '/config/ui/languages', 'emulated'],
  [
    'mgmt.getCloudDirectorySenderDetails',
    'GET',
    '/config/cloud_directory/sender_details',
    'emulated',
  ],
  [
    'mgmt.setCloudDirectorySenderDetails',
    'PUT',
    '/config/cloud_directory/sender_details',
    'emulated',
  ],
  [
    'mgmt.getCloudDirectoryActionURL',
    'GET',
    '/config/cloud_directory/action_url/{action}',
    'emulated',
  ],
  [
    'mgmt.setCloudDirectoryAction',
    'PUT',
    '/config/cloud_directory/action_url/{action}',
    'emulated',
  ],
  ['mgmt.deleteActionURL', 'DELETE', '/config/cloud_directory/action_url/{action}', 'emulated'],
  [
    'mgmt.getCloudDirectoryPasswordRegex',
    'GET',
    '/config/cloud_directory/password_regex',
    'emulated',
  ],
  [
    'mgmt.set_cloud_directory_password_regex',
    'PUT',
    '/config/cloud_directory/password_regex',
    'emulated',
  ],
  [
    'mgmt.getCloudDirectoryEmailDispatcher',
    'GET',
    '/config/cloud_directory/email_dispatcher',
    'emulated',
  ],
  [
    'mgmt.set_cloud_directory_email_dispatcher',
    'PUT',
    '/config/cloud_directory/email_dispatcher',
    'emulated',
  ],
  ['mgmt.emailSettingTest', 'POST', '/config/cloud_directory/email_settings/test', 'not emulated'],
  [
    'mgmt.post_email_dispatcher_test',
    'POST',
    '/config/cloud_directory/email_dispatcher/test',
    'not emulated',
  ],
  [
    'mgmt.postSMSDispatcherTest',
    'POST',
    '/config/cloud_directory/sms_dispatcher/test',
    'not emulated',
  ],
  [
    'mgmt.get_cloud_directory_advanced_password_management',
    'GET',
    '/config/cloud_directory/advanced_password_management',
    'emulated',
  ],
  [
    'mgmt.set_cloud_directory_advanced_password_management',
    'PUT',
    '/config/cloud_directory/advanced_password_management',
    'emulated',
  ],
  ['mgmt.getAuditStatus', 'GET', '/config/capture_runtime_activity', 'emulated'],
  ['mgmt.setAuditStatus', 'PUT', '/config/capture_runtime_activity', 'emulated'],
  ['mgmt.listChannels', 'GET', '/config/cloud_directory/mfa/channels', 'emulated'],
  ['mgmt.getChannel', 'GET', '/config/cloud_directory/mfa/channels/{channel}', 'emulated'],
  ['mgmt.updateChannel', 'PUT', '/config/cloud_directory/mfa/channels/{channel}', 'emulated'],
  ['mgmt.getExtensionConfig', 'GET', '/config/cloud_directory/mfa/extensions/{name}', 'emulated'],
  [
    'mgmt.updateExtensionConfig',
    'PUT',
    '/config/cloud_directory/mfa/extensions/{name}',
    'emulated',
  ],
  [
    'mgmt.updateExtensionActive',
    'PUT',
    '/config/cloud_directory/mfa/extensions/{name}/active',
    'emulated',
  ],
  [
    'mgmt.postExtensionsTest',
    'POST',
    '/config/cloud_directory/mfa/extensions/{name}/test',
    'not emulated',
  ],
  ['mgmt.getMFAConfig', 'GET', '/config/cloud_directory/mfa', 'emulated'],
  ['mgmt.updateMFAConfig', 'PUT', '/config/cloud_directory/mfa', 'emulated'],
  ['mgmt.getSSOConfig', 'GET', '/config/cloud_directory/sso', 'emulated'],
  ['mgmt.updateSSOConfig', 'PUT', '/config/cloud_directory/sso', 'emulated'],
  ['mgmt.getRateLimitConfig', 'GET', '/config/cloud_directory/rate_limit', 'emulated'],
  ['mgmt.updateRateLimitConfig', 'PUT', '/config/cloud_directory/rate_limit', 'emulated'],
  ['mgmt.getFacebookIDP', 'GET', '/config/idps/facebook', 'emulated'],
  ['mgmt.setFacebookIDP', 'PUT', '/config/idps/facebook', 'emulated'],
  ['mgmt.getGoogleIDP', 'GET', '/config/idps/google', 'emulated'],
  ['mgmt.setGoogleIDP', 'PUT', '/config/idps/google', 'emulated'],
  ['mgmt.getCustomIDP', 'GET', '/config/idps/custom', 'emulated'],
  ['mgmt.set_custom_idp', 'PUT', '/config/idps/custom', 'emulated'],
  ['mgmt.getCloudDirectoryIDP', 'GET', '/config/idps/cloud_directory', 'emulated'],
  ['mgmt.setCloudDirectoryIDP', 'PUT', '/config/idps/cloud_directory', 'emulated'],
  ['mgmt.get_saml_idp', 'GET', '/config/idps/saml', 'emulated'],
  ['mgmt.set_saml_idp', 'PUT', '/config/idps/saml', 'emulated'],
  ['mgmt.listRoles', 'GET', '/roles', 'emulated'],
  ['mgmt.createRole', 'POST', '/roles', 'emulated'],
  ['mgmt.getRole', 'GET', '/roles/{roleId}', 'emulated'],
  ['mgmt.updateRole', 'PUT', '/roles/{roleId}', 'emulated'],
  ['mgmt.deleteRole', 'DELETE', '/roles/{roleId}', 'emulated'],
  ['mgmt.usersSearchUserProfile', 'GET', '/users', 'emulated'],
  ['mgmt.usersNominateUser', 'POST', '/users', 'emulated'],
  ['mgmt.userProfilesExport', 'GET', '/users/export', 'emulated'],
  ['mgmt.userProfilesImport', 'POST', '/users/import', 'emulated'],
  ['mgmt.usersDeleteUserProfile', 'DELETE', '/users/{id}', 'emulated'],
  ['mgmt.usersRevokeRefreshToken', 'POST', '/users/{id}/revoke_refresh_token', 'emulated'],
  ['mgmt.usersGetUserProfile', 'GET', '/users/{id}/profile', 'emulated'],
  ['mgmt.usersSetUserProfile', 'PUT', '/users/{id}/profile', 'emulated'],
  ['mgmt.getUserRoles', 'GET', '/users/{id}/roles', 'emulated'],
  ['mgmt.updateUserRoles', 'PUT', '/users/{id}/roles', 'emulated'],
  // These are in the documentation but not in IBM's API description. The names of the two status operations, of getUIConfig and of
  // getActionURLs are ours.
  ['mgmt.cloudDirectoryExportAll', 'POST', '/cloud_directory/export/all', 'not emulated'],
  ['mgmt.cloudDirectoryImportAll', 'POST', '/cloud_directory/import/all', 'not emulated'],
  ['mgmt.cloudDirectoryExportStatus', 'GET', '/cloud_directory/export/status', 'not emulated'],
  ['mgmt.cloudDirectoryImportStatus', 'GET', '/cloud_directory/import/status', 'not emulated'],
  ['mgmt.cloudDirectoryDownloadExport', 'GET', '/cloud_directory/export/download', 'not emulated'],
  [
    'mgmt.cloudDirectoryDownloadExportDelete',
    'DELETE',
    '/cloud_directory/export/download',
    'not emulated',
  ],
  ['mgmt.cloudDirectoryBulkRemove', 'POST', '/cloud_directory/bulk_remove', 'emulated'],
  ['mgmt.getRecentAuthentications', 'GET', '/recent_authentications', 'not emulated'],
  ['mgmt.listIDPs', 'GET', '/config/idps', 'emulated'],
  ['mgmt.getUIConfig', 'GET', '/config/ui', 'not emulated'],
  ['mgmt.getActionURLs', 'GET', '/config/cloud_directory/actions_urls', 'emulated'],
  // Variants from an older API or from the documentation.
  ['mgmt.postThemeColor', 'POST', '/config/ui/theme_color', 'emulated'],
  [
    'mgmt.postSMSDispatcherTest',
    'PUT',
    '/config/cloud_directory/sms_dispatcher/test',
    'not emulated',
  ],
  ['mgmt.listChannels', 'GET', '/config/mfa/channels', 'emulated'],
  ['mgmt.getChannel', 'GET', '/config/mfa/channels/{channel}', 'emulated'],
  ['mgmt.updateChannel', 'PUT', '/config/mfa/channels/{channel}', 'emulated'],
  ['mgmt.usersDeleteUserProfile', 'DELETE', '/users/{id}/profile', 'emulated'],
] as const

/** The authorization server's operations, with the names of the documentation where there is one. */
export const oauthOperations = below('/oauth/v4/{tenantId}', oauthRows)
export type EmulatedOauthOperation = EmulatedIn<typeof oauthRows>

/** The management API's operations, with the names of IBM's API description. */
export const managementOperations = below('/management/v4/{tenantId}', managementRows)
export type EmulatedManagementOperation = EmulatedIn<typeof managementRows>

const profilesRows = [
  ['profiles.getAllAttributes', 'GET', '', 'emulated'],
  ['profiles.getAttribute', 'GET', '/{attributeName}', 'emulated'],
  ['profiles.setAttribute', 'PUT', '/{attributeName}', 'emulated'],
  ['profiles.deleteAttribute', 'DELETE', '/{attributeName}', 'emulated'],
] as const

/** The profiles API's operations, with the names of IBM's Node SDK. */
export const profilesOperations = below('/api/v1/attributes', profilesRows)
export type EmulatedProfilesOperation = EmulatedIn<typeof profilesRows>

const iamRows = [
  ['iam.token', 'POST', '/identity/token', 'emulated'],
  ['iam.token', 'POST', '/oidc/token', 'emulated'],
  ['iam.keys', 'GET', '/identity/keys', 'emulated'],
] as const

/** The operations of IAM that App ID's clients need. */
export const iamOperations = below('', iamRows)
export type EmulatedIamOperation = EmulatedIn<typeof iamRows>

/** All operations, grouped by surface. */
export const operations: readonly Operation[] = [
  ...oauthOperations,
  ...managementOperations,
  ...profilesOperations,
  ...iamOperations,
]

/** Whether an operation belongs to no tenant: none of its paths contains a tenant id, and its tokens name none either. */
export function hasNoTenant(operation: string): boolean {
  const rows = operations.filter(({ name }) => name === operation)
  return (
    rows.length > 0 &&
    !rows.some(({ name, path }) => path.includes('{tenantId}') || name.startsWith('profiles.'))
  )
}

/** Whether clients authenticate with a client id. Other operations take a bearer token or no authentication at all. */
export function hasClient({ name, method }: Operation): boolean {
  return method === 'POST' && /^(?:oauth-server|iam)\.(?!userinfo|activityLogging)/.test(name)
}

/** Whether requests to an operation have a grant_type. */
export function hasGrantType({ name }: Operation): boolean {
  return /^(?:oauth-server|iam)\.token$/.test(name)
}

/** The operation that issues tokens. */
export const tokenOperation = 'oauth-server.token' satisfies EmulatedOauthOperation
