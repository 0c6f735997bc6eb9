import { createRemoteJWKSet, jwtVerify } from 'jose'
import { describe, expect } from 'vitest'
import failures from '../../fixtures/failures.json' with { type: 'json' }
import type { Emulator, Tenant } from '../../src/index.ts'
import { it as base, requestToken, tenantOf, untilStruck } from '../support/emulator.ts'
import { readmeAt } from '../support/readme.ts'

const it = base.extend<{ failing: Emulator }>({
  failing: async ({ start }, use) => {
    await use(await start({ seed: 'failures' }))
  },
})

const idOf = (number: string) => `fa110000-0000-4000-8000-000000000${number}`

/** Requests a token for the tenant's only application. */
const ask = (tenant: Tenant) => {
  const [{ clientId, secret } = { clientId: '', secret: '' }] = tenant.applications
  return requestToken(tenant, { clientId, secret: `${secret}` })
}

describe('the fixture failures', () => {
  it.for([
    ['001', 'ERR_JWT_EXPIRED'],
    ['002', 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED'],
    ['003', 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
  ] as const)('has a tenant %s whose tokens fail with %s', async ([number, code], { failing }) => {
    const tenant = tenantOf(failing, idOf(number))
    const { status, body } = await ask(tenant)
    expect(status).toBe(200)
    const keys = createRemoteJWKSet(new URL(`${tenant.oAuthServerUrl}/publickeys`))
    const options = { issuer: tenant.issuer }
    await expect(jwtVerify(body.access_token, keys, options)).rejects.toMatchObject({ code })
  })

  it('has tenants that always return 429 or 500', async ({ failing }) => {
    for (const number of ['429', '429', '500', '500']) {
      const { status, headers } = await ask(tenantOf(failing, idOf(number)))
      expect(status).toBe(Number(number))
      expect(headers.get('Retry-After')).toBe(number === '429' ? '1' : null)
    }
  })

  it('has a tenant whose responses are malformed JSON', async ({ failing }) => {
    await expect(ask(tenantOf(failing, idOf('005')))).rejects.toThrow(SyntaxError)
  })

  it('has a tenant that takes 10 seconds to respond', async ({ failing }) => {
    const id = idOf('004')
    const slow = ask(tenantOf(failing, id))
    await untilStruck(failing, id, 1)
    expect((await failing.tenant(id).faults.list()).faults[0]?.effect).toEqual({ delayMs: 10_000 })
    await failing.close()
    expect((await slow).status).toBe(200)
  })

  it('is listed with its ids in the README of the fixtures', () => {
    const rows = Object.entries(failures.tenants).map(([tenantId, { name, applications }]) => {
      const [{ clientId } = { clientId: '' }] = applications
      return `| ${name} | \`${tenantId}\` | \`${clientId}\` |`
    })
    expect(readmeAt('fixtures/README.md')).toContain(
      ['| what goes wrong | tenant | client id |', '| --- | --- | --- |', ...rows, ''].join('\n'),
    )
  })
})
