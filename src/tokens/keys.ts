import { exportJWK, generateKeyPair, importJWK } from 'jose'
import type { SigningKey } from '../model/signing-key.ts'
import type { Tenant } from '../model/tenant.ts'

/** Makes an RSA-2048 key pair, which takes 100 to 500 ms. `now` in milliseconds since the epoch. */
export async function generateSigningKey(tenantId: string, now: number): Promise<SigningKey> {
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
  return { kid: kidOf(tenantId, now), kty: 'RSA', n, e, d, p, q, dp, dq, qi }
}

// App ID's form: the time of creation in ISO 8601 with milliseconds and without a zone.
function kidOf(tenantId: string, now: number): string {
  return `appId-${tenantId}-${new Date(now).toISOString().slice(0, -1)}`
}

const imported = new WeakMap<SigningKey, ReturnType<typeof importJWK>>()

/** The key as jose signs with it, imported once for each record. */
export function importSigningKey(key: SigningKey): ReturnType<typeof importJWK> {
  let cryptoKey = imported.get(key)
  if (cryptoKey === undefined) {
    const { kty, n, e, d, p, q, dp, dq, qi } = key
    cryptoKey = importJWK({ kty, n, e, d, p, q, dp, dq, qi }, 'RS256')
    imported.set(key, cryptoKey)
  }
  return cryptoKey
}

/** A public key as App ID publishes it: these members in this order, and no `alg`. */
export interface PublicJwk {
  readonly kty: 'RSA'
  readonly use: 'sig'
  readonly n: string
  readonly e: string
  readonly kid: string
}

/** The tenant's JWK Set (RFC 7517 §5), public members only. */
export function toJwkSet(tenant: Tenant): { keys: PublicJwk[] } {
  const keys = tenant.signingKeys
    .filter(({ published = true }) => published)
    .map(({ kty, n, e, kid }) => ({ kty, use: 'sig', n, e, kid }) as const)
  return { keys }
}
