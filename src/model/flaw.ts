import * as v from 'valibot'

/** The kinds of flaw that a token can have. */
export const FlawName = v.picklist([
  'expired',
  'not-yet-valid',
  'wrong-audience',
  'wrong-issuer',
  'wrong-tenant',
  'wrong-key',
  'unknown-kid',
  'alg-none',
  'hs256-with-public-key',
  'tampered',
  'missing-kid',
  'missing-scope',
  'ver-3',
])

export type FlawName = v.InferOutput<typeof FlawName>
