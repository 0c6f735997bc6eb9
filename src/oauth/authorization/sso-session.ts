/** The session of single sign-on that a browser's cookie names. */
import type { ParameterizedContext } from 'koa'
import { oauthServerUrl } from '../../issuer/issuer.ts'
import { inactivityTimeoutOf } from '../../model/sso.ts'
import { isInDirectory, type ProfiledUser } from '../../model/users/user.ts'
import type { RequestState, Runtime } from '../../runtime.ts'
import { signIn } from '../../users/sign-in.ts'

type Context = ParameterizedContext<RequestState>

const name = 'appid_emulator_sso'

/** The browser's session, which may not exist. */
const sessionIdOf = (ctx: Context): string => ctx.cookies.get(name) ?? ''

/** Signs in the user who is signed in at the tenant already, if any. `anonymous` is the anonymous user who signs in. */
export async function signInBySession(
  runtime: Runtime,
  ctx: Context,
  anonymous: ProfiledUser | undefined,
): Promise<ProfiledUser | undefined> {
  const { sessions } = runtime.shortLived
  const { tenant } = ctx.state
  const id = sessionIdOf(ctx)
  if (id === '') return undefined
  const find = (tenant: RequestState['tenant']) => sessions.find(tenant, id)
  const user = await signIn(runtime, tenant.tenantId, find, anonymous)
  if (user !== undefined) sessions.renew(tenant, id)
  return user
}

/** Begins a session for a user who has just signed in. That of whoever used the browser before ends. */
export function beginSession(runtime: Runtime, ctx: Context, user: ProfiledUser): void {
  const { sessions } = runtime.shortLived
  const { tenant } = ctx.state
  sessions.end(tenant, sessionIdOf(ctx))
  const timeout = inactivityTimeoutOf(tenant)
  if (timeout !== undefined && isInDirectory(user))
    setCookie(runtime, ctx, sessions.begin(tenant, user, timeout))
}

/** Ends the browser's session, or all of its user. */
export function endSession(
  runtime: Runtime,
  ctx: Context,
  options: { readonly all: boolean },
): void {
  runtime.shortLived.sessions.end(ctx.state.tenant, sessionIdOf(ctx), options)
  setCookie(runtime, ctx, '', '; Expires=Thu, 01 Jan 1970 00:00:00 GMT')
}

/** By hand, because Koa refuses Secure behind a proxy that it does not trust. Other ports of the host get the cookie, too. */
function setCookie(
  { issuer: { publicUrl } }: Runtime,
  ctx: Context,
  value: string,
  attributes = '',
): void {
  const { base, tenant } = ctx.state
  const { pathname, protocol, host } = new URL(oauthServerUrl(base, tenant.tenantId))
  // A proxy that is not trusted cannot say that the browser uses https; the public URL can.
  const browsers = publicUrl?.host === host ? publicUrl.protocol : protocol
  const secure = [protocol, browsers].includes('https:') ? '; Secure' : ''
  ctx.append(
    'Set-Cookie',
    `${name}=${value}; Path=${pathname}${attributes}; HttpOnly; SameSite=Lax${secure}`,
  )
}
