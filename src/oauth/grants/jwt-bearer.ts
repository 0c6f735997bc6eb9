import { oauthServerUrl } from '../../issuer/issuer.ts'
import { documentOf } from '../../model/config/config.ts'
import { findIdentity } from '../../model/users/users.ts'
import { type Assertion, verifiedAssertion } from '../../tokens/assertion.ts'
import { type Authorization, userAuthorization } from '../../tokens/authorization.ts'
import { signInVouched, type Vouched } from '../../users/vouched-user.ts'
import { invalidGrant } from '../errors.ts'
import { required } from '../parameters.ts'
import { toScopes } from '../scopes.ts'
import type { GrantRequest } from './grant.ts'

const provider = 'appid_custom'

/** A scope-token (RFC 6749 §3.3), but none of App ID's own scopes: these are not the assertion's to give. */
const customScope = /^(?!appid_|openid)[\x21\x23-\x5b\x5d-\x7e]+$/

/**
 * RFC 7523 §2.1: a user of the tenant's own identity provider, for whom an assertion vouches. It may be used again until it
 * expires. There is no refresh token.
 */
export async function jwtBearer(request: GrantRequest): Promise<Authorization> {
  const { runtime, tenant, client, parameters, scopes = [] } = request
  const { sub, claims } = await checkedAssertion(request, required(parameters, 'assertion'))
  if (findIdentity(tenant, provider, sub)?.active === false)
    throw invalidGrant('User account disabled')
  const user = await signInVouched(runtime, tenant.tenantId, toVouched(sub, claims))
  if (user === undefined) throw invalidGrant('The user was deleted meanwhile')
  const claimed = typeof claims.scope === 'string' ? toScopes(claims.scope) : undefined
  const further = [...(claimed ?? []), ...scopes].filter((one) => customScope.test(one))
  return userAuthorization(tenant, client, user, { refreshable: false, further })
}

/** @throws {OAuthError} invalid_grant */
async function checkedAssertion(
  { runtime, tenant, base }: GrantRequest,
  text: string,
): Promise<Assertion> {
  const { isActive, config } = documentOf(tenant, 'idps/custom')
  if (!isActive || !config?.publicKey)
    throw invalidGrant(
      'Custom identity is not active',
      `custom identity ${isActive ? 'has no key: set config.publicKey' : 'is not active: set isActive'} of config/idps/custom`,
    )
  const refuse = (why: string) => invalidGrant('Invalid assertion', `the assertion ${why}`)
  const assertion = await verifiedAssertion(text, config.publicKey)
  if (typeof assertion === 'string') throw refuse(assertion)
  if (assertion.exp <= runtime.clock.seconds(tenant)) throw refuse('has expired')
  const { issuer } = runtime
  const name = issuer.of(base, tenant.tenantId)
  const urls = [base, issuer.publicBase(base)].map((one) => oauthServerUrl(one, tenant.tenantId))
  const accepted = audiences([name, ...urls])
  if (!assertion.aud.some((one) => accepted.has(one)))
    throw refuse(`is for another audience: its aud must be ${name}`)
  return assertion
}

/** What an audience may be: an issuer, or only its origin or host, with or without the port. */
function audiences(issuers: readonly string[]): ReadonlySet<string> {
  const hosts = issuers.flatMap((url) => {
    const { origin, host, hostname } = new URL(url)
    return host === '' ? [] : [origin, host, hostname]
  })
  return new Set([...issuers, ...hosts])
}

/** The claims that are no news about the user. */
const protocol: ReadonlySet<string> = new Set([
  'iss',
  'sub',
  'aud',
  'exp',
  'iat',
  'nbf',
  'jti',
  'scope',
])

// An e-mail address or a name that is no text stays among the further claims.
function toVouched(id: string, claims: Assertion['claims']): Vouched {
  const texts = new Map<string, string>()
  const further = Object.entries(claims).filter(([name, value]) => {
    if (protocol.has(name)) return false
    if (!['email', 'name'].includes(name) || typeof value !== 'string' || value === '') return true
    texts.set(name, value)
    return false
  })
  const email = texts.get('email')
  const displayName = texts.get('name')
  return {
    provider,
    id,
    ...(email !== undefined && { email }),
    ...(displayName !== undefined && { displayName }),
    ...(further.length > 0 && { scim: Object.fromEntries(further) }),
  }
}
