import type { Application } from '../../model/application.ts'
import type { Authorization } from '../../tokens/claims.ts'

/** RFC 6749 §4.4: the application authenticates as itself. */
export function clientCredentials(client: Application): Authorization {
  return {
    client,
    audience: [client.clientId],
    scopes: ['appid_default'],
    amr: 'appid_client_credentials',
  }
}
