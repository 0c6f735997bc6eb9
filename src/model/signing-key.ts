import * as v from 'valibot'
import type { Immutable } from './immutable.ts'
import { distinct } from './values/distinct.ts'

/** An integer (RFC 7518 §2) of up to 16384 bits, the maximum that OpenSSL accepts. */
const Integer = v.pipe(v.string(), v.regex(/^[\w-]{1,2731}$/, 'must be base64url'))

/** A 2048-bit modulus is 256 bytes: 342 characters of base64url, or 343 with a leading zero byte. */
const Modulus = v.pipe(
  v.string(),
  v.regex(/^[\w-]{342,2731}$/, 'must be an RSA modulus of 2048 to 16384 bits in base64url'),
)

/**
 * A private RSA key (RFC 7517, RFC 7518 §6.3) with the `kid` that its tokens refer to. `published: false`
 * keeps it out of the key set. `x-test-key` is a comment, such as a note that this is only a test key.
 */
const SigningKeySchema = v.pipe(
  v.strictObject({
    kid: v.pipe(v.string(), v.minLength(1, 'must not be empty')),
    kty: v.literal('RSA'),
    n: Modulus,
    e: Integer,
    d: Integer,
    p: Integer,
    q: Integer,
    dp: Integer,
    dq: Integer,
    qi: Integer,
    published: v.optional(v.boolean()),
    'x-test-key': v.optional(v.string()),
  }),
  v.check((key) => isKeyPair(key), 'is not a valid RSA key: its numbers do not match'),
)

export type SigningKey = Immutable<v.InferOutput<typeof SigningKeySchema>>

/** Keys in the order of their creation; the last one signs. */
export const SigningKeysSchema = v.pipe(
  v.array(SigningKeySchema),
  distinct('signingKeys', ({ kid }) => kid, 'kid'),
)

/** The public description of a key: whether it is in the key set, and whether it signs new tokens. */
export const KeyInfoSchema = v.object({
  kid: v.string(),
  published: v.boolean(),
  signing: v.boolean(),
})

// Checked by arithmetic (RFC 8017 §3.2): a trial signature is much slower, and a data file may hold hundreds of keys.
function isKeyPair(
  key: Readonly<Record<'n' | 'e' | 'd' | 'p' | 'q' | 'dp' | 'dq' | 'qi', string>>,
): boolean {
  const [n, e, d] = [toInteger(key.n), toInteger(key.e), toInteger(key.d)]
  const [p, q, qi] = [toInteger(key.p), toInteger(key.q), toInteger(key.qi)]
  const isInverse = (exponent: bigint, prime: bigint) =>
    exponent === d % (prime - 1n) && (e * exponent) % (prime - 1n) === 1n
  return (
    n >> 2047n > 0n &&
    n === p * q &&
    p > 1n &&
    q > 1n &&
    isInverse(toInteger(key.dp), p) &&
    isInverse(toInteger(key.dq), q) &&
    (q * qi) % p === 1n
  )
}

function toInteger(base64url: string): bigint {
  return BigInt(`0x0${Buffer.from(base64url, 'base64url').toString('hex')}`)
}
