import * as v from 'valibot'
import type { Immutable } from './immutable.ts'

const RefreshKeySchema = v.strictObject({
  id: v.string(),
  key: v.pipe(v.string(), v.regex(/^[\w-]{43}$/, 'must be 32 bytes in base64url')),
})

export type RefreshKey = Immutable<v.InferOutput<typeof RefreshKeySchema>>

/** What a tenant remembers of its refresh tokens, which themselves say everything else. */
export const RefreshTokensSchema = v.strictObject({
  keys: v.optional(v.array(RefreshKeySchema), []),
  revoked: v.optional(v.array(v.strictObject({ id: v.string(), exp: v.number() })), []),
})

export type RefreshTokens = Immutable<v.InferOutput<typeof RefreshTokensSchema>>
