import { createPrivateKey, sign } from 'node:crypto'
import type { SigningKey } from '../model/signing-key.ts'

/** A token (RFC 7519) before it is signed, its header and claims as they will be written. */
export interface Draft {
  readonly header: Readonly<Record<string, unknown>>
  readonly claims: Readonly<Record<string, unknown>>
  readonly key: SigningKey
}

/** Signs by RS256 whatever the header says: it is the verifier's to object. */
export function signDraft(draft: Draft): string {
  const input = signingInput(draft)
  const key = createPrivateKey({ key: { ...draft.key }, format: 'jwk' })
  return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`
}

/** What is signed (RFC 7515 §5.1). JSON leaves out what is undefined. */
export function signingInput({ header, claims }: Draft): string {
  return [header, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
}

/** The claims of a token, unverified. */
export function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
}
