import { type CompactJWSHeaderParameters, CompactSign } from 'jose'
import type { SigningKey } from '../model/signing-key.ts'
import { importSigningKey } from './keys.ts'

/** Signs claims with RS256. `header` is the JOSE header (RFC 7515 §4); the order of its members is kept. */
export async function sign(
  claims: object,
  key: SigningKey,
  header: CompactJWSHeaderParameters,
): Promise<string> {
  return new CompactSign(Buffer.from(JSON.stringify(claims)))
    .setProtectedHeader(header)
    .sign(await importSigningKey(key))
}
