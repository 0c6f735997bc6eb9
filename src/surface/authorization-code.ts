import { randomBytes } from 'node:crypto'
import type { CodeRequest } from '../model/authorization-request.ts'
import { type ProfiledUser, providerOf } from '../model/user.ts'
import type { Runtime } from '../runtime.ts'

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
