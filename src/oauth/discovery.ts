import type { ParameterizedContext } from 'koa'
import { managementUrl, oauthServerUrl } from '../issuer/issuer.ts'
import type { RequestState, Runtime } from '../runtime.ts'
import { grants } from './grants/grants.ts'

/**
 * `GET /.well-known/openid-configuration` (OpenID Connect Discovery 1.0 §4): the members that App ID
 * documents, in its order.
 */
export function discovery({ issuer }: Runtime) {
  return (ctx: ParameterizedContext<RequestState>): void => {
    const { base, tenant } = ctx.state
    const { tenantId } = tenant
    const backChannel = oauthServerUrl(base, tenantId)
    const name = issuer.of(base, tenantId)
    issuer.discovered(tenantId, name)
    ctx.body = {
      issuer: name,
      authorization_endpoint: `${oauthServerUrl(issuer.publicBase(base), tenantId)}/authorization`,
      token_endpoint: `${backChannel}/token`,
      jwks_uri: `${backChannel}/publickeys`,
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      userinfo_endpoint: `${backChannel}/userinfo`,
      scopes_supported: ['openid'],
      response_types_supported: ['code'],
      claims_supported: [
        'iss',
        'aud',
        'exp',
        'tenant',
        'iat',
        'sub',
        'nonce',
        'amr',
        'oauth_client',
      ],
      grant_types_supported: [...grants.keys()],
      profiles_endpoint: base,
      management_endpoint: managementUrl(base, tenantId),
      service_documentation: 'https://cloud.ibm.com/docs/appid?topic=appid-getting-started',
    }
  }
}
