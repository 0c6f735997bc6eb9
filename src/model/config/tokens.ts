import * as v from 'valibot'
import type { Immutable } from '../immutable.ts'
import { list } from '../values/list.ts'

/** The maximum number of claim mappings for one token (App ID's customizing-tokens page). */
const maxClaims = 100

const seconds = (least: number, most: number) =>
  v.pipe(
    v.number(),
    v.integer('must be a whole number of seconds'),
    v.minValue(least, `must be at least ${least} seconds`),
    v.maxValue(most, `must be at most ${most} seconds`),
  )

/** Where a claim comes from: an identity provider, the profile's attributes, or the roles. */
const ClaimSource = v.picklist([
  'saml',
  'cloud_directory',
  'facebook',
  'google',
  'appid_custom',
  'ibmid',
  'attributes',
  'roles',
])

const ClaimMappingSchema = v.pipe(
  v.object({
    source: ClaimSource,
    sourceClaim: v.optional(v.string()),
    destinationClaim: v.optional(v.string()),
  }),
  v.check(
    // An empty string counts as missing: Terraform sends one for a value that is not set.
    ({ source, sourceClaim = '' }) => source === 'roles' || sourceClaim !== '',
    'sourceClaim is missing: it is required unless source is roles',
  ),
)

const ClaimMappings = v.optional(
  v.pipe(list(ClaimMappingSchema), v.maxLength(maxClaims, `must have at most ${maxClaims} claims`)),
  [],
)

/**
 * A tenant's token configuration: lifetimes in seconds, and the claims that are added to tokens. The defaults are
 * the documented ones. The documented minimum of one day for refresh and anonymous tokens is not enforced, because the
 * live service does not enforce it either.
 */
export const TokensConfigSchema = v.object({
  access: v.optional(v.object({ expires_in: v.optional(seconds(300, 86_400), 3600) }), {}),
  refresh: v.optional(
    v.object({
      enabled: v.optional(v.boolean(), false),
      expires_in: v.optional(seconds(300, 7_776_000), 2_592_000),
    }),
    {},
  ),
  anonymousAccess: v.optional(
    v.object({
      enabled: v.optional(v.boolean(), true),
      expires_in: v.optional(seconds(300, 7_776_000), 2_592_000),
    }),
    {},
  ),
  accessTokenClaims: ClaimMappings,
  idTokenClaims: ClaimMappings,
})

export type TokensConfig = Immutable<v.InferOutput<typeof TokensConfigSchema>>
export type ClaimMapping = Immutable<v.InferOutput<typeof ClaimMappingSchema>>
