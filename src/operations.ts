/** Whether an operation does what it does in App ID, or answers 501. */
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

/** The names of the rows that are emulated: what a surface has to have handlers for. */
type EmulatedIn<Rows extends readonly Row[]> = Extract<
  Rows[number],
  readonly [string, string, string, 'emulated']
>[0]

const oauthRows = [
  ['oauth-server.discovery', 'GET', '/.well-known/openid-configuration', 'emulated'],
  ['oauth-server.publicKeys', 'GET', '/publickeys', 'emulated'],
  ['oauth-server.token', 'POST', '/token', 'emulated'],
  ['oauth-server.authorization', 'GET', '/authorization', 'not emulated'],
  ['oauth-server.introspect', 'POST', '/introspect', 'not emulated'],
  ['oauth-server.revoke', 'POST', '/revoke', 'not emulated'],
  ['oauth-server.userinfo', 'GET', '/userinfo', 'not emulated'],
  ['oauth-server.userinfo', 'POST', '/userinfo', 'not emulated'],
  ['oauth-server.registerClient', 'POST', '/clients', 'not emulated'],
  ['oauth-server.forgotPassword', 'GET', '/cloud_directory/forgot_password', 'not emulated'],
  ['oauth-server.changePassword', 'GET', '/cloud_directory/change_password', 'not emulated'],
  ['oauth-server.changeDetails', 'GET', '/cloud_directory/change_details', 'not emulated'],
  ['oauth-server.generateCode', 'GET', '/cloud_directory/generate_code', 'not emulated'],
  ['oauth-server.cloudDirectoryAuth', 'POST', '/cloud_directory/auth', 'not emulated'],
  ['oauth-server.ssoLogout', 'GET', '/cloud_directory/sso/logout', 'not emulated'],
  ['oauth-server.activityLogging', 'POST', '/activity_logging', 'not emulated'],
] as const

const managementRows = [
  ['mgmt.listApplications', 'GET', '/applications', 'emulated'],
  ['mgmt.registerApplication', 'POST', '/applications', 'emulated'],
  ['mgmt.getApplication', 'GET', '/applications/{clientId}', 'emulated'],
  ['mgmt.updateApplication', 'PUT', '/applications/{clientId}', 'emulated'],
  ['mgmt.deleteApplication', 'DELETE', '/applications/{clientId}', 'emulated'],
] as const

/** The authorization server's operations; the names are the documentation's where it has one. */
export const oauthOperations = below('/oauth/v4/{tenantId}', oauthRows)
export type EmulatedOauthOperation = EmulatedIn<typeof oauthRows>

/** The management API's operations, under the names of IBM's API description. */
export const managementOperations = below('/management/v4/{tenantId}', managementRows)
export type EmulatedManagementOperation = EmulatedIn<typeof managementRows>
