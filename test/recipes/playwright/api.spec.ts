import { expect, test } from '@playwright/test'
import { connect } from 'appid-emulator'

for (const { flaw, status } of [{ status: 200 }, { flaw: 'expired', status: 401 }] as const) {
  test(`answers ${status} to a token that is ${flaw ?? 'valid'}`, async ({ request }) => {
    const { defaultTenant } = await connect('http://localhost:6002')
    const { accessToken } = await defaultTenant.tokens.create({ flaw })
    const headers = { Authorization: `Bearer ${accessToken}` }
    expect((await request.get('/', { headers })).status()).toBe(status)
  })
}
