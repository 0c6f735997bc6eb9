import { randomBytes } from 'node:crypto'
import type { CodeRequest } from '../model/authorization-request.ts'
import { withParameters } from '../model/redirect-uri.ts'
import { type ProfiledUser, providerOf } from '../model/users/user.ts'
import type { Runtime } from '../runtime.ts'

/** The URL at which the browser of a user who has signed in returns to the client, with a code. */
export async function redirectWithCode(
  runtime: Runtime,
  tenantId: string,
  request: CodeRequest & { readonly state?: string | undefined },
  user: ProfiledUser,
): Promise<string> {
  const { redirectUri, state } = request
  return withParameters(redirectUri, {
    code: await issueCode(runtime, tenantId, request, user),
    state,
  })
}

/** How long a code is good: the most that RFC 6749 §4.1.2 recommends. */
const lifetime = 600

/**
 * Makes the authorization code for a user who has signed in. The client exchanges it once, within ten minutes by the
 * tenant's clock.
 */
export async function issueCode(
  { keys, shortLived }: Runtime,
  tenantId: string,
  { clientId, redirectUri, nonce, codeChallenge }: CodeRequest,
  user: ProfiledUser,
): Promise<string> {
  // With a key, the token endpoint authorizes once. A code cannot be taken twice.
  const tenant = await keys.withKey(tenantId)
  const code = randomBytes(32).toString('base64url')
  const { profileId } = user
  const content = { clientId, redirectUri, nonce, codeChallenge, profileId }
  shortLived.codes.set(tenant, code, { ...content, provider: providerOf(user) }, lifetime)
  return code
}
