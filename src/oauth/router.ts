/**
 * The authorization server, `/oauth/v4/{tenantId}`: one file per endpoint, one per grant in `grants/`.
 * RFC 6749, OpenID Connect Discovery, RFC 7517.
 */
import type { RouterContext } from '@koa/router'
import type { Next } from 'koa'
import { performer } from '../faults/perform.ts'
import { allowAnyOrigin } from '../http/cors.ts'
import { createDispatch, type Handler, missing } from '../http/routes.ts'
import { type EmulatedOauthOperation, oauthOperations } from '../operations.ts'
import type { RequestState, Runtime } from '../runtime.ts'
import { enterTenant } from '../surface/enter-tenant.ts'
import { oauthRefusals, renderOAuthError } from '../surface/oauth-error.ts'
import { activityLogging } from './activity-logging.ts'
import { authorization } from './authorization/authorization.ts'
import { cloudDirectoryAuth } from './authorization/cloud-directory-auth.ts'
import { discovery } from './discovery.ts'
import { introspect } from './introspect.ts'
import { publicKeys } from './public-keys.ts'
import { revoke } from './revoke.ts'
import { generateCode } from './self-service/generate-code.ts'
import { selfServicePage } from './self-service/self-service-page.ts'
import { ssoLogout } from './sso-logout.ts'
import { token } from './token.ts'
import { userinfo } from './userinfo.ts'
import { visited } from './visited.ts'

/** APIs of App ID at other paths; they are not emulated. */
const elsewhere = [
  [/^\/oauth\/v3\//, 'version 3 of the API (use /oauth/v4)'],
  [/^\/saml2\//, 'SAML sign-in'],
] as const

/** What browsers visit. No other web page may read it. */
const pages = /^\/oauth\/v4\/[^/]+\/(?:authorization|cloud_directory\/(?!generate_code))/i

export function oauth(runtime: Runtime) {
  const handlers: Record<EmulatedOauthOperation, Handler<RequestState>> = {
    'oauth-server.authorization': visited(runtime, authorization(runtime)),
    'oauth-server.cloudDirectoryAuth': visited(runtime, cloudDirectoryAuth(runtime)),
    'oauth-server.ssoLogout': visited(runtime, ssoLogout(runtime)),
    'oauth-server.forgotPassword': visited(runtime, selfServicePage(runtime, 'forgot_password')),
    'oauth-server.changePassword': visited(runtime, selfServicePage(runtime, 'change_password')),
    'oauth-server.changeDetails': visited(runtime, selfServicePage(runtime, 'change_details')),
    'oauth-server.generateCode': generateCode(runtime),
    'oauth-server.discovery': discovery(runtime),
    'oauth-server.publicKeys': publicKeys(runtime),
    'oauth-server.token': token(runtime),
    'oauth-server.introspect': introspect(runtime),
    'oauth-server.revoke': revoke(runtime),
    'oauth-server.userinfo': userinfo(runtime),
    'oauth-server.activityLogging': activityLogging(runtime),
  }
  const refusals = oauthRefusals('the authorization server')
  const dispatch = createDispatch(oauthOperations, handlers, refusals, performer(runtime))

  return async function oauthSurface(ctx: RouterContext<RequestState>, next: Next): Promise<void> {
    const [, tenantId] = /^\/oauth\/v4\/([^/]+)/.exec(ctx.path) ?? []
    if (tenantId === undefined) {
      const [, operation] = elsewhere.find(([path]) => path.test(ctx.path)) ?? []
      if (operation === undefined) return next()
      return renderOAuthError(ctx, missing(operation, refusals))
    }
    ctx.state.record.tenantId = tenantId
    if (
      !pages.test(ctx.path) &&
      allowAnyOrigin(ctx, 'GET, HEAD, POST', 'authorization, content-type, x-filter-type')
    )
      return
    try {
      enterTenant(runtime, ctx, tenantId)
      await dispatch(ctx)
    } catch (error) {
      renderOAuthError(ctx, error)
    }
  }
}
