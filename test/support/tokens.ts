import type { Tenant } from '../../src/index.ts'
import { basic, demo, type HttpResponse, manage, send } from './emulator.ts'

/** The scope of a user's token when the user has no roles. */
export const userScope =
  'openid appid_default appid_readuserattr appid_readprofile appid_writeuserattr appid_authenticated'

/** The id and the secret of an application. */
export type Client = Parameters<typeof basic>[0]

/** Asks the token endpoint, by default as application A of the demo fixture. */
export function ask(
  tenant: Tenant,
  form: Readonly<Record<string, string>>,
  client: Client = demo.a,
): Promise<HttpResponse> {
  return send(`${tenant.oAuthServerUrl}/token`, {
    method: 'POST',
    headers: { Authorization: basic(client) },
    body: new URLSearchParams(form),
  })
}

/** The form of a password grant. */
export const passwordOf = ({ email, password }: { email: string; password: string }) => ({
  grant_type: 'password',
  username: email,
  password,
})

/** The claims of a token, unverified. */
export const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())

export const enableRefresh = (tenant: Tenant) =>
  manage(tenant, 'PUT', '/config/tokens', { refresh: { enabled: true, expires_in: 7200 } })
