import { type CompactJWSHeaderParameters, CompactSign } from 'jose'
import type { SigningKey } from '../model/signing-key.ts'
import { importSigningKey } from './keys.ts'

/** Signs claims; `header` has the JOSE header's members (RFC 7515 §4) in their order. */
export async function sign(
  claims: object,
  key: SigningKey,
  header: CompactJWSHeaderParameters,
): Promise<string> {
  return new CompactSign(Buffer.from(JSON.stringify(claims)))
    .setProtectedHeader(header)
    .sign(await importSigningKey(key))
}
