import { tokensConfigOf } from '../model/config/config.ts'
import type { Tenant } from '../model/tenant.ts'
import { isRemoved, type ProfiledUser } from '../model/users/user.ts'
import { findProfile } from '../model/users/users.ts'
import { type RefreshToken, unsealed } from '../tokens/refresh-token.ts'
import { endedAccess } from './ended-access.ts'

/** A refresh token that can be used, and whose it is. */
export interface LiveRefreshToken {
  readonly content: RefreshToken
  readonly user: ProfiledUser
}

/** Reads a refresh token. If it cannot be used, returns why, for the log. `now` is a NumericDate. */
export function liveRefreshToken(
  tenant: Tenant,
  token: string,
  now: number,
): LiveRefreshToken | string {
  const { keys = [], revoked = [] } = tenant.refreshTokens ?? {}
  const content = unsealed(token, keys)
  if (content === undefined) {
    const off = tokensConfigOf(tenant.config).refresh.enabled
      ? ''
      : '; refresh tokens are off: set refresh.enabled in config/tokens'
    return `is none of this tenant, or was issued after the state to which it was reset${off}`
  }
  const { id, profileId, generation, exp } = content
  if (exp <= now) return 'has expired'
  if (revoked.some((one) => one.id === id)) return 'was revoked'
  const user = findProfile(tenant, profileId)
  if (user === undefined || isRemoved(user))
    return `belongs to the user ${profileId}, who was deleted`
  const ended = endedAccess(tenant, user, now * 1000)
  if (ended !== undefined) return `belongs to the user ${profileId}, who ${ended}`
  if ((user.refreshGeneration ?? 0) !== generation) return 'was revoked with all others of the user'
  return { content, user }
}
