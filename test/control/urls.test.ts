import { describe, expect } from 'vitest'
import type { LogEvent } from '../../src/index.ts'
import {
  control,
  demo,
  it,
  requestToken,
  send,
  sendRaw,
  tenantOf,
  testing,
} from '../support/emulator.ts'

const unset = { publicUrl: null, issuer: null }

const template = 'https://us-south.appid.cloud.ibm.com/oauth/v4/{tenantId}'

describe('/_appid/urls', () => {
  it('returns and sets the public URL, whose host may then use the control API', async ({
    emulator,
  }) => {
    const Host = 'id.example.com:8080'
    const before = await control(emulator, 'GET', '/urls')
    expect([before.status, before.body]).toEqual([200, unset])
    expect((await sendRaw(emulator, 'GET', '/_appid/urls', { Host })).status).toBe(403)

    const publicUrl = 'http://id.example.com:8080'
    const put = await control(emulator, 'PUT', '/urls', { publicUrl: `${publicUrl}/` })
    expect([put.status, put.body]).toEqual([200, { ...unset, publicUrl }])
    expect(await emulator.urls.get()).toEqual({ ...unset, publicUrl })
    const issuer = `${publicUrl}/oauth/v4/${demo.tenantId}`
    expect(emulator.tenant(demo.tenantId).issuer).toBe(issuer)
    const { body } = await send(tenantOf(emulator).discoveryEndpoint)
    expect([body.issuer, body.authorization_endpoint]).toEqual([issuer, `${issuer}/authorization`])
    expect(await sendRaw(emulator, 'GET', '/_appid/urls', { Host })).toEqual({
      status: 200,
      body: { ...unset, publicUrl },
    })
  })

  it('sets the issuer, and unsets what is left out', async ({ start }) => {
    const emulator = await start({ publicUrl: 'http://id.example.com' })
    await emulator.urls.set({ issuer: template })
    expect(await emulator.urls.get()).toEqual({ ...unset, issuer: template })
    expect(emulator.tenant(testing.tenantId).issuer).toBe(
      template.replace('{tenantId}', testing.tenantId),
    )
    await control(emulator, 'PUT', '/urls', unset)
    expect(emulator.tenant(demo.tenantId).issuer).toBe(tenantOf(emulator).oAuthServerUrl)
  })

  it('survives a reset', async ({ emulator }) => {
    await emulator.urls.set({ issuer: template })
    await emulator.reset()
    expect(await emulator.urls.get()).toEqual({ ...unset, issuer: template })
  })

  it('causes no warning about a mismatch when the URLs change', async ({ start }) => {
    const events: LogEvent[] = []
    const emulator = await start({ log: (event) => events.push(event) })
    const tenant = tenantOf(emulator)
    await requestToken(tenant)
    await emulator.urls.set({ publicUrl: 'http://id.example.com' })
    await send(tenant.discoveryEndpoint)
    await requestToken(tenant)
    expect(events.filter(({ event }) => event === 'warning')).toEqual([])
  })

  it.for([
    [
      { publicUrl: 'x' },
      'publicUrl: must be a URL such as http://localhost:6002 or https://dev.example/appid, without a user, query or fragment, not x',
    ],
    [
      { issuer: 'https://x' },
      `issuer: must be a URL that contains {tenantId}, such as ${template}, not https://x`,
    ],
    [{ publicUrl: 6002 }, 'publicUrl: must be a string, not a number'],
    [{ host: 'x' }, 'host: is not known here; known: publicUrl, issuer'],
  ] as const)('refuses %j and changes nothing', async ([settings, message], { emulator }) => {
    const { status, body } = await control(emulator, 'PUT', '/urls', settings)
    expect([status, body]).toEqual([400, { code: 'INVALID_INPUT', message }])
    expect(await emulator.urls.get()).toEqual(unset)
  })
})
