import { describe, expect } from 'vitest'
import type { Tenant } from '../../src/index.ts'
import { type HttpResponse, manage, tenantOf } from '../support/emulator.ts'
import { expectRefused, it, register, tokenManager } from '../support/resource-server.ts'

/** Makes a change with the management API, and expects it to succeed. */
async function change(
  tenant: Tenant,
  method: string,
  path: string,
  body: unknown,
): Promise<HttpResponse['body']> {
  const response = await manage(tenant, method, path, body)
  expect(response).toMatchObject({ status: method === 'POST' ? 201 : 200 })
  return response.body
}

describe('application B, which requires its scope "read"', () => {
  it('accepts tokens of application A that were issued while a role granted the scope', async ({
    emulator,
    startB,
  }) => {
    const tenant = tenantOf(emulator)
    const [a, b] = [await register(tenant, 'A'), await register(tenant, 'B')]
    const newToken = async () =>
      (await tokenManager(tenant, a).getApplicationIdentityToken()).accessToken
    const resource = await startB(tenant, { scope: 'read' })
    const insufficient = 'Bearer scope="appid_default read", error="insufficient_scope"'

    await change(tenant, 'PUT', `/applications/${b.clientId}/scopes`, { scopes: ['read'] })
    const { id } = await change(tenant, 'POST', '/roles', {
      name: 'reader',
      access: [{ application_id: b.clientId, scopes: ['read'] }],
    })
    expectRefused(await resource.call(await newToken()), insufficient)

    await change(tenant, 'PUT', `/applications/${a.clientId}/roles`, { roles: { ids: [id] } })
    const old = await newToken()
    const accepted = await resource.call(old)
    expect([accepted.status, accepted.body]).toEqual([
      200,
      expect.objectContaining({ sub: a.clientId, scope: 'appid_default read' }),
    ])

    await change(tenant, 'PUT', `/applications/${a.clientId}/roles`, { roles: { ids: [] } })
    expectRefused(await resource.call(await newToken()), insufficient)
    expect((await resource.call(old)).status).toBe(200)
  })
})
