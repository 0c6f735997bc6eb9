import type { ParameterizedContext } from 'koa'
import { excerpt } from '../excerpt.ts'
import type { AuthorizationRequest, ResponseTarget } from '../model/authorization-request.ts'
import { isRegistered } from '../model/redirect-uri.ts'
import { findHinted, maySignIn } from '../model/sign-in-choice.ts'
import type { Tenant } from '../model/tenant.ts'
import type { ProfiledUser } from '../model/user.ts'
import type { RequestState, Runtime } from '../runtime.ts'
import { anonymousOf, newAnonymous } from '../surface/anonymous.ts'
import { invalidRequest } from '../surface/oauth-error.ts'
import { signIn } from '../surface/sign-in.ts'
import { parseAuthorizationRequest, type Query, singleValue } from './authorization-request.ts'
import { AuthorizationError, respondWithCode, respondWithError } from './authorization-response.ts'
import { refuse } from './refuse.ts'
import { beginSignIn } from './sign-in-page.ts'
import { beginSession, signInBySession } from './sso-session.ts'

type Context = ParameterizedContext<RequestState>

/** App ID's own words. */
const unregistered =
  'redirect_uri is invalid. Check the URL-s listed under the "Manage" section in the "Identity Providers" tabs.'

/** `GET /authorization` (RFC 6749 §4.1.1, OpenID Connect Core 1.0 §3.1.2.1). */
export function authorization(runtime: Runtime) {
  return async (ctx: Context): Promise<void> => {
    const { query } = ctx
    const { tenant } = ctx.state

    // 1. Without a registered redirect URI, nothing is sent anywhere (RFC 6749 §4.1.2.1).
    const redirectUri = singleValue(query, 'redirect_uri')
    if (redirectUri === undefined || !isRegistered(tenant, redirectUri))
      return refuse(ctx, invalidRequest(unregistered), remedyFor(query))

    // 2. From here on, the client gets the errors.
    const target: ResponseTarget = {
      redirectUri,
      state: singleValue(query, 'state'),
      webMessage: query.response_mode === 'web_message',
    }
    try {
      const request = parseAuthorizationRequest(tenant, query, target)
      ctx.state.record.clientId = request.clientId
      await authorize(runtime, ctx, request)
    } catch (error) {
      if (!(error instanceof AuthorizationError)) throw error
      await respondWithError(ctx, target, error)
    }
  }
}

/** Answers with a code if the user needs no page, and with the page otherwise. @throws {AuthorizationError} */
async function authorize(
  runtime: Runtime,
  ctx: Context,
  request: AuthorizationRequest,
): Promise<void> {
  const { tenant } = ctx.state
  const { tenantId } = tenant
  const anonymous = await anonymousOf(runtime, tenant, singleValue(ctx.query, 'appid_access_token'))
  if (request.provider === 'appid_anon') {
    const user = anonymous ?? (await newAnonymous(runtime, tenantId))
    return respondWithCode(runtime, ctx, request, user)
  }
  const hint = runtime.autoLogin ? singleValue(ctx.query, 'login_hint') : undefined
  const user = hint && (await signInHinted(runtime, tenant, hint, request, anonymous))
  if (user) {
    beginSession(runtime, ctx, user)
    return respondWithCode(runtime, ctx, request, user)
  }
  // Only users of the Cloud Directory stay signed in, and whoever signs up is somebody else.
  const byDirectory = (request.provider ?? 'cloud_directory') === 'cloud_directory'
  if (byDirectory && ctx.query.response_type === 'code') {
    const signedIn = await signInBySession(runtime, ctx, anonymous)
    if (signedIn !== undefined) return respondWithCode(runtime, ctx, request, signedIn)
  }
  if (ctx.query.prompt === 'none')
    throw new AuthorizationError('access_denied', 'User not signed in')
  await beginSignIn(runtime, ctx, { ...request, anonymousId: anonymous?.profileId }, hint)
}

/** Signs in the user whom `login_hint` names, if this user may sign in. */
async function signInHinted(
  runtime: Runtime,
  tenant: Tenant,
  hint: string,
  { provider }: AuthorizationRequest,
  anonymous: ProfiledUser | undefined,
): Promise<ProfiledUser | undefined> {
  const find = (tenant: Tenant) => {
    const user = findHinted(tenant, hint)
    const now = runtime.clock.ms(tenant)
    return user !== undefined && maySignIn(tenant, user, now, provider) ? user : undefined
  }
  return signIn(runtime, tenant.tenantId, find, anonymous)
}

function remedyFor({ redirect_uri: given }: Query): string {
  if (typeof given !== 'string' || given === '') return 'redirect_uri is missing or repeated.'
  return `${excerpt(given)} is not registered. Add it to config/redirect_uris with the management API, or to config.redirect_uris.redirectUris of the tenant in the fixture.`
}
