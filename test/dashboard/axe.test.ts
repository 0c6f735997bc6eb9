import { describe, expect } from 'vitest'
import { it, settled, skipped, violations } from '../support/browser.ts'
import { demo, requestToken, tenantOf } from '../support/emulator.ts'

const token = '/Authorization%20Server%20-%20Authorization%20Server%20V4/oauth-server.token'

describe.skipIf(skipped).for(['light', 'dark'] as const)('in the %s', (colorScheme) => {
  it.for(['/#/applications', '/#/requests', '/#/rehearse', `/swagger-ui/#${token}`])(
    'axe finds nothing wrong with %s',
    async (to, { emulator, visit }) => {
      await requestToken(tenantOf(emulator))
      await requestToken(tenantOf(emulator), { ...demo.a, secret: 'wrong' })
      await emulator.faults.add({ effect: { status: 503 } })
      const page = await visit(emulator, { to, colorScheme })
      await page.getByRole('heading', { level: 2 }).first().waitFor()
      await settled(page)
      expect(await violations(page)).toEqual([])
    },
  )

  it('axe finds nothing wrong when there is nothing to show', async ({ start, visit }) => {
    const options = { strictIam: true, seed: { version: 1, iam: { apiKeys: ['x'] }, tenants: {} } }
    const tenantIds = ['11111111-1111-4111-8111-111111111111']
    const asking = await visit(await start({ ...options, tenantIds } as const), {
      colorScheme,
      expected: /status of 400/,
    })
    await asking.getByLabel('API key').waitFor()
    expect(await violations(asking)).toEqual([])
    const empty = await visit(await start({ seed: false }), { colorScheme })
    await empty.getByText('There is no tenant.', { exact: false }).waitFor()
    expect(await violations(empty)).toEqual([])
  })
})
