import { expect, test } from 'vitest'
import { getToken } from './get-token.ts'
import { tenant } from './tenant.ts'

test('gets a token', async () => {
  const token = await getToken(tenant.credentials())
  expect(token).toMatchObject({ token_type: 'Bearer', expires_in: 3600 })
  expect(await tenant.requests.count()).toEqual({ count: 1 })
})
