import type { ClaimMapping } from '../model/tokens-config.ts'

/** The claims that no mapping can override (customizing-tokens page). */
const registered: ReadonlySet<string> = new Set([
  'iss',
  'aud',
  'sub',
  'iat',
  'exp',
  'amr',
  'tenant',
])

/** What mappings can draw from. Those about users have nothing to draw from in client credentials. */
export interface ClaimSources {
  /** The names of the roles. */
  readonly roles: readonly string[]
}

/**
 * The claims with those of the mappings added. `scope` is only ever extended, and never by what starts
 * with `appid_`; a mapping that yields nothing adds nothing.
 */
export function withMappedClaims<Claims extends { readonly scope: string }>(
  claims: Claims,
  mappings: readonly ClaimMapping[],
  { roles }: ClaimSources,
): Claims {
  const added: Record<string, unknown> = {}
  let { scope } = claims
  for (const { source, sourceClaim, destinationClaim } of mappings) {
    // An empty text is a name that was not given.
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
