/** Password hashes in an export: encrypted with the secret of whoever exports. The format is the emulator's own. */
import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto'
import { promisify } from 'node:util'

const cipher = 'aes-256-gcm'
const [saltLength, ivLength, tagLength] = [16, 12, 16]
const head = saltLength + ivLength + tagLength

const keyFrom = promisify<string, Buffer, number, { N: number }, Buffer>(scrypt)

/** Returns the salt of the key, the initialisation vector, the tag and the ciphertext, in base64. */
export async function sealedHash(hash: string, secret: string): Promise<string> {
  const salt = randomBytes(saltLength)
  const iv = randomBytes(ivLength)
  const encryption = createCipheriv(cipher, await keyFrom(secret, salt, 32, { N: 1024 }), iv)
  const text = Buffer.concat([encryption.update(hash), encryption.final()])
  return Buffer.concat([salt, iv, encryption.getAuthTag(), text]).toString('base64')
}

/** Decrypts it; undefined if it was not encrypted here, or not with this secret. */
export async function unsealedHash(sealed: string, secret: string): Promise<string | undefined> {
  const bytes = Buffer.from(sealed, 'base64')
  if (bytes.length < head) return undefined
  const salt = bytes.subarray(0, saltLength)
  const iv = bytes.subarray(saltLength, saltLength + ivLength)
  const decryption = createDecipheriv(cipher, await keyFrom(secret, salt, 32, { N: 1024 }), iv)
  decryption.setAuthTag(bytes.subarray(saltLength + ivLength, head))
  try {
    return decryption.update(bytes.subarray(head), undefined, 'utf8') + decryption.final('utf8')
  } catch {
    return undefined
  }
}
