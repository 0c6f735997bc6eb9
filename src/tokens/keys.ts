import { exportJWK, generateKeyPair, importJWK } from 'jose'
import { derived } from '../model/derived.ts'
import type { SigningKey } from '../model/signing-key.ts'

/** Generates an RSA-2048 key pair, which takes 100 to 500 ms. */
export async function generateSigningKey(kid: string): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair('RS256', {
    modulusLength: 2048,
    extractable: true,
  })
  const {
    n = '',
    e = '',
    d = '',
    p = '',
    q = '',
    dp = '',
    dq = '',
    qi = '',
  } = await exportJWK(privateKey)
  return { kid, kty: 'RSA', n, e, d, p, q, dp, dq, qi }
}

/** A kid for a tenant's key: it includes the creation time in ISO 8601 without a zone. `now` is in milliseconds. */
export function tenantKid(tenantId: string, now: number): string {
  return `appId-${tenantId}-${new Date(now).toISOString().slice(0, -1)}`
}

/** A kid for an IAM key: the creation time, such as 20171025-16:27:10. `now` is in milliseconds. */
export function iamKid(now: number): string {
  const [date = '', time = ''] = new Date(now).toISOString().split('T')
  return `${date.replaceAll('-', '')}-${time.slice(0, 8)}`
}

/** Imports a private key for jose. The result is cached. */
export const importSigningKey = derived(({ kty, n, e, d, p, q, dp, dq, qi }: SigningKey) =>
  importJWK({ kty, n, e, d, p, q, dp, dq, qi }, 'RS256'),
)

export function importPublicKey({ kty, n, e }: SigningKey): ReturnType<typeof importJWK> {
  return importJWK({ kty, n, e }, 'RS256')
}

/** A public key in App ID's format: these members in this order, without `alg`. */
export interface PublicJwk {
  readonly kty: 'RSA'
  readonly use: 'sig'
  readonly n: string
  readonly e: string
  readonly kid: string
}

/** A JWK Set (RFC 7517 §5) of the published keys, without private members. */
export function toJwkSet(signingKeys: readonly SigningKey[]): { keys: PublicJwk[] } {
  const keys = signingKeys
    .filter(({ published = true }) => published)
    .map(({ kty, n, e, kid }) => ({ kty, use: 'sig', n, e, kid }) as const)
  return { keys }
}
