import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import * as v from 'valibot'
import type { RefreshKey } from '../model/users/refresh-tokens.ts'

/** What a refresh token says. To clients it is opaque. */
const Content = v.strictObject({
  /** Its own id, under which it can be revoked. */
  id: v.string(),
  profileId: v.string(),
  clientId: v.string(),
  /** The user's `refreshGeneration` when it was issued. */
  generation: v.number(),
  /** NumericDate. */
  exp: v.number(),
})

export type RefreshToken = v.InferOutput<typeof Content>

const cipher = 'aes-256-gcm'
const ivLength = 12
const tagLength = 16

/** Encrypts it: `{id of the key}.{iv, ciphertext and tag in base64url}`. */
export function sealed(content: RefreshToken, { id, key }: RefreshKey): string {
  const iv = randomBytes(ivLength)
  const encryption = createCipheriv(cipher, Buffer.from(key, 'base64url'), iv)
  const text = Buffer.concat([encryption.update(JSON.stringify(content)), encryption.final()])
  return `${id}.${Buffer.concat([iv, text, encryption.getAuthTag()]).toString('base64url')}`
}

/** Decrypts it; undefined if none of the keys made it. */
export function unsealed(token: string, keys: readonly RefreshKey[]): RefreshToken | undefined {
  const [id, text = ''] = token.split('.')
  const key = keys.find((one) => one.id === id)
  const bytes = Buffer.from(text, 'base64url')
  if (key === undefined || bytes.length < ivLength + tagLength) return undefined
  const secret = Buffer.from(key.key, 'base64url')
  const decryption = createDecipheriv(cipher, secret, bytes.subarray(0, ivLength))
  decryption.setAuthTag(bytes.subarray(-tagLength))
  try {
    const content = decryption.update(bytes.subarray(ivLength, -tagLength), undefined, 'utf8')
    return v.parse(Content, JSON.parse(content + decryption.final('utf8')))
  } catch {
    return undefined
  }
}
