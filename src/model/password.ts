/** Passwords: as a fixture writes them or, if they arrived over HTTP, as scrypt hashes (RFC 7914). */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

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
interface Known {
  readonly password?: string | undefined
  readonly passwordHash?: string | undefined
}

/** Whether this is the user's password. Takes as long for users who do not exist or have no password. */
export async function isPasswordOf(user: Known | undefined, password: string): Promise<boolean> {
  const [, salt = '', hash = ''] = user?.passwordHash?.split('.') ?? []
  const found = await derive(password, Buffer.from(salt, 'base64url'), length, options)
  if (user?.passwordHash !== undefined) return sameBytes(found, Buffer.from(hash, 'base64url'))
  return (
    user?.password !== undefined && sameBytes(Buffer.from(password), Buffer.from(user.password))
  )
}

function sameBytes(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other)
}
