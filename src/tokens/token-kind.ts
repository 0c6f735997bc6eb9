/** The first claims of App ID's id tokens, in their order. Its access tokens begin `iss`, `exp`. */
const firstOfIdToken = ['iss', 'aud', 'exp', 'tenant'] as const

/**
 * Which of a user's two tokens has these claims. Their headers are alike, and a mapping may give an id token any `scope`, so
 * that only what no mapping can reach tells them apart: `identities`, which anonymous users have not, and the order.
 */
export function tokenKindOf(claims: object): 'access' | 'id' {
  const names = Object.keys(claims)
  const begins = firstOfIdToken.every((name, index) => names[index] === name)
  return begins || 'identities' in claims ? 'id' : 'access'
}
