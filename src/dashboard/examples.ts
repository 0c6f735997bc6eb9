import type { Operation } from '../operations.ts'
import type { Shown } from './page/curl.ts'

/** The bodies of requests that are not content with `{"isActive":false}`. */
const bodies: Readonly<Record<string, unknown>> = {
  'oauth-server.token': new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: '{clientId}',
    client_secret: '{secret}',
  }),
  'mgmt.registerApplication': { name: 'my app' },
  'mgmt.updateApplication': { name: 'my app' },
  'mgmt.putApplicationsScopes': { scopes: ['read'] },
  'mgmt.putApplicationsRoles': { roles: { ids: [] } },
  'mgmt.createRole': { name: 'reader', access: [] },
  'mgmt.updateRole': { name: 'reader', access: [] },
  'mgmt.putTokensConfig': { access: { expires_in: 3600 } },
  'mgmt.updateRedirectUris': { redirectUris: ['http://localhost:3000/callback'] },
  'mgmt.postThemeText': { tabTitle: 'Login', footnote: '' },
  'iam.token': new URLSearchParams({
    grant_type: 'urn:ibm:params:oauth:grant-type:apikey',
    apikey: 'any',
  }),
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
): Shown {
  const token = tokenFor(name, iamToken)
  const hasBody = method === 'POST' || method === 'PUT'
  const body = bodies[name] ?? (state === 'emulated' ? { isActive: false } : {})
  return {
    method,
    url: `${base}${path.replace('{tenantId}', tenantId)}`,
    ...(token !== undefined && { headers: { Authorization: `Bearer ${token}` } }),
    ...(hasBody && { body }),
  }
}

function tokenFor(name: string, iamToken: string): string | undefined {
  if (name.startsWith('mgmt.')) return iamToken
  const takesToken = name.startsWith('profiles.') || name === 'oauth-server.userinfo'
  return takesToken ? '{access_token}' : undefined
}
