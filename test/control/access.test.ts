import { describe, expect } from 'vitest'
import type { Emulator } from '../../src/index.ts'
import { it, send, sendRaw } from '../support/emulator.ts'

/** A reset under any name. */
const reset = (emulator: Emulator, headers: Record<string, string>) =>
  sendRaw(emulator, 'POST', '/_appid/reset', headers)

describe('the control API', () => {
  it.for([
    'localhost:6002',
    'app.localhost',
    '127.0.0.1:6002',
    '10.1.2.3',
    '[::1]:6002',
    'appid',
    'appid:6002',
    'host.docker.internal',
    'machine.local',
    'id.test',
    'allowed.example:80',
    'public.example',
  ])('answers under the host %s', async (Host, { start }) => {
    const emulator = await start({
      allowedHosts: ['Allowed.example'],
      publicUrl: 'http://public.example:8080',
    })
    expect(await reset(emulator, { Host })).toEqual({ status: 204, body: '' })
  })

  it.for(['evil.example', 'localhost.evil.example', 'internal.example', '1.2.3.4.evil.example'])(
    'does not answer under the host %s',
    async (Host, { emulator }) => {
      expect(await reset(emulator, { Host })).toEqual({
        status: 403,
        body: {
          message: `the host ${Host} may not use the control API: allow it with --allowed-host ${Host}`,
        },
      })
    },
  )

  it('answers a page of its own origin and no other', async ({ emulator }) => {
    const Host = `localhost:${emulator.port}`
    expect((await reset(emulator, { Host, Origin: `http://${Host}` })).status).toBe(204)
    for (const Origin of ['http://evil.example', 'http://localhost:1', 'null', `https://${Host}`])
      expect(await reset(emulator, { Host, Origin })).toEqual({
        status: 403,
        body: { message: `a page of ${Origin} may not use the control API` },
      })
  })

  it('can be switched off, but for health', async ({ start }) => {
    const emulator = await start({ control: false })
    expect(await reset(emulator, {})).toEqual({
      status: 404,
      body: { message: 'there is nothing at /_appid/reset in the control API' },
    })
    for (const path of ['/_appid/health', '/health', '/_appid/ready'])
      expect((await send(`${emulator.url}${path}`)).status).toBe(200)
  })

  it('changes nothing by GET', async ({ emulator }) => {
    const { status } = await send(`${emulator.url}/_appid/reset`)
    expect(status).toBe(405)
  })
})
