import * as v from 'valibot'
import { distinct } from './distinct.ts'
import type { Immutable } from './immutable.ts'

const Base64Url = v.pipe(v.string(), v.regex(/^[\w-]+$/, 'must be base64url'))

/** A 2048-bit modulus is 256 bytes: 342 characters of base64url, or 343 with a leading zero byte. */
const Modulus = v.pipe(
  v.string(),
  v.regex(/^[\w-]{342,}$/, 'must be the base64url of an RSA modulus of at least 2048 bits'),
)

/**
 * A private RSA key (RFC 7517, RFC 7518 §6.3) with the `kid` that its tokens name. `published: false`
 * keeps it out of the key set. `x-test-key` is a remark for whoever finds the key.
 */
export const SigningKeySchema = v.strictObject({
  kid: v.pipe(v.string(), v.minLength(1, 'must not be empty')),
  kty: v.literal('RSA'),
  n: Modulus,
  e: Base64Url,
  d: Base64Url,
  p: Base64Url,
  q: Base64Url,
  dp: Base64Url,
  dq: Base64Url,
  qi: Base64Url,
  published: v.optional(v.boolean()),
  'x-test-key': v.optional(v.string()),
})

export type SigningKey = Immutable<v.InferOutput<typeof SigningKeySchema>>

/** Keys in the order of their creation: the last one signs. */
export const SigningKeysSchema = v.pipe(
  v.array(SigningKeySchema),
  distinct('keys with the kid', ({ kid }) => kid),
)

/** A key as a test sees it: whether it is in the key set, and whether it is the one that signs. */
export const KeyInfoSchema = v.object({
  kid: v.string(),
  published: v.boolean(),
  signing: v.boolean(),
})

export type KeyInfo = Immutable<v.InferOutput<typeof KeyInfoSchema>>
