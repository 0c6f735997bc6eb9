import { expect, test } from 'vitest'
import { getToken } from './get-token.ts'
import { tenant } from './tenant.ts'

test('tries again when there are too many requests', async () => {
  await tenant.faults.add({ times: 2, effect: { status: 429, retryAfter: 0 } })
  await getToken(tenant.credentials())
  expect(await tenant.requests.count()).toEqual({ count: 3 })
})
