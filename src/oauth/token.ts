import type { ParameterizedContext } from 'koa'
import { excerpt } from '../excerpt.ts'
import { noStore } from '../http/no-store.ts'
import type { Tenant } from '../model/tenant.ts'
import type { RequestState, Runtime } from '../runtime.ts'
import { issueTokens } from '../surface/issue-tokens.ts'
import { invalidRequest } from '../surface/oauth-error.ts'
import { authenticateClient } from './client-authentication.ts'
import { unsupportedGrantType } from './errors.ts'
import { grants } from './grants/grants.ts'
import { readParameters } from './parameters.ts'
import { toScopes } from './scopes.ts'

/** `POST /token` (RFC 6749 §3.2). */
export function token(runtime: Runtime) {
  const { keys, store } = runtime

  return async (ctx: ParameterizedContext<RequestState>): Promise<void> => {
    noStore(ctx)
    const { base, record } = ctx.state

    // 1. Parse the parameters. IBM's own clients use all three formats.
    const parameters = await readParameters(ctx)
    const grantType = parameters.get('grant_type')
    if (grantType === undefined) throw invalidRequest('grant_type is missing')
    const scopes = toScopes(parameters.get('scope'))
    const audience = parameters.get('audience')
    record.grantType = grantType
    if (scopes !== undefined) record.scope = scopes.join(' ')
    if (audience !== undefined) record.audience = audience

    const authorize = async (tenant: Tenant) => {
      // 2. Authenticate the client.
      const { client, by } = authenticateClient(tenant, {
        authorization: ctx.get('Authorization'),
        clientId: parameters.get('client_id'),
        clientSecret: parameters.get('client_secret'),
        ...(grantType === 'authorization_code' && {
          codeVerifier: parameters.get('code_verifier'),
        }),
      })
      record.clientId = client.clientId
      record.clientAuthentication = by

      // 3. Let the grant authorize the request.
      const grant = grants.get(grantType)
      if (grant === undefined)
        throw unsupportedGrantType(
          `unrecognized grant_type ${excerpt(grantType)}: use ${[...grants.keys()].join(', ')}`,
        )
      return grant({ runtime, tenant, base, client, parameters, scopes, audience })
    }
    // Read the tenant again: it may have changed while the body arrived. Authorize before a signing key is generated,
    // so that refused requests generate none. That takes long, so authorize again afterwards.
    const current = store.getTenant(ctx.state.tenant.tenantId)
    const authorized = await authorize(current)
    const tenant = await keys.withKey(current.tenantId)
    const authorization = current.signingKeys.length > 0 ? authorized : await authorize(tenant)

    // 4. Issue.
    const flaw = ctx.state.damage?.flaw
    const { response, json } = await issueTokens(runtime, tenant, base, authorization, flaw)

    // 5. Respond: to an application itself, `scope` is sent only if it differs from the requested scope (RFC 6749 §5.1).
    const { user, scopes: granted } = authorization
    record.grantedScope = granted.join(' ')
    if (user !== undefined) record.sub = user.profileId
    const narrowed = user === undefined && scopes !== undefined && granted.length < scopes.length
    ctx.type = 'json'
    ctx.body = narrowed ? { ...response, scope: record.grantedScope } : json
  }
}
