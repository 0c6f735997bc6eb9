import { createEmulator, type Emulator } from 'appid-emulator'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { getToken } from './get-token.ts'

let emulator: Emulator
beforeAll(async () => {
  emulator = await createEmulator()
})
beforeEach(() => emulator.reset()) // back to the seed
afterAll(() => emulator.close())

test('gets a token', async () => {
  const token = await getToken(emulator.defaultTenant.credentials())
  expect(token).toMatchObject({ token_type: 'Bearer', expires_in: 3600 })
})

test('tries again when there are too many requests', async () => {
  const tenant = emulator.defaultTenant
  await tenant.faults.add({ times: 2, effect: { status: 429, retryAfter: 0 } })
  await getToken(tenant.credentials())
  expect(await tenant.requests.count()).toEqual({ count: 3 })
})
