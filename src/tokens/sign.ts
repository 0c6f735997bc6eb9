import { CompactSign } from 'jose'
import type { SigningKey } from '../model/signing-key.ts'
import { importSigningKey } from './keys.ts'

/** Signs claims as App ID does: RS256, the header's members in this order, `ver` the number 4. */
export async function sign(claims: object, key: SigningKey): Promise<string> {
  return new CompactSign(Buffer.from(JSON.stringify(claims)))
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: key.kid, ver: 4 })
    .sign(await importSigningKey(key))
}
