/** The scopes of a parameter or a claim (RFC 6749 §3.3), which are separated by spaces. Duplicates are ignored. */
export function toScopes(scope: string | undefined): string[] | undefined {
  const scopes = scope?.split(' ').filter((one) => one !== '')
  return scopes === undefined || scopes.length === 0 ? undefined : [...new Set(scopes)]
}
