import { isInDirectory, providerOf } from '../../model/user.ts'
import { findProfile } from '../../model/users.ts'
import { type Authorization, userAuthorization } from '../../tokens/authorization.ts'
import { unsealed } from '../../tokens/refresh-token.ts'
import { invalidGrant, required } from '../errors.ts'
import type { GrantRequest } from './grant.ts'

/**
 * RFC 6749 §6: new tokens with the user's present roles and attributes, and a new refresh token. The old one stays valid
 * until it expires or is revoked.
 */
export function refreshToken({ runtime, tenant, client, parameters }: GrantRequest): Authorization {
  const { keys = [], revoked = [] } = tenant.refreshTokens ?? {}
  const token = unsealed(required(parameters, 'refresh_token'), keys)
  const refuse = (why: string) => invalidGrant('Invalid refresh token', `the refresh token ${why}`)
  if (token === undefined)
    throw refuse('is none of this tenant, or was issued after the state to which it was reset')
  if (token.clientId !== client.clientId) throw refuse(`belongs to the client ${token.clientId}`)
  if (token.exp <= runtime.clock.seconds(tenant)) throw refuse('has expired')
  if (revoked.some(({ id }) => id === token.id)) throw refuse('was revoked')
  const user = findProfile(tenant, token.profileId)
  if (user === undefined || (providerOf(user) === 'cloud_directory' && !isInDirectory(user)))
    throw refuse(`belongs to the user ${token.profileId}, who was deleted`)
  if (user.active === false) throw refuse(`belongs to the user ${token.profileId}, who is inactive`)
  if ((user.refreshGeneration ?? 0) !== token.generation)
    throw refuse('was revoked with all others of the user')
  return userAuthorization(tenant, client, user)
}
