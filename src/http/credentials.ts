import { timingSafeEqual } from 'node:crypto'

/** The credentials of `Authorization: Basic …` (RFC 7617), split at the first colon. */
export interface BasicCredentials {
  readonly user: string
  readonly password: string
}

/** Returns undefined when the header is missing, has another scheme, or is not the base64 of `user:password`. */
export function parseBasic(authorization: string): BasicCredentials | undefined {
  const [, encoded] = /^Basic +([\w.~+/-]+=*) *$/i.exec(authorization) ?? []
  if (encoded === undefined) return undefined
  const decoded = Buffer.from(encoded, 'base64').toString()
  const colon = decoded.indexOf(':')
  if (colon === -1) return undefined
  return { user: decoded.slice(0, colon), password: decoded.slice(colon + 1) }
}

/**
 * Decodes credentials whose parts were percent-encoded first, as RFC 6749 §2.3.1 requires: `%2D` becomes a hyphen.
 * A `+` stays a `+`. Returns undefined when there is no `%`, or one that does not begin a valid escape.
 */
export function percentDecoded({ user, password }: BasicCredentials): BasicCredentials | undefined {
  if (!user.includes('%') && !password.includes('%')) return undefined
  try {
    return {
      user: decodeURIComponent(user),
      password: decodeURIComponent(password),
    }
  } catch {
    return undefined
  }
}

/** Compares two secrets in a time that depends on their lengths alone. */
export function sameSecret(one: string, other: string): boolean {
  const [expected, given] = [Buffer.from(one), Buffer.from(other)]
  return expected.length === given.length && timingSafeEqual(expected, given)
}

/** The token of `Authorization: Bearer …` (RFC 6750 §2.1), or undefined. */
export function parseBearer(authorization: string): string | undefined {
  return /^Bearer +(\S.*)$/i.exec(authorization)?.[1]?.trim()
}
