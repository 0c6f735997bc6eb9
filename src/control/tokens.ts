/** Any token that a test needs, also those that no authorization server would issue. */
import * as v from 'valibot'
import { excerpt } from '../excerpt.ts'
import { forgeToken } from '../forgery.ts'
import { badRequest } from '../http/message-error.ts'
import { FlawName } from '../model/flaw.ts'
import type { Immutable } from '../model/immutable.ts'
import { Json } from '../model/json.ts'
import { reachable, Seconds } from '../model/numeric-date.ts'
import { parse } from '../model/parse.ts'
import { findApplication, type Tenant } from '../model/tenant.ts'
import type { Runtime } from '../runtime.ts'
import { ownAuthorization } from '../tokens/claims.ts'
import { claimsOf, signDraft } from '../tokens/draft.ts'
import { toAccessToken } from '../tokens/issue.ts'

/** The claims that say a time (RFC 7519 §4.1). */
const times = ['exp', 'nbf', 'iat'] as const

const members = (description: string) =>
  v.optional(v.pipe(v.record(v.string(), v.optional(Json)), v.description(description)), {})

/** What the token is to be; without anything it is what the tenant's first application gets. */
export const NewTokenSchema = v.strictObject({
  clientId: v.optional(v.pipe(v.string(), v.description('Whose token it is'))),
  sub: v.optional(v.string()),
  scope: v.optional(v.string()),
  claims: members('Claims to add or replace; null takes one away'),
  header: members('Members of the header to add or replace; null takes one away'),
  expiresIn: v.optional(
    v.pipe(Seconds, v.description('Seconds from now; negative for a token that has expired')),
  ),
  flaw: v.optional(FlawName),
})

export type NewToken = Immutable<v.InferInput<typeof NewTokenSchema>>

/** A token and the claims that it carries. */
export const MintedTokenSchema = v.object({
  access_token: v.string(),
  claims: v.record(v.string(), v.unknown()),
})

export type MintedToken = Immutable<v.InferOutput<typeof MintedTokenSchema>>

export function createTokens(runtime: Runtime) {
  const { store, clock, issuer, keys } = runtime

  return {
    /** `base` is what the emulator's URLs begin with: the issuer may depend on it. */
    async createToken(tenantId: string, wanted: unknown, base: string): Promise<MintedToken> {
      const { clientId, sub, scope, expiresIn, flaw, ...given } = parse(NewTokenSchema, wanted)
      for (const name of times) {
        const time = given.claims[name]
        if (typeof time === 'number') reachable(time, `claims.${name}`)
      }
      // First: no key is made for who is refused.
      clientOf(store.getTenant(tenantId), clientId)
      const tenant = await keys.withKey(tenantId)
      const client = clientOf(tenant, clientId)
      const now = clock.seconds(tenant)
      const own = ownAuthorization(tenant, client)
      const token = toAccessToken(own, tenant, issuer.of(base, tenantId), now)
      const claims = {
        ...token.claims,
        ...(sub !== undefined && { sub }),
        ...(scope !== undefined && { scope }),
        ...(expiresIn !== undefined && { exp: reachable(now + expiresIn, 'expiresIn') }),
        ...given.claims,
      }
      const draft = {
        header: withoutNulls({ ...token.header, ...given.header }),
        claims: withoutNulls(claims),
        key: token.key,
      }
      const access_token =
        flaw === undefined ? signDraft(draft) : await forgeToken(runtime, tenant, draft, flaw)
      return { access_token, claims: claimsOf(access_token) }
    },
  }
}

function clientOf(tenant: Tenant, clientId: string | undefined) {
  const client = clientId === undefined ? tenant.applications[0] : findApplication(tenant, clientId)
  if (client !== undefined) return client
  throw badRequest(
    clientId === undefined
      ? `tenant ${tenant.tenantId} has no application: register one first`
      : `clientId: tenant ${tenant.tenantId} has no application ${excerpt(clientId)}`,
  )
}

function withoutNulls(members: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null))
}
