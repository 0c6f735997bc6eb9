import * as v from 'valibot'
import { decrypted, encrypted } from '../model/encryption.ts'
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

/** Encrypts it: `{id of the key}.{ciphertext in base64url}`. */
export function sealed(content: RefreshToken, { id, key }: RefreshKey): string {
  const bytes = encrypted(JSON.stringify(content), Buffer.from(key, 'base64url'))
  return `${id}.${bytes.toString('base64url')}`
}

/** Decrypts it; undefined if none of the keys made it. */
export function unsealed(token: string, keys: readonly RefreshKey[]): RefreshToken | undefined {
  const [id, text = ''] = token.split('.')
  const key = keys.find((one) => one.id === id)
  if (key === undefined) return undefined
  const json = decrypted(Buffer.from(text, 'base64url'), Buffer.from(key.key, 'base64url'))
  return json === undefined ? undefined : v.parse(Content, JSON.parse(json))
}
