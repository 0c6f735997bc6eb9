/** How users of Cloud Directory sign in: a second factor, single sign-on, and how often they may try. */
import * as v from 'valibot'
import { list } from '../values/list.ts'
import { Uri } from '../values/uri.ts'
import { whole } from '../values/whole.ts'

/**
 * The channel for text messages. There is no document for the other channel, email: exactly one of the two is active,
 * so that this one says all about both.
 */
export const Nexmo = v.object({
  isActive: v.boolean(),
  config: v.optional(
    v.object({
      key: v.string(),
      secret: v.string(),
      from: v.string(),
      provider: v.optional(v.string()),
    }),
  ),
})

/** Services of the tenant's own that are asked before or after the second factor. */
export const MfaExtensions = v.record(
  v.pipe(v.string(), v.regex(/^(?:pre|post)mfa$/, 'must be premfa or postmfa')),
  v.object({
    isActive: v.boolean(),
    config: v.optional(
      v.object({
        url: v.optional(v.string()),
        headers: v.optional(v.record(v.string(), v.string())),
      }),
    ),
  }),
)

export const Sso = v.object({
  isActive: v.boolean(),
  inactivityTimeoutSeconds: whole(1, 604_800),
  logoutRedirectUris: list(Uri),
})

export const RateLimit = v.object({
  signUpLimitPerMinute: whole(1),
  signInLimitPerMinute: whole(1),
})
