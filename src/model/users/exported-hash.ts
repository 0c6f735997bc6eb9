/** Password hashes in an export: encrypted with the secret of whoever exports. The format is the emulator's own. */
import { randomBytes, scrypt } from 'node:crypto'
import { promisify } from 'node:util'
import { decrypted, encrypted } from '../encryption.ts'

const saltLength = 16

const scryptKey = promisify<string, Buffer, number, { N: number }, Buffer>(scrypt)
const keyFrom = (secret: string, salt: Buffer) => scryptKey(secret, salt, 32, { N: 1024 })

/** Returns the salt of the key, and the hash encrypted under the key, in base64. */
export async function sealedHash(hash: string, secret: string): Promise<string> {
  const salt = randomBytes(saltLength)
  return Buffer.concat([salt, encrypted(hash, await keyFrom(secret, salt))]).toString('base64')
}

/** Decrypts it; undefined if it was not encrypted here, or not with this secret. */
export async function unsealedHash(sealed: string, secret: string): Promise<string | undefined> {
  const bytes = Buffer.from(sealed, 'base64')
  const key = await keyFrom(secret, bytes.subarray(0, saltLength))
  return decrypted(bytes.subarray(saltLength), key)
}
