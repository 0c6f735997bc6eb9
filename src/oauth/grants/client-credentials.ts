import { type Authorization, ownAuthorization } from '../../tokens/authorization.ts'
import { invalidScope } from '../errors.ts'
import type { GrantRequest } from './grant.ts'

/**
 * RFC 6749 §4.4: the application authenticates as itself. It gets all scopes that it is granted or, if it requests
 * scopes, those of them that it is granted, in the order of the request.
 */
export function clientCredentials({
  tenant,
  client,
  scopes,
  audience,
}: GrantRequest): Authorization {
  const own = ownAuthorization(tenant, client, audience)
  const narrowed = scopes?.filter((scope) => own.scopes.includes(scope)) ?? own.scopes
  if (narrowed.length === 0)
    throw invalidScope(
      `none of these scopes is granted to ${client.clientId}: give it a role that grants them`,
    )
  return { ...own, scopes: narrowed }
}
