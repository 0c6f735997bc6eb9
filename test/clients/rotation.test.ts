import { describe, expect } from 'vitest'
import type { Tenant } from '../../src/index.ts'
import { demo, requestToken, tenantOf } from '../support/emulator.ts'
import { expectRefused, it } from '../support/resource-server.ts'

const getToken = async (tenant: Tenant) => (await requestToken(tenant)).body.access_token

describe('after a key rotation, application B with APIStrategy', () => {
  it('accepts old and new tokens as long as both keys are in the key set', async ({
    emulator,
    startB,
  }) => {
    const tenant = tenantOf(emulator)
    const b = await startB(tenant)
    const old = await getToken(tenant)
    expect((await b.call(old)).status).toBe(200)
    await emulator.tenant(demo.tenantId).keys.rotate()
    const current = await getToken(tenant)
    for (const token of [old, current, old]) expect((await b.call(token)).status).toBe(200)
  })

  it('refuses old tokens once it has seen a new one, if the old key is not kept', async ({
    emulator,
    startB,
  }) => {
    const tenant = tenantOf(emulator)
    const b = await startB(tenant)
    const old = await getToken(tenant)
    await b.call(old)
    await emulator.tenant(demo.tenantId).keys.rotate({ keepOld: false })
    // It still has the old key in its cache.
    expect((await b.call(old)).status).toBe(200)
    expect((await b.call(await getToken(tenant))).status).toBe(200)
    expectRefused(await b.call(old), 'Bearer scope="appid_default", error="invalid_token"')
  })
})
