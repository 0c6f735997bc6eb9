import { isInDirectory, providerOf } from '../../model/users/user.ts'
import { findProfile } from '../../model/users/users.ts'
import { type Authorization, userAuthorization } from '../../tokens/authorization.ts'
import { endedAccess } from '../ended-access.ts'
import { invalidGrant } from '../errors.ts'
import { required } from '../parameters.ts'
import type { GrantRequest } from './grant.ts'
import { isVerifierOf } from './pkce.ts'

/** RFC 6749 §4.1.3: the tokens of the user who signed in, for the code, which works once. */
export function authorizationCode({
  runtime,
  tenant,
  client,
  parameters,
}: GrantRequest): Authorization {
  const code = required(parameters, 'code')
  const redirectUri = required(parameters, 'redirect_uri')
  const verifier = parameters.get('code_verifier')
  const { codes } = runtime.shortLived
  const notFound = (why: string) => invalidGrant('Code not found', `the code ${why}`)
  const known = codes.get(tenant, code)
  if (known === undefined) throw notFound('is unknown, was used before, or has expired')
  if (known.clientId !== client.clientId) throw notFound(`belongs to the client ${known.clientId}`)
  if (known.redirectUri !== redirectUri)
    throw invalidGrant('redirect_uri differs from that of the authorization request')
  if (known.codeChallenge === undefined && verifier !== undefined)
    throw invalidGrant('code_verifier is sent, but the authorization request had no code_challenge')
  if (known.codeChallenge !== undefined && !isVerifierOf(known.codeChallenge, verifier ?? ''))
    throw invalidGrant('code_verifier does not belong to the code_challenge')
  codes.delete(tenant, code)
  const user = findProfile(tenant, known.profileId)
  const notOf = (why: string) => notFound(`belongs to the user ${known.profileId}, who ${why}`)
  if (user === undefined || providerOf(user) !== known.provider)
    throw notOf('was deleted or is another by now')
  if (known.provider === 'cloud_directory' && !isInDirectory(user)) throw notOf('was deleted')
  const ended = endedAccess(tenant, user, runtime.clock.ms(tenant))
  if (ended !== undefined) throw notOf(ended)
  return { ...userAuthorization(tenant, client, user), nonce: known.nonce }
}
