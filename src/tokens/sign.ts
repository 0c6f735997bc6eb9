import { CompactSign } from 'jose'
import type { SigningKey } from '../model/signing-key.ts'
import { importSigningKey } from './keys.ts'

/** Signs claims with RS256; `header` gives the JOSE header's members (RFC 7515 §4) in their order. */
export async function sign(claims: object, key: SigningKey, header: object): Promise<string> {
  return new CompactSign(Buffer.from(JSON.stringify(claims)))
    .setProtectedHeader({ ...header, alg: 'RS256' })
    .sign(await importSigningKey(key))
}
