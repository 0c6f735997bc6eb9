import { createRemoteJWKSet, jwtVerify } from 'jose'
import { describe, expect } from 'vitest'
import { FlawName } from '../../src/model/flaw.ts'
import { demo, tenantOf } from '../support/emulator.ts'
import { readmeAt } from '../support/readme.ts'
import { it } from '../support/resource-server.ts'

const header =
  '| flaw | `APIStrategy` | `APIStrategy` with `audience` | jose with issuer and audience |'

describe('each flaw of a token', () => {
  it('is refused by at least one verifier, as the README lists', async ({ emulator, startB }) => {
    const tenant = tenantOf(emulator)
    const audience = demo.a.clientId
    const keys = createRemoteJWKSet(new URL(`${tenant.oAuthServerUrl}/publickeys`))
    const [plain, withAudience] = [await startB(tenant), await startB(tenant, { audience })]
    const verifiers = [
      async (token: string) => (await plain.call(token)).status === 200,
      async (token: string) => (await withAudience.call(token)).status === 200,
      (token: string) =>
        jwtVerify(token, keys, { issuer: tenant.issuer, audience }).then(
          () => true,
          () => false,
        ),
    ]
    const verdictsOn = async (flaw?: FlawName) => {
      const { accessToken } = await emulator
        .tenant(demo.tenantId)
        .tokens.create(flaw ? { flaw } : {})
      return Promise.all(verifiers.map((accepts) => accepts(accessToken)))
    }
    expect(await verdictsOn()).toEqual([true, true, true])

    const rows = []
    for (const flaw of FlawName.options) {
      const verdicts = await verdictsOn(flaw)
      expect([flaw, verdicts]).toEqual([flaw, expect.arrayContaining([false])])
      const cells = verdicts.map((accepted) => (accepted ? 'accepts' : 'refuses'))
      rows.push(`| ${flaw} | ${cells.join(' | ')} |`)
    }
    expect(readmeAt('src/control/README.md')).toContain(
      [header, '| --- | --- | --- | --- |', ...rows, ''].join('\n'),
    )
  })
})

describe('a token with a custom scope', () => {
  it('is accepted by APIStrategy only with both appid_default and the required scope', async ({
    emulator,
    startB,
  }) => {
    const { call } = await startB(tenantOf(emulator), { scope: 'read' })
    const ask = async (scope: string) => {
      const { accessToken } = await emulator.tenant(demo.tenantId).tokens.create({ scope })
      return (await call(accessToken)).status
    }
    expect([
      await ask('appid_default read'),
      await ask('read'),
      await ask('appid_default'),
    ]).toEqual([200, 401, 401])
  })
})
