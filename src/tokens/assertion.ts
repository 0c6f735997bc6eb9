import { createPublicKey, type KeyObject } from 'node:crypto'
import { compactVerify } from 'jose'
import * as v from 'valibot'
import { Json } from '../model/values/json.ts'

/** What an assertion must say (RFC 7523 §3, App ID's custom-authentication page). Other claims are the user's. */
const Required = v.object({
  iss: v.string(),
  sub: v.pipe(v.string(), v.minLength(1)),
  aud: v.union([v.string(), v.array(v.string())]),
  exp: v.number(),
})

const Claims = v.record(v.string(), Json)

export interface Assertion {
  readonly sub: string
  readonly aud: readonly string[]
  /** NumericDate. */
  readonly exp: number
  /** All claims, with these. */
  readonly claims: v.InferOutput<typeof Claims>
}

/**
 * Verifies that an assertion is signed with RS256 and the key of this PEM. Expiry and audience are not checked. Returns why
 * it is not valid, for the log; that never quotes the assertion.
 */
export async function verifiedAssertion(
  assertion: string,
  pem: string,
): Promise<Assertion | string> {
  const key = publicKeyIn(pem)
  if (key === undefined)
    return 'cannot be verified: publicKey of config/idps/custom is no public RSA key in PEM'
  const payload = await compactVerify(assertion, key, { algorithms: ['RS256'] }).then(
    (verified) => verified.payload,
    () => undefined,
  )
  if (payload === undefined)
    return 'is not signed with RS256 and the private key of publicKey in config/idps/custom, which must have 2048 bits'
  const claims = claimsIn(payload)
  const { success, output, issues } = v.safeParse(Required, claims)
  if (claims === undefined || !success)
    return `has no usable ${[...new Set(issues?.map((issue) => v.getDotPath(issue) ?? 'claims'))].join(', ')}`
  const { sub, aud, exp } = output
  return { sub, aud: [aud].flat(), exp, claims }
}

function publicKeyIn(pem: string): KeyObject | undefined {
  try {
    const key = createPublicKey(pem)
    return key.asymmetricKeyType === 'rsa' ? key : undefined
  } catch {
    return undefined
  }
}

function claimsIn(payload: Uint8Array): v.InferOutput<typeof Claims> | undefined {
  try {
    return v.parse(Claims, JSON.parse(Buffer.from(payload).toString()))
  } catch {
    return undefined
  }
}
