/** Creates tokens for tests, including tokens that no authorization server would issue. */
import * as v from 'valibot'
import { excerpt } from '../excerpt.ts'
import { flawedToken } from '../faults/flawed-token.ts'
import { EmulatorError } from '../model/emulator-error.ts'
import { FlawName } from '../model/flaw.ts'
import { Json } from '../model/json.ts'
import { reachable, Seconds } from '../model/numeric-date.ts'
import { findApplication, type Tenant } from '../model/tenant.ts'
import { ownAuthorization } from '../tokens/authorization.ts'
import { claimsOf, signDraft } from '../tokens/draft.ts'
import { toAccessToken } from '../tokens/drafts.ts'
import { operation } from './operation.ts'

/** The claims whose value is a time (RFC 7519 §4.1). */
const times = ['exp', 'nbf', 'iat'] as const

const members = (description: string) =>
  v.optional(v.pipe(v.record(v.string(), v.optional(Json)), v.description(description)), {})

export const NewToken = v.strictObject({
  clientId: v.optional(
    v.pipe(v.string(), v.description('The client of the token. Default: the first application')),
  ),
  sub: v.optional(v.string()),
  scope: v.optional(v.string()),
  claims: members('Claims to add or replace; null removes one'),
  header: members('Header members to add or replace; null removes one'),
  expiresIn: v.optional(
    v.pipe(Seconds, v.description('The lifetime in seconds; negative for an expired token')),
  ),
  flaw: v.optional(FlawName),
})

export const Token = v.object({
  accessToken: v.string(),
  claims: v.record(v.string(), v.unknown()),
})

export const tokenOperations = [
  operation({
    name: 'createToken',
    method: 'POST',
    path: '/_appid/tenants/{tenantId}/tokens',
    summary: 'Creates any token, including flawed tokens that a verifier must refuse',
    body: NewToken,
    status: 201,
    answer: Token,
    async run({ runtime, base, params: { tenantId }, body }) {
      const { clientId, sub, scope, expiresIn, flaw, ...given } = body
      const { store, clock, issuer, keys } = runtime
      for (const name of times) {
        const time = given.claims[name]
        if (typeof time === 'number') reachable(time, `claims.${name}`)
      }
      // Checked first, so that no key is generated for a refused request.
      clientOf(store.getTenant(tenantId), clientId)
      const tenant = await keys.withKey(tenantId)
      const now = clock.seconds(tenant)
      const own = ownAuthorization(tenant, clientOf(tenant, clientId))
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
      const accessToken =
        flaw === undefined ? signDraft(draft) : await flawedToken(runtime, tenant, draft, flaw)
      return { accessToken, claims: claimsOf(accessToken) }
    },
  }),
] as const

function clientOf(tenant: Tenant, clientId: string | undefined) {
  const client = clientId === undefined ? tenant.applications[0] : findApplication(tenant, clientId)
  if (client !== undefined) return client
  throw new EmulatorError(
    'UNKNOWN_APPLICATION',
    clientId === undefined
      ? `tenant ${tenant.tenantId} has no application: register one first`
      : `clientId: tenant ${tenant.tenantId} has no application ${excerpt(clientId)}`,
  )
}

function withoutNulls(members: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null))
}
