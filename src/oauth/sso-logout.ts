import type { ParameterizedContext } from 'koa'
import { excerpt } from '../excerpt.ts'
import { redirect } from '../http/redirect.ts'
import { withoutQuery } from '../model/redirect-uri.ts'
import { isLogoutUri } from '../model/sso.ts'
import { findApplication } from '../model/tenant.ts'
import type { RequestState, Runtime } from '../runtime.ts'
import { invalidRequest } from '../surface/oauth-error.ts'
import { singleValue } from './authorization/authorization-request.ts'
import { endSession } from './authorization/sso-session.ts'
import { refuse } from './refuse.ts'

/**
 * `GET /cloud_directory/sso/logout`: signs the user of this browser out, with `all_sessions=true` in all browsers. Also
 * returns whoever is not signed in to the application.
 */
export function ssoLogout(runtime: Runtime) {
  return async (ctx: ParameterizedContext<RequestState>): Promise<void> => {
    const { query } = ctx
    const { tenant, record } = ctx.state
    const clientId = singleValue(query, 'client_id') ?? ''
    if (findApplication(tenant, clientId) !== undefined) record.clientId = clientId

    const uri = singleValue(query, 'redirect_uri')
    if (uri === undefined || !isLogoutUri(tenant, uri))
      return refuse(ctx, invalidRequest('redirect_uri is not registered for logout.'), remedy(uri))
    // Whoever only looks does not sign out.
    if (ctx.method !== 'HEAD') endSession(runtime, ctx, { all: query.all_sessions === 'true' })
    redirect(ctx, uri)
  }
}

function remedy(uri: string | undefined): string {
  if (uri === undefined) return 'redirect_uri is missing or repeated.'
  return `${excerpt(withoutQuery(uri))} is not registered. Add it to logoutRedirectUris in config/cloud_directory/sso with the management API, or in the fixture.`
}
