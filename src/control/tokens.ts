/** Creates tokens for tests, including tokens that no authorization server would issue. */
import * as v from 'valibot'
import { flawedToken } from '../faults/flawed-token.ts'
import { EmulatorError } from '../model/emulator-error.ts'
import { FlawName } from '../model/flaw.ts'
import type { Tenant } from '../model/tenant.ts'
import { hasProfile, type ProfiledUser, type User } from '../model/users/user.ts'
import { Json } from '../model/values/json.ts'
import { reachable, Seconds } from '../model/values/numeric-date.ts'
import { isAboutUser, ownAuthorization, userAuthorization } from '../tokens/authorization.ts'
import { claimsOf, type Draft, signDraft } from '../tokens/draft.ts'
import { draftAccessToken, draftIdToken } from '../tokens/draft-tokens.ts'
import { withLastLogin } from '../users/last-login.ts'
import { clientOf } from './client-of.ts'
import { findNamed } from './find-user.ts'
import { operation } from './operation.ts'

/** The claims whose value is a time (RFC 7519 §4.1). */
const times = ['exp', 'nbf', 'iat'] as const

const members = (description: string) =>
  v.optional(v.pipe(v.record(v.string(), v.optional(Json)), v.description(description)), {})

export const NewToken = v.strictObject({
  clientId: v.optional(
    v.pipe(v.string(), v.description('The client of the token. Default: the first application')),
  ),
  user: v.optional(
    v.pipe(
      v.string(),
      v.description(
        'Whom the tokens speak of: an e-mail address, a user name or a profileId. Default: the client itself',
      ),
    ),
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
  idToken: v.optional(v.string()),
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
      const { clientId, user, flaw, ...changes } = body
      const { store, clock, issuer, keys } = runtime
      for (const name of times) {
        const time = changes.claims[name]
        if (typeof time === 'number') reachable(time, `claims.${name}`)
      }
      const authorize = (tenant: Tenant) => {
        const client = clientOf(tenant, clientId)
        if (user === undefined) return ownAuthorization(tenant, client)
        const found = profiled(findNamed(tenant, user))
        return userAuthorization(tenant, client, withLastLogin(runtime, tenant, found))
      }
      // Checked first, so that no key is generated for a refused request.
      authorize(store.getTenant(tenantId))
      const tenant = await keys.withKey(tenantId)
      const authorization = authorize(tenant)
      const name = issuer.of(base, tenantId)
      const now = clock.seconds(tenant)
      const signed = (draft: Draft) =>
        flaw === undefined ? signDraft(draft) : flawedToken(runtime, tenant, draft, flaw)

      const access = draftAccessToken(authorization, tenant, name, now)
      const accessToken = await signed(changed(access, changes, now))
      if (!isAboutUser(authorization)) return { accessToken, claims: claimsOf(accessToken) }
      const id = draftIdToken(authorization, tenant, name, now)
      const idToken = await signed(changed(id, { ...changes, scope: undefined }, now))
      return { accessToken, idToken, claims: claimsOf(accessToken) }
    },
  }),
] as const

type Changes = Pick<
  v.InferOutput<typeof NewToken>,
  'sub' | 'scope' | 'expiresIn' | 'claims' | 'header'
>

/** The token with what was asked for. `now` is a NumericDate. */
function changed(
  token: Draft,
  { sub, scope, expiresIn, claims, header }: Changes,
  now: number,
): Draft {
  return {
    header: withoutNulls({ ...token.header, ...header }),
    claims: withoutNulls({
      ...token.claims,
      ...(sub !== undefined && { sub }),
      ...(scope !== undefined && { scope }),
      ...(expiresIn !== undefined && { exp: reachable(now + expiresIn, 'expiresIn') }),
      ...claims,
    }),
    key: token.key,
  }
}

/** Also a user who may not sign in: a verifier may have to refuse the tokens. */
function profiled(user: User): ProfiledUser {
  if (hasProfile(user)) return user
  throw new EmulatorError(
    'INVALID_INPUT',
    'user: has no profile before the first sign-in: sign the user in first',
  )
}

function withoutNulls(members: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null))
}
