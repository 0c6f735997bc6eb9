/** Proof Key for Code Exchange (RFC 7636). */
import { createHash } from 'node:crypto'
import { sameSecret } from '../../http/credentials.ts'

/**
 * Whether a code verifier belongs to a challenge made with S256: the digest in base64url or, as IBM's JavaScript SDK has it,
 * the hexadecimal digest in base64.
 */
export function isVerifierOf(challenge: string, verifier: string): boolean {
  const digest = createHash('sha256').update(verifier).digest()
  return [
    digest.toString('base64url'),
    Buffer.from(digest.toString('hex')).toString('base64'),
  ].some((expected) => sameSecret(expected, challenge))
}
