import { grantedScopes, rolesOf } from '../../model/access-control.ts'
import { defaultScope } from '../../model/scope.ts'
import type { Authorization } from '../../tokens/claims.ts'
import { invalidScope } from '../errors.ts'
import type { GrantRequest } from './grants.ts'

/**
 * RFC 6749 §4.4: the application authenticates as itself. It gets `appid_default` and what its roles
 * grant; or, when it asks for scopes, those of them, in the order asked.
 */
export function clientCredentials({
  tenant,
  client,
  scopes,
  audience,
}: GrantRequest): Authorization {
  const granted = [defaultScope, ...grantedScopes(tenant, client, audience)]
  const narrowed = scopes?.filter((scope) => granted.includes(scope)) ?? granted
  if (narrowed.length === 0)
    throw invalidScope(
      `none of these scopes is granted to ${client.clientId}: give it a role that does`,
    )
  return {
    client,
    audience: [audience ?? client.clientId],
    scopes: narrowed,
    roles: rolesOf(tenant, client).map(({ name }) => name),
    amr: 'appid_client_credentials',
  }
}
