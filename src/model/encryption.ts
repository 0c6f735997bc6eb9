import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

const cipher = 'aes-256-gcm'
const [ivLength, tagLength] = [12, 16]

/** Encrypts a text under a key of 32 bytes: initialisation vector, tag and ciphertext (NIST SP 800-38D). */
export function encrypted(text: string, key: Buffer): Buffer {
  const iv = randomBytes(ivLength)
  const encryption = createCipheriv(cipher, key, iv)
  const ciphertext = Buffer.concat([encryption.update(text), encryption.final()])
  return Buffer.concat([iv, encryption.getAuthTag(), ciphertext])
}

/** Decrypts it; undefined if it was not encrypted here, or not under this key. */
export function decrypted(bytes: Buffer, key: Buffer): string | undefined {
  if (bytes.length < ivLength + tagLength) return undefined
  const decryption = createDecipheriv(cipher, key, bytes.subarray(0, ivLength))
  decryption.setAuthTag(bytes.subarray(ivLength, ivLength + tagLength))
  try {
    const ciphertext = bytes.subarray(ivLength + tagLength)
    return decryption.update(ciphertext, undefined, 'utf8') + decryption.final('utf8')
  } catch {
    return undefined
  }
}
