import { randomUUID } from 'node:crypto'
import { flawedToken } from '../faults/flawed-token.ts'
import { tokensConfigOf } from '../model/config/config.ts'
import type { FlawName } from '../model/flaw.ts'
import type { Tenant } from '../model/tenant.ts'
import type { Runtime } from '../runtime.ts'
import { type Authorization, isAboutUser, type UserAuthorization } from '../tokens/authorization.ts'
import { draftAccessToken, draftIdToken } from '../tokens/draft-tokens.ts'
import { type Issued, issue, type TokenResponse } from '../tokens/issue.ts'
import { sealed } from '../tokens/refresh-token.ts'
import { withLastLogin } from '../users/last-login.ts'

/**
 * Issues the tokens of an authorization: what the token endpoint answers. The tenant must have a signing key. `base` is
 * the base of the emulator's URLs, as the client sees it. `flaw`: what is wrong with the access and id token on purpose.
 */
export async function issueTokens(
  runtime: Runtime,
  tenant: Tenant,
  base: string,
  decided: Authorization,
  flaw?: FlawName,
): Promise<Issued> {
  const { clock, issuer } = runtime
  const authorization = isAboutUser(decided)
    ? { ...decided, user: withLastLogin(runtime, tenant, decided.user) }
    : decided
  const name = issuer.of(base, tenant.tenantId)
  const now = clock.seconds(tenant)
  // Applications ask for tokens of their own far more often than users sign in: they wait for nothing here.
  const refresh = isAboutUser(authorization)
    ? await refreshToken(runtime, tenant, authorization, now)
    : undefined
  const issued = await issue(authorization, tenant, name, now, refresh)
  issuer.issued(tenant.tenantId, name)
  if (flaw === undefined) return issued

  const response: TokenResponse = {
    ...issued.response,
    access_token: await flawedToken(
      runtime,
      tenant,
      draftAccessToken(authorization, tenant, name, now),
      flaw,
    ),
    ...(isAboutUser(authorization) && {
      id_token: await flawedToken(
        runtime,
        tenant,
        draftIdToken(authorization, tenant, name, now),
        flaw,
      ),
    }),
  }
  return { response, json: JSON.stringify(response) }
}

// Single-page applications get none (App ID's single-page page).
async function refreshToken(
  { refreshKeys }: Runtime,
  { tenantId, config }: Tenant,
  { user, client, refreshable }: UserAuthorization,
  now: number,
): Promise<string | undefined> {
  const { enabled, expires_in } = tokensConfigOf(config).refresh
  if (!enabled || !refreshable || client.type === 'singlepageapp') return undefined
  const { profileId, refreshGeneration: generation = 0 } = user
  const { clientId } = client
  const content = { id: randomUUID(), profileId, clientId, generation, exp: now + expires_in }
  return sealed(content, await refreshKeys.current(tenantId))
}
