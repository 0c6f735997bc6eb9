/** Tokens that a verifier has to refuse. */
import { createHmac, createPrivateKey, createPublicKey, sign } from 'node:crypto'
import type { FlawName } from '../model/flaw.ts'
import type { SigningKey } from '../model/signing-key.ts'

/** A token (RFC 7519) before it is signed, its header and claims as they will be written. */
export interface Draft {
  readonly header: Readonly<Record<string, unknown>>
  readonly claims: Readonly<Record<string, unknown>>
  readonly key: SigningKey
}

/** What a flaw may need besides the token. */
export interface FlawSources {
  readonly tenantId: string
  /** NumericDate. */
  readonly now: number
  /** Another tenant and the key that it signs with. */
  otherTenant(): Promise<{ readonly tenantId: string; readonly key: SigningKey }>
  /** A key that no tenant has. */
  strangeKey(): Promise<SigningKey>
}

/** Further off than any tolerance, in seconds. */
const anHour = 3600

const withClaims = (draft: Draft, claims: object): Draft => ({
  ...draft,
  claims: { ...draft.claims, ...claims },
})

const withHeader = (draft: Draft, header: object): Draft => ({
  ...draft,
  header: { ...draft.header, ...header },
})

/** How each flaw gets into a token. JSON leaves out what is undefined. */
const forgeries: Readonly<
  Record<FlawName, (draft: Draft, sources: FlawSources) => string | Promise<string>>
> = {
  expired: (draft, { now }) =>
    mint(withClaims(draft, { iat: now - 2 * anHour, exp: now - anHour })),
  'not-yet-valid': (draft, { now }) =>
    mint(withClaims(draft, { nbf: now + anHour, exp: now + 2 * anHour })),
  'wrong-audience': (draft) =>
    mint(withClaims(draft, { aud: ['00000000-0000-4000-8000-000000000000'] })),
  'wrong-issuer': (draft, { tenantId }) =>
    mint(withClaims(draft, { iss: `https://wrong-issuer.invalid/oauth/v4/${tenantId}` })),
  async 'wrong-tenant'(draft, { tenantId, otherTenant }) {
    const { tenantId: tenant, key } = await otherTenant()
    const iss = `${draft.claims.iss}`.replaceAll(tenantId, tenant)
    return mint(withHeader({ ...withClaims(draft, { iss, tenant }), key }, { kid: key.kid }))
  },
  'wrong-key': async (draft, { strangeKey }) => mint({ ...draft, key: await strangeKey() }),
  'unknown-kid': (draft, { tenantId }) =>
    mint(withHeader(draft, { kid: `appId-${tenantId}-1970-01-01T00:00:00.000` })),
  'alg-none': (draft) => `${signingInput(withHeader(draft, { alg: 'none' }))}.`,
  'hs256-with-public-key'(draft) {
    const input = signingInput(withHeader(draft, { alg: 'HS256' }))
    const pem = createPublicKey({ key: { ...draft.key }, format: 'jwk' }).export({
      type: 'spki',
      format: 'pem',
    })
    return `${input}.${createHmac('sha256', pem).update(input).digest('base64url')}`
  },
  tampered(draft, { now }) {
    const signature = mint(draft).split('.')[2]
    return `${signingInput(withClaims(draft, { exp: now + 24 * anHour }))}.${signature}`
  },
  'missing-kid': (draft) => mint(withHeader(draft, { kid: undefined })),
  'missing-scope': (draft) => mint(withClaims(draft, { scope: undefined })),
  'ver-3': (draft) =>
    mint(withHeader(withClaims(draft, { aud: [draft.claims.aud].flat()[0] }), { ver: 3 })),
}

/** The token with this flaw, and sound but for it. */
export async function forge(draft: Draft, flaw: FlawName, sources: FlawSources): Promise<string> {
  return forgeries[flaw](draft, sources)
}

/** Signs by RS256 whatever the header says: it is the verifier's to object. */
export function mint(draft: Draft): string {
  const input = signingInput(draft)
  const key = createPrivateKey({ key: { ...draft.key }, format: 'jwk' })
  return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`
}

/** The header and the claims of a token (RFC 7515 §3.1), unverified. */
export function decode(token: string): Pick<Draft, 'header' | 'claims'> {
  const [header = '', claims = ''] = token.split('.')
  const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString())
  return { header: read(header), claims: read(claims) }
}

function signingInput({ header, claims }: Draft): string {
  return [header, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
}
