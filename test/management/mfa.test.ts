import { describe, expect } from 'vitest'
import type { Tenant } from '../../src/index.ts'
import { it, manage, tenantOf } from '../support/emulator.ts'

describe('the channels of the second factor', () => {
  const config = { key: 'key', secret: 'secret', from: '+15550100', provider: 'nexmo' }
  const email = (isActive: boolean) => ({ isActive, type: 'email' })
  const list = async (tenant: Tenant, path = '/config/cloud_directory/mfa/channels') =>
    (await manage(tenant, 'GET', path)).body

  it.for(['/config/cloud_directory/mfa/channels', '/config/mfa/channels'] as const)(
    'are email and sms, of which exactly one is active: %s',
    async (path, { emulator }) => {
      const tenant = tenantOf(emulator)
      const off = { isActive: false, type: 'sms' }
      expect(await list(tenant, path)).toEqual({ channels: [email(true), off] })
      const steps = [
        ['nexmo', { isActive: true, config }, { ...off, isActive: true, config }, false],
        ['email', { isActive: true }, email(true), true],
        ['email', { isActive: false, config }, email(false), false],
        ['nexmo', { isActive: false }, { ...off, config }, true],
        ['nexmo', { isActive: true }, { ...off, isActive: true, config }, false],
      ] as const
      for (const [channel, sent, answer, emailIsActive] of steps) {
        const put = await manage(tenant, 'PUT', `${path}/${channel}`, sent)
        expect([put.status, put.body]).toEqual([200, answer])
        expect((await manage(tenant, 'GET', `${path}/${channel}`)).body).toEqual(answer)
        expect(await list(tenant, path)).toEqual({
          channels: [email(emailIsActive), { isActive: !emailIsActive, type: 'sms', config }],
        })
      }
    },
  )

  it.for(['GET', 'PUT'] as const)(
    'are called email and nexmo in paths: %s',
    async (method, { emulator }) => {
      const path = '/config/cloud_directory/mfa/channels/sms'
      const sent = method === 'PUT' ? { isActive: true } : undefined
      const { status, body } = await manage(tenantOf(emulator), method, path, sent)
      expect([status, body]).toEqual([
        404,
        { message: 'there is no channel sms: use email or nexmo' },
      ])
    },
  )
})

describe('an extension of the second factor', () => {
  const path = '/config/cloud_directory/mfa/extensions/premfa'

  it('keeps its config when a request leaves it out', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const config = { url: 'https://example.com/mfa', headers: { Authorization: 'Basic x' } }
    const steps = [
      [path, { isActive: false, config }, { isActive: false, config }],
      [path, { isActive: true }, { isActive: true, config }],
      [`${path}/active`, { isActive: false }, { isActive: false, config }],
      [`${path}/active`, { isActive: true, config: {} }, { isActive: true, config: {} }],
    ] as const
    for (const [at, sent, answer] of steps) {
      const put = await manage(tenant, 'PUT', at, sent)
      expect([put.status, put.body]).toEqual([200, answer])
      expect((await manage(tenant, 'GET', path)).body).toEqual(answer)
    }
    expect((await manage(tenant, 'GET', path.replace('pre', 'post'))).body).toEqual({
      isActive: false,
    })
  })

  it('does not exist under another name', async ({ emulator }) => {
    const at = '/config/cloud_directory/mfa/extensions/mfa/active'
    const { status, body } = await manage(tenantOf(emulator), 'PUT', at, { isActive: true })
    expect([status, body]).toEqual([
      404,
      { message: 'there is no mfa here: it must be premfa or postmfa' },
    ])
  })
})
