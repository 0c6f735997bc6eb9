import * as v from 'valibot'
import type { Immutable } from '../immutable.ts'

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

/**
 * Remembers that a refresh token was revoked, until it would have expired, and forgets those that have expired. `now` is a
 * NumericDate.
 */
export function withRevoked<Tenant extends { readonly refreshTokens?: RefreshTokens | undefined }>(
  tenant: Tenant,
  { id, exp }: RefreshTokens['revoked'][number],
  now: number,
): Tenant {
  const { keys = [], revoked = [] } = tenant.refreshTokens ?? {}
  if (exp <= now || revoked.some((one) => one.id === id)) return tenant
  const others = revoked.filter((one) => one.exp > now)
  return { ...tenant, refreshTokens: { keys, revoked: [...others, { id, exp }] } }
}
