import type { ClaimMapping } from '../model/tokens-config.ts'

/** The claims that mappings cannot override (App ID's customizing-tokens page). */
const registered: ReadonlySet<string> = new Set([
  'iss',
  'aud',
  'sub',
  'iat',
  'exp',
  'amr',
  'tenant',
])

/** The sources of mapped claims. A client credentials token has no user, so only roles are available. */
export interface ClaimSources {
  /** The names of the roles. */
  readonly roles: readonly string[]
}

/**
 * Adds mapped claims. A mapping to `scope` extends the scope, but not by names that start with `appid_`. A mapping
 * whose source has no value adds nothing.
 */
export function withMappedClaims<Claims extends { readonly scope: string }>(
  claims: Claims,
  mappings: readonly ClaimMapping[],
  { roles }: ClaimSources,
): Claims {
  const added: Record<string, unknown> = {}
  let { scope } = claims
  for (const { source, sourceClaim, destinationClaim } of mappings) {
    // An empty string counts as missing.
    const name = destinationClaim || sourceClaim || source
    if (source !== 'roles' || roles.length === 0 || registered.has(name)) continue
    if (name === 'scope') scope = extended(scope, roles)
    else added[name] = roles
  }
  return { ...claims, scope, ...added }
}

function extended(scope: string, values: readonly string[]): string {
  const more = values
    .flatMap((value) => value.split(/\s+/))
    .filter((one) => one !== '' && !one.startsWith('appid_'))
  return [...new Set([...scope.split(' '), ...more])].join(' ')
}
