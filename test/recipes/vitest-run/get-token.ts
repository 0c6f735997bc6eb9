import type { Credentials } from 'appid-emulator'

/** The application: it gets a token, and waits as long as App ID tells it to. */
export async function getToken({ oauthServerUrl, clientId, secret }: Credentials) {
  for (;;) {
    const response = await fetch(`${oauthServerUrl}/token`, {
      method: 'POST',
      headers: { Authorization: `Basic ${btoa(`${clientId}:${secret}`)}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    })
    if (response.status !== 429) return response.json()
    const seconds = Number(response.headers.get('Retry-After'))
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
  }
}
