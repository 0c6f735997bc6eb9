import { timingSafeEqual } from 'node:crypto'

/** What `Authorization: Basic …` carries (RFC 7617): everything before and after the first colon. */
export interface BasicCredentials {
  readonly user: string
  readonly password: string
}

/** Undefined when the header is missing, of another scheme, or not the base64 of `user:password`. */
export function parseBasic(authorization: string): BasicCredentials | undefined {
  const [, encoded] = /^Basic +([\w.~+/-]+=*) *$/i.exec(authorization) ?? []
  if (encoded === undefined) return undefined
  const decoded = Buffer.from(encoded, 'base64').toString()
  const colon = decoded.indexOf(':')
  if (colon === -1) return undefined
  return { user: decoded.slice(0, colon), password: decoded.slice(colon + 1) }
}

/**
 * The credentials as a client wrote them that encodes each part first, as RFC 6749 §2.3.1 says: with
 * `%2D` for a hyphen, say. A `+` stays one. Undefined when they hold a `%` that encodes nothing.
 */
export function percentDecoded({ user, password }: BasicCredentials): BasicCredentials | undefined {
  try {
    return {
      user: decodeURIComponent(user),
      password: decodeURIComponent(password),
    }
  } catch {
    return undefined
  }
}

/** Whether two secrets are the same, in a time that depends on their lengths alone. */
export function sameSecret(one: string, other: string): boolean {
  const [expected, given] = [Buffer.from(one), Buffer.from(other)]
  return expected.length === given.length && timingSafeEqual(expected, given)
}

/** The token of `Authorization: Bearer …` (RFC 6750 §2.1), or undefined. */
export function parseBearer(authorization: string): string | undefined {
  return /^Bearer +(\S.*)$/i.exec(authorization)?.[1]?.trim()
}
