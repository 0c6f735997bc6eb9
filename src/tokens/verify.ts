import { compactVerify } from 'jose'
import * as v from 'valibot'
import type { SigningKey } from '../model/signing-key.ts'
import { importPublicKey } from './keys.ts'

const Lifetime = v.looseObject({ exp: v.number() })

/**
 * Whether a token is signed with one of the keys and has not expired. `now` is a NumericDate. Nothing else is checked,
 * not even the issuer.
 */
export async function isSound(
  token: string,
  keys: readonly SigningKey[],
  now: number,
): Promise<boolean> {
  try {
    const { payload } = await compactVerify(
      token,
      ({ kid }) => {
        const key = keys.find((one) => one.kid === kid)
        if (key === undefined) throw new Error(`there is no key ${kid}`)
        return importPublicKey(key)
      },
      { algorithms: ['RS256'] },
    )
    return v.parse(Lifetime, JSON.parse(Buffer.from(payload).toString())).exp > now
  } catch {
    return false
  }
}
