import { compactVerify } from 'jose'
import * as v from 'valibot'
import type { SigningKey } from '../model/signing-key.ts'
import { importPublicKey } from './keys.ts'
import { tokenKindOf } from './token-kind.ts'

/** The claims that are used here; there may be others. */
const Claims = v.looseObject({
  exp: v.number(),
  sub: v.string(),
  aud: v.fallback(v.array(v.string()), []),
  tenant: v.optional(v.string()),
  // A mapping may put anything here into an id token.
  scope: v.fallback(v.optional(v.string()), undefined),
  amr: v.optional(v.array(v.string())),
})

export interface Verified {
  readonly kind: ReturnType<typeof tokenKindOf>
  readonly claims: v.InferOutput<typeof Claims>
}

/**
 * Verifies the signature of a token with one of the published keys, and that it has not expired, and returns its kind and its
 * claims. `now` is a NumericDate. Nothing else is checked, not even the issuer.
 */
export async function verified(
  token: string,
  keys: readonly SigningKey[],
  now: number,
): Promise<Verified | undefined> {
  try {
    const { payload } = await compactVerify(
      token,
      ({ kid }) => {
        // Nobody else accepts a token whose key is not in the key set, either.
        const key = keys.find((one) => one.kid === kid && one.published !== false)
        if (key === undefined) throw new Error(`there is no key ${kid}`)
        return importPublicKey(key)
      },
      { algorithms: ['RS256'] },
    )
    const said = JSON.parse(Buffer.from(payload).toString())
    const claims = v.parse(Claims, said)
    return claims.exp > now ? { kind: tokenKindOf(said), claims } : undefined
  } catch {
    return undefined
  }
}
