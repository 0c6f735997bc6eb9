import type { ParameterizedContext } from 'koa'
import { excerpt } from '../../excerpt.ts'
import { noStore } from '../../http/no-store.ts'
import type { ResponseTarget } from '../../model/authorization-request.ts'
import { isRegistered, withoutQuery } from '../../model/redirect-uri.ts'
import type { RequestState } from '../../runtime.ts'
import { invalidRequest } from '../../surface/oauth-error.ts'
import { refuse } from '../refuse.ts'
import { type Query, singleValue } from './authorization-request.ts'
import { AuthorizationError, respondWithError } from './authorization-response.ts'

/** App ID's own words. */
const unregistered =
  'redirect_uri is invalid. Check the URL-s listed under the "Manage" section in the "Identity Providers" tabs.'

/** Runs an endpoint that returns to the client, which also gets the `AuthorizationError` that is thrown. */
export async function answerClient(
  ctx: ParameterizedContext<RequestState>,
  run: (target: ResponseTarget) => Promise<void>,
): Promise<void> {
  const { query } = ctx

  // 1. Without a registered redirect URI, nothing is sent anywhere (RFC 6749 §4.1.2.1).
  const redirectUri = singleValue(query, 'redirect_uri')
  if (redirectUri === undefined || !isRegistered(ctx.state.tenant, redirectUri))
    return refuse(ctx, invalidRequest(unregistered), remedyFor(query))

  // 2. From here on, the client gets the errors.
  const target = {
    redirectUri,
    state: singleValue(query, 'state'),
    webMessage: query.response_mode === 'web_message',
  }
  try {
    await run(target)
  } catch (error) {
    if (!(error instanceof AuthorizationError)) throw error
    await respondWithError(ctx, target, error)
  }
}

/** Whether a good request is only looked at, by HEAD: nothing begins, nobody is signed in, and no code is used. */
export function onlyLooks(ctx: ParameterizedContext<RequestState>): boolean {
  if (ctx.method !== 'HEAD') return false
  noStore(ctx)
  ctx.status = 200
  return true
}

function remedyFor({ redirect_uri: given }: Query): string {
  if (typeof given !== 'string' || given === '') return 'redirect_uri is missing or repeated.'
  return `${excerpt(withoutQuery(given))} is not registered. Add it to config/redirect_uris with the management API, or to config.redirect_uris.redirectUris of the tenant in the fixture.`
}
