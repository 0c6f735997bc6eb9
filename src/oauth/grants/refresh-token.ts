import { type Authorization, userAuthorization } from '../../tokens/authorization.ts'
import { invalidGrant } from '../errors.ts'
import { liveRefreshToken } from '../live-refresh-token.ts'
import { required } from '../parameters.ts'
import type { GrantRequest } from './grant.ts'

/**
 * RFC 6749 §6: new tokens with the user's present roles and attributes, and a new refresh token. The old one stays valid
 * until it expires or is revoked.
 */
export function refreshToken({ runtime, tenant, client, parameters }: GrantRequest): Authorization {
  const refuse = (why: string) => invalidGrant('Invalid refresh token', `the refresh token ${why}`)
  const token = required(parameters, 'refresh_token')
  const live = liveRefreshToken(tenant, token, runtime.clock.seconds(tenant))
  if (typeof live === 'string') throw refuse(live)
  const { clientId } = live.content
  if (clientId !== client.clientId) throw refuse(`belongs to the client ${clientId}`)
  return userAuthorization(tenant, client, live.user)
}
