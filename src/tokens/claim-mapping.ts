import type { ClaimMapping } from '../model/config/tokens.ts'
import type { Tenant } from '../model/tenant.ts'
import { idpUserInfoOf } from '../model/users/profile.ts'
import { providerOf } from '../model/users/user.ts'
import type { Authorization } from './authorization.ts'

/** The claims that mappings cannot override (App ID's customizing-tokens page). */
const registered: ReadonlySet<string> = new Set([
  'iss',
  'aud',
  'sub',
  'iat',
  'exp',
  'amr',
  'tenant',
  // In id tokens.
  'identities',
  'oauth_client',
  'oauth_clients',
])

/**
 * Adds mapped claims, which come last. In an access token, a mapping to `scope` extends the scope, but not by names that
 * start with `appid_`. A mapping whose source has no value adds nothing, except that a user without roles has an empty list
 * of them.
 */
export function withMappedClaims<Claims extends object>(
  claims: Claims,
  mappings: readonly ClaimMapping[],
  authorization: Authorization,
  tenant: Tenant,
): Claims {
  const added = new Map<string, unknown>()
  for (const { source, sourceClaim, destinationClaim } of mappings) {
    // An empty string counts as missing.
    const name = destinationClaim || sourceClaim || source
    const value = sourced(source, sourceClaim, authorization, tenant)
    if (value === undefined || registered.has(name)) continue
    if (name === 'scope' && 'scope' in claims)
      added.set(name, extended(`${added.get(name) ?? claims.scope}`, value))
    else added.set(name, value)
  }
  return { ...claims, ...Object.fromEntries(added) }
}

function sourced(
  source: ClaimMapping['source'],
  sourceClaim = '',
  { user, roles }: Authorization,
  tenant: Tenant,
): unknown {
  if (source === 'roles') return user === undefined && roles.length === 0 ? undefined : roles
  if (user === undefined) return undefined
  if (source === 'attributes') return memberOf(user.attributes, sourceClaim)
  return source === providerOf(user)
    ? memberOf(idpUserInfoOf(tenant, user), sourceClaim)
    : undefined
}

/** The member with this name or, else, at this path: dots lead into nested objects. */
function memberOf(value: unknown, path: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  const members = new Map<string, unknown>(Object.entries(value))
  if (members.has(path)) return members.get(path)
  const [first = '', ...rest] = path.split('.')
  return rest.length === 0 ? undefined : memberOf(members.get(first), rest.join('.'))
}

// Only texts extend a scope; a list of roles is a list of texts.
function extended(scope: string, value: unknown): string {
  const more = [value]
    .flat()
    .filter((one) => typeof one === 'string')
    .flatMap((one) => one.split(/\s+/))
    .filter((one) => one !== '' && !one.startsWith('appid_'))
  return [...new Set([...scope.split(' '), ...more])].join(' ')
}
