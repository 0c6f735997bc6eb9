import { createPrivateKey, sign } from 'node:crypto'
import type { SigningKey } from '../model/signing-key.ts'

/** An unsigned token (RFC 7519). */
export interface Draft {
  readonly header: Readonly<Record<string, unknown>>
  readonly claims: Readonly<Record<string, unknown>>
  readonly key: SigningKey
}

/** Signs with RS256, even if the header names another algorithm: a verifier must detect that. */
export function signDraft(draft: Draft): string {
  const input = signingInput(draft)
  const key = createPrivateKey({ key: { ...draft.key }, format: 'jwk' })
  return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`
}

/** The JWS signing input (RFC 7515 §5.1). Undefined members are left out. */
export function signingInput({ header, claims }: Draft): string {
  return [header, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
}

/** Decodes the claims of a token without verifying it. */
export function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
}
