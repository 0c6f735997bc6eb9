import type { Tenant } from '../../src/index.ts'
import { type HttpResponse, manage, send } from './emulator.ts'
import { authorize, type Parameters, submit, transactionIn } from './sign-in.ts'

/** Where users may be sent after they sign out. */
export const goodbye = 'http://localhost:3000/goodbye'

/** Switches single sign-on on, unless the test says something else. */
export const enableSso = (tenant: Tenant, options: object = {}) =>
  manage(tenant, 'PUT', '/config/cloud_directory/sso', {
    isActive: true,
    inactivityTimeoutSeconds: 600,
    logoutRedirectUris: [goodbye],
    ...options,
  })

/** The cookie that a response sets, as a browser sends it back. */
export const cookieIn = ({ headers }: HttpResponse): string =>
  headers.getSetCookie()[0]?.split(';')[0] ?? ''

/** Signs a user in at the page, in a browser that has this cookie, and returns the cookie that it gets. */
export async function signInWith(
  tenant: Tenant,
  form: Parameters,
  Cookie: string = '',
): Promise<string> {
  const state = transactionIn(await authorize(tenant))
  return cookieIn(await submit(tenant, { state, ...form }, { Cookie }))
}

/** Sends an authorization request with a cookie. */
export const authorizeWith = (tenant: Tenant, Cookie: string, parameters: Parameters = {}) =>
  authorize(tenant, parameters, { Cookie })

/** Whether the browser with this cookie is signed in. */
export async function isSignedIn(tenant: Tenant, cookie: string): Promise<boolean> {
  const { headers } = await authorizeWith(tenant, cookie, { prompt: 'none' })
  return new URL(headers.get('Location') ?? 'none:').searchParams.has('code')
}

/** Visits the logout endpoint with a cookie. */
export function logOut(tenant: Tenant, Cookie: string, parameters: Parameters = {}, init = {}) {
  const query = Object.entries({ redirect_uri: goodbye, ...parameters }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`],
  )
  return send(`${tenant.oAuthServerUrl}/cloud_directory/sso/logout?${query.join('&')}`, {
    redirect: 'manual',
    headers: { Cookie, Accept: 'text/html' },
    ...init,
  })
}
