/** Passwords: as a fixture writes them or, if they arrived over HTTP, as scrypt hashes (RFC 7914). */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import type { DirectoryUser } from './user.ts'

/** The cost, which takes about 3 ms: the passwords are those of test users. */
const options = { N: 1024, r: 8, p: 1 }
const length = 32

const derive = promisify<string, Buffer, number, typeof options, Buffer>(scrypt)

/** Returns `scrypt.{salt}.{hash}`, both in base64url. */
export async function hashed(password: string): Promise<string> {
  const salt = randomBytes(16)
  const hash = await derive(password, salt, length, options)
  return `scrypt.${salt.toString('base64url')}.${hash.toString('base64url')}`
}

/** What a user's password is known by. */
export interface Known {
  readonly password?: string | undefined
  readonly passwordHash?: string | undefined
}

/** Whether this is the user's password. A wrong one takes as long for every user, even for one who does not exist. */
export async function isPasswordOf(user: Known | undefined, password: string): Promise<boolean> {
  const { password: plain, passwordHash } = user ?? {}
  if (plain !== undefined && sameBytes(Buffer.from(password), Buffer.from(plain))) return true
  const [, salt = '', hash = ''] = passwordHash?.split('.') ?? []
  const found = await derive(password, Buffer.from(salt, 'base64url'), length, options)
  return passwordHash !== undefined && sameBytes(found, Buffer.from(hash, 'base64url'))
}

/** What a user's password is known by now: with `isSamePassword` it tells whether the password has been changed since. */
export const passwordOf = ({ password, passwordHash }: Known): Known => ({ password, passwordHash })

export const isSamePassword = (one: Known, other: Known): boolean =>
  one.password === other.password && one.passwordHash === other.passwordHash

function sameBytes(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other)
}

/** The user with another password, of which only the hash is kept. */
export function withPasswordHash(
  { password: _, ...user }: DirectoryUser,
  passwordHash: string,
): DirectoryUser {
  return { ...user, passwordHash }
}
