import assert from 'node:assert/strict'
import { test } from 'node:test'

test('my service gets a token', async () => {
  const { clientId, secret, oauthServerUrl } = process.env
  const response = await fetch(`${oauthServerUrl}/token`, {
    method: 'POST',
    headers: { Authorization: `Basic ${btoa(`${clientId}:${secret}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  })
  assert.equal(response.status, 200)
})
