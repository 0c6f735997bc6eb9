import type { Application } from '../application-api.ts'
import type { HttpRequest } from '../curl.ts'

/** The request for a token of the application itself. A `singlepageapp` has no secret, so it cannot ask. */
export function tokenRequest({
  oAuthServerUrl,
  clientId,
  secret,
}: Application): HttpRequest | undefined {
  if (secret === undefined) return undefined
  return {
    method: 'POST',
    url: `${oAuthServerUrl}/token`,
    headers: { Authorization: `Basic ${base64(`${clientId}:${secret}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  }
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)))
}
