/**
 * Which of a user's two tokens has these claims. Their headers are alike, and a mapping may give an id token any `scope`, so
 * that only what no mapping can reach tells them apart: App ID's id tokens have `aud` before `exp`, its access tokens after
 * it. Where a test has removed `aud`, the `identities` tell, which anonymous users have not.
 */
export function tokenKindOf(claims: object): 'access' | 'id' {
  const names = Object.keys(claims)
  if (!names.includes('aud')) return names.includes('identities') ? 'id' : 'access'
  return names.indexOf('aud') < names.indexOf('exp') ? 'id' : 'access'
}
