import type { ParameterizedContext } from 'koa'
import type { AuthorizationRequest } from '../../model/authorization-request.ts'
import type { Tenant } from '../../model/tenant.ts'
import { findHinted, isForDirectory } from '../../model/users/sign-in-choice.ts'
import type { ProfiledUser } from '../../model/users/user.ts'
import type { RequestState, Runtime } from '../../runtime.ts'
import { languageOf } from '../../surface/language.ts'
import { anonymousOf, newAnonymous } from '../../users/anonymous.ts'
import { signIn } from '../../users/sign-in.ts'
import { beginSelfService } from '../self-service/forms.ts'
import { answerClient, onlyLooks } from './answer-client.ts'
import { parseAuthorizationRequest, singleValue } from './authorization-request.ts'
import { AuthorizationError, respondWithCode } from './authorization-response.ts'
import { beginSignIn } from './sign-in-page.ts'
import { beginSession, signInBySession } from './sso-session.ts'

type Context = ParameterizedContext<RequestState>

/** `GET /authorization` (RFC 6749 §4.1.1, OpenID Connect Core 1.0 §3.1.2.1). */
export function authorization(runtime: Runtime) {
  return (ctx: Context): Promise<void> =>
    answerClient(ctx, async (target) => {
      const request = parseAuthorizationRequest(ctx.state.tenant, ctx.query, target)
      ctx.state.record.clientId = request.clientId
      if (!onlyLooks(ctx)) await authorize(runtime, ctx, request)
    })
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
  const user =
    hint &&
    request.selfService === undefined &&
    (await signInHinted(runtime, tenant, hint, request, anonymous))
  if (user) {
    beginSession(runtime, ctx, user)
    return respondWithCode(runtime, ctx, request, user)
  }
  // Only users of the Cloud Directory stay signed in, and whoever signs up is somebody else.
  if (isForDirectory(request) && request.selfService === undefined) {
    const signedIn = await signInBySession(runtime, ctx, anonymous)
    if (signedIn !== undefined) return respondWithCode(runtime, ctx, request, signedIn)
  }
  if (ctx.query.prompt === 'none')
    throw new AuthorizationError('access_denied', 'User not signed in')
  const transaction = { ...request, anonymousId: anonymous?.profileId, language: languageOf(ctx) }
  if (request.selfService === 'sign_up')
    return beginSelfService(runtime, ctx, transaction, 'sign_up')
  await beginSignIn(runtime, ctx, transaction, hint)
}

/** Signs in the user whom `login_hint` names, if this user may sign in. */
async function signInHinted(
  runtime: Runtime,
  tenant: Tenant,
  hint: string,
  { provider }: AuthorizationRequest,
  anonymous: ProfiledUser | undefined,
): Promise<ProfiledUser | undefined> {
  const find = (tenant: Tenant) => findHinted(tenant, hint, runtime.clock.ms(tenant), provider)
  return signIn(runtime, tenant.tenantId, find, anonymous)
}
