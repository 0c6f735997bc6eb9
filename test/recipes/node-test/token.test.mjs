import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { createEmulator } from 'appid-emulator'

let emulator
before(async () => {
  emulator = await createEmulator()
})
beforeEach(() => emulator.reset()) // back to the seed
after(() => emulator?.close()) // also when a test fails

test('my service gets a token', async () => {
  const tenant = emulator.defaultTenant
  const [application] = tenant.applications

  const response = await fetch(`${tenant.oAuthServerUrl}/token`, {
    method: 'POST',
    headers: { Authorization: `Basic ${btoa(`${application.clientId}:${application.secret}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  })
  const { token_type, expires_in } = await response.json()
  assert.deepEqual([token_type, expires_in], ['Bearer', 3600])
})
