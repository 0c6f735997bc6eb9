import { excerpt } from '../../excerpt.ts'
import type { Application } from '../../model/application.ts'
import {
  type AuthorizationRequest,
  type CodeRequest,
  isCodeChallenge,
  notCodeChallenge,
  type ResponseTarget,
  type SelfService,
} from '../../model/authorization-request.ts'
import { tokensConfigOf } from '../../model/config/config.ts'
import { originOf } from '../../model/redirect-uri.ts'
import { findApplication, type Tenant } from '../../model/tenant.ts'
import { offers } from '../../model/users/directory.ts'
import { isPageProvider, isProviderActive } from '../../model/users/sign-in-choice.ts'
import type { Provider } from '../../model/users/user.ts'
import { AuthorizationError } from './authorization-response.ts'

/** A query. The values of a repeated parameter are an array. */
export type Query = Readonly<Record<string, string | readonly string[] | undefined>>

/** The value of a parameter; undefined if there is none, it is empty, or it is repeated. */
export function singleValue(query: Query, name: string): string | undefined {
  const value = query[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The parameters that are read here; all others are ignored. */
const known = [
  'client_id',
  'response_type',
  'user_id',
  'code',
  'response_mode',
  'state',
  'nonce',
  'code_challenge',
  'code_challenge_method',
  'idp',
  'prompt',
  'login_hint',
  'appid_access_token',
]

/** Checks an authorization request, whose redirect URI was found to be registered. @throws {AuthorizationError} */
export function parseAuthorizationRequest(
  tenant: Tenant,
  query: Query,
  target: ResponseTarget,
): AuthorizationRequest {
  const client = parseClient(tenant, query)
  const signUp = isSignUp(singleValue(query, 'response_type'))
  const request = parseCodeRequest(client, query, target)
  if (signUp) {
    if (!offers(tenant, 'sign_up')) throw notOffered('sign_up')
    // Only the Cloud Directory has users who sign up.
    return { ...request, selfService: 'sign_up' }
  }
  return { ...request, provider: providerOf(tenant, singleValue(query, 'idp')) }
}

/** Finds the client of a request. @throws {AuthorizationError} */
export function parseClient(tenant: Tenant, query: Query): Application {
  const repeated = known.find((name) => Array.isArray(query[name]))
  if (repeated !== undefined) throw invalid(`${repeated} must not be repeated`)
  const clientId = singleValue(query, 'client_id')
  if (clientId === undefined) throw invalid('client_id is missing')
  const client = findApplication(tenant, clientId)
  // Mobile clients register again when they see invalid_client, so nothing else may be answered with it.
  if (client === undefined) throw new AuthorizationError('invalid_client', 'unknown client_id')
  return client
}

/** Checks what a code will remember of a request. @throws {AuthorizationError} */
export function parseCodeRequest(
  { clientId, type }: Application,
  query: Query,
  target: ResponseTarget,
): ResponseTarget & CodeRequest {
  if (target.webMessage && originOf(target.redirectUri) === undefined)
    throw invalid('response_mode=web_message needs a redirect_uri with http or https')
  const codeChallenge = codeChallengeOf(query)
  if (type === 'singlepageapp' && codeChallenge === undefined)
    throw invalid('code_challenge is missing: a singlepageapp must use PKCE')
  return { ...target, clientId, codeChallenge, nonce: singleValue(query, 'nonce') }
}

/** Users may not do this for themselves. */
export const notOffered = (what: SelfService) =>
  new AuthorizationError('access_denied', `${what} is not enabled for this tenant`)

export const invalid = (description: string) =>
  new AuthorizationError('invalid_request', description)

function isSignUp(type: string | undefined): boolean {
  if (type === undefined) throw invalid('response_type is missing')
  if (type === 'code' || type === 'sign_up') return type === 'sign_up'
  throw new AuthorizationError(
    'unsupported_response_type',
    `response_type must be code, not ${excerpt(type)}`,
  )
}

/** The challenge of RFC 7636 §4.3, in the form of the RFC or of IBM's JavaScript SDK. */
function codeChallengeOf(query: Query): string | undefined {
  const challenge = singleValue(query, 'code_challenge')
  const method = singleValue(query, 'code_challenge_method')
  if (challenge === undefined) {
    if (method !== undefined) throw invalid('code_challenge is missing')
    return undefined
  }
  if (method !== 'S256') throw invalid('code_challenge_method must be S256')
  if (!isCodeChallenge(challenge)) throw invalid(`code_challenge ${notCodeChallenge}`)
  return challenge
}

function providerOf(tenant: Tenant, idp: string | undefined): Provider | undefined {
  if (idp === undefined) return undefined
  if (idp === 'appid_anon') {
    if (tokensConfigOf(tenant.config).anonymousAccess.enabled) return idp
    throw new AuthorizationError('access_denied', 'Anonymous token is disabled')
  }
  if (!isPageProvider(idp)) throw invalid(`there is no identity provider ${excerpt(idp)}`)
  if (isProviderActive(tenant, idp)) return idp
  throw new AuthorizationError('access_denied', `the identity provider ${idp} is not active`)
}
