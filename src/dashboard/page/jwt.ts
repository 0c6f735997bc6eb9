/** Reads and verifies tokens (RFC 7515, RFC 7519) as a client of App ID does. */

type Members = Readonly<Record<string, unknown>>

export interface Decoded {
  readonly header: Members
  readonly claims: Members
}

export interface JwkSet {
  readonly keys: readonly (JsonWebKey & { readonly kid?: string })[]
}

/** @throws {Error} it is not a token */
export function decode(token: string): Decoded {
  const parts = token.split('.')
  const [header = '', claims = ''] = parts
  if (parts.length !== 3) throw new Error('This is not a JWT: it does not have three parts.')
  return { header: members(header, 'header'), claims: members(claims, 'payload') }
}

/** What speaks against the signature; undefined when it verifies. Needs WebCrypto. */
export async function flawOfSignature(
  token: string,
  { keys }: JwkSet,
): Promise<string | undefined> {
  const { kid, alg } = decode(token).header
  if (alg !== 'RS256') return `the algorithm is ${alg}, and App ID signs with RS256`
  if (kid === undefined) return 'the header has no kid, so it does not say which key signed it'
  const jwk = keys.find((key) => key.kid === kid)
  if (jwk === undefined) return `the key set has no key ${kid}`
  const rs256 = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('jwk', jwk, rs256, false, ['verify'])
  const end = token.lastIndexOf('.')
  const signature = bytes(token.slice(end + 1))
  const signed = new TextEncoder().encode(token.slice(0, end))
  const verifies = await crypto.subtle.verify(rs256.name, key, signature, signed)
  return verifies ? undefined : `the key ${kid} did not make this signature`
}

/** What is expected of a token, and the time: a NumericDate. */
export interface Expected {
  readonly issuer: string | undefined
  readonly audience: string
  readonly now: number
}

/** What speaks against the claims; undefined when nothing does. */
export function flawOfClaims(
  { iss, aud, exp, nbf }: Members,
  { issuer, audience, now }: Expected,
): string | undefined {
  if (typeof exp === 'number' && exp <= now) return 'the token has expired'
  if (typeof nbf === 'number' && nbf > now) return 'the token is not valid yet'
  if (issuer !== undefined && iss !== issuer) return `the issuer should be ${issuer}`
  if (![aud].flat().includes(audience)) return `the audience should be ${audience}`
  return undefined
}

function members(part: string, what: string): Members {
  const value = parsed(part)
  if (!isMembers(value)) throw new Error(`This is not a JWT: its ${what} is not a JSON object.`)
  return value
}

function parsed(part: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes(part)))
  } catch {
    return undefined
  }
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The bytes of a text in base64url. @throws {Error} */
function bytes(text: string): Uint8Array<ArrayBuffer> {
  const characters = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(characters, (character) => character.charCodeAt(0))
}
