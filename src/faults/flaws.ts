/** Tokens that a verifier must refuse. */
import { createHmac, createPublicKey } from 'node:crypto'
import type { FlawName } from '../model/flaw.ts'
import type { SigningKey } from '../model/signing-key.ts'
import { type Draft, signDraft, signingInput } from '../tokens/draft.ts'

/** What a flaw may need in addition to the token. */
export interface FlawSources {
  readonly tenantId: string
  /** The tenant's time or the emulator's, whichever is earlier: a verifier may use either clock. NumericDate. */
  readonly earliest: number
  /** The later of the two. */
  readonly latest: number
  /** Another tenant and its signing key. */
  otherTenant(): Promise<{ readonly tenantId: string; readonly key: SigningKey }>
  /** A key that belongs to no tenant. */
  strangeKey(): Promise<SigningKey>
}

/** In seconds; longer than the clock tolerance of any verifier. */
const anHour = 3600

const withClaims = (draft: Draft, claims: object): Draft => ({
  ...draft,
  claims: { ...draft.claims, ...claims },
})

const withHeader = (draft: Draft, header: object): Draft => ({
  ...draft,
  header: { ...draft.header, ...header },
})

/** Builds the token for each flaw. */
const flaws: Readonly<
  Record<FlawName, (draft: Draft, sources: FlawSources) => string | Promise<string>>
> = {
  expired: (draft, { earliest }) =>
    signDraft(withClaims(draft, { iat: earliest - 2 * anHour, exp: earliest - anHour })),
  'not-yet-valid': (draft, { latest }) =>
    signDraft(withClaims(draft, { nbf: latest + anHour, exp: latest + 2 * anHour })),
  'wrong-audience': (draft) =>
    signDraft(withClaims(draft, { aud: ['00000000-0000-4000-8000-000000000000'] })),
  'wrong-issuer': (draft, { tenantId }) =>
    signDraft(withClaims(draft, { iss: `https://wrong-issuer.invalid/oauth/v4/${tenantId}` })),
  async 'wrong-tenant'(draft, { tenantId, otherTenant }) {
    const { tenantId: tenant, key } = await otherTenant()
    const { iss } = draft.claims
    const others = typeof iss === 'string' ? iss.replaceAll(tenantId, tenant) : iss
    const claims = withClaims(draft, { iss: others, tenant })
    return signDraft(withHeader({ ...claims, key }, { kid: key.kid }))
  },
  'wrong-key': async (draft, { strangeKey }) => signDraft({ ...draft, key: await strangeKey() }),
  'unknown-kid': (draft, { tenantId }) =>
    signDraft(withHeader(draft, { kid: `appId-${tenantId}-1970-01-01T00:00:00.000` })),
  'alg-none': (draft) => `${signingInput(withHeader(draft, { alg: 'none' }))}.`,
  'hs256-with-public-key'(draft) {
    const input = signingInput(withHeader(draft, { alg: 'HS256' }))
    const pem = createPublicKey({ key: { ...draft.key }, format: 'jwk' }).export({
      type: 'spki',
      format: 'pem',
    })
    return `${input}.${createHmac('sha256', pem).update(input).digest('base64url')}`
  },
  tampered(draft) {
    const signature = signDraft(draft).split('.')[2]
    const tampered = withClaims(draft, { sub: `${draft.claims.sub}-tampered` })
    return `${signingInput(tampered)}.${signature}`
  },
  'missing-kid': (draft) => signDraft(withHeader(draft, { kid: undefined })),
  'missing-scope': (draft) => signDraft(withClaims(draft, { scope: undefined })),
  'ver-3': (draft) =>
    signDraft(withHeader(withClaims(draft, { aud: [draft.claims.aud].flat()[0] }), { ver: 3 })),
}

/** A token with this flaw that is valid in every other respect. */
export async function withFlaw(
  draft: Draft,
  flaw: FlawName,
  sources: FlawSources,
): Promise<string> {
  return flaws[flaw](draft, sources)
}
