import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished } from 'vitest'
import type { Emulator } from '../../src/index.ts'
import { control, demo, it, manage, send, tenantOf } from '../support/emulator.ts'

const made = '00000000-0000-4000-8000-000000000001'
const fixture = {
  applications: [{ name: 'first' }],
  clock: { frozenAt: 1000 },
  faults: [{ id: 'once', times: 1, effect: { status: 503 } }],
}

/** The whole state of a tenant. */
const stateOf = async (emulator: Emulator, tenantId = made) => ({
  ...(await emulator.state.get()).tenants[tenantId],
  faults: (await emulator.tenant(tenantId).faults.list()).faults,
})

/** The same, as if no fault had ever struck. */
const withoutStrikes = (tenant: Awaited<ReturnType<typeof stateOf>>) => ({
  ...tenant,
  faults: tenant.faults.map((fault) => ({ ...fault, strikes: 0 })),
})

/** Makes the first key, which no reset undoes. Asks twice, because a fault may strike the first request. */
async function makeKey(emulator: Emulator) {
  const { oAuthServerUrl } = tenantOf(emulator, made)
  for (const _ of [1, 2]) await send(`${oAuthServerUrl}/publickeys`)
}

/** Changes everything that can be changed in a tenant. */
async function changeAll(emulator: Emulator, tenantId = made) {
  const tenant = tenantOf(emulator, tenantId)
  await manage(tenant, 'POST', '/applications', { name: 'later' })
  await manage(tenant, 'PUT', '/config/tokens', { access: { expires_in: 600 } })
  await send(tenant.discoveryEndpoint)
  await emulator.tenant(tenantId).faults.add({ effect: { delayMs: 1 } })
  await emulator.tenant(tenantId).clock.set({ now: 5 })
  await emulator.tenant(tenantId).keys.rotate({ keepOld: false })
}

const noTenant = { code: 'UNKNOWN_TENANT', message: `there is no tenant ${made}` }
const reset = async (emulator: Emulator) => {
  const { status, body } = await control(emulator, 'POST', `/tenants/${made}/reset`)
  return [status, body]
}

describe('the reset of a tenant', () => {
  it.for([
    ['a fixture', { fixture }],
    ['another tenant', { from: demo.tenantId }],
    ['nothing', {}],
  ] as const)('restores a tenant that was created from %s', async ([, wanted], { emulator }) => {
    await emulator.createTenant({ ...wanted, tenantId: made })
    await makeKey(emulator)
    const before = await stateOf(emulator)
    const others = await stateOf(emulator, demo.tenantId)
    await changeAll(emulator)
    expect(await stateOf(emulator)).not.toEqual(before)
    expect(await reset(emulator)).toEqual([204, ''])
    expect(await stateOf(emulator)).toEqual(withoutStrikes(before))
    expect(await stateOf(emulator, demo.tenantId)).toEqual(others)
  })

  it('returns 404 once the tenant is deleted, or removed by a reset of the emulator', async ({
    emulator,
  }) => {
    await emulator.createTenant({ fixture, tenantId: made })
    await emulator.tenant(made).delete()
    expect(await reset(emulator)).toEqual([404, noTenant])
    await emulator.createTenant({ fixture, tenantId: made })
    await emulator.reset()
    expect(await reset(emulator)).toEqual([404, noTenant])
  })

  it('restores a tenant as it was set with the state, unless it is in the seed', async ({
    emulator,
  }) => {
    const seeded = await stateOf(emulator, demo.tenantId)
    await emulator.createTenant({ tenantId: made })
    await emulator.state.set({
      version: 1,
      tenants: { [made]: fixture, [demo.tenantId]: { name: 'put' } },
    })
    await makeKey(emulator)
    const put = await stateOf(emulator)
    await changeAll(emulator)
    await emulator.tenant(made).reset()
    expect(await stateOf(emulator)).toEqual(withoutStrikes(put))
    await emulator.tenant(demo.tenantId).reset()
    expect(await stateOf(emulator, demo.tenantId)).toEqual(seeded)
  })

  it('restores the new tenant if one of the seed was deleted and created again', async ({
    emulator,
  }) => {
    await emulator.tenant(demo.tenantId).delete()
    await emulator.createTenant({ tenantId: demo.tenantId, fixture: { name: 'anew' } })
    await emulator.tenant(demo.tenantId).keys.rotate()
    await emulator.tenant(demo.tenantId).reset()
    expect((await stateOf(emulator, demo.tenantId)).name).toBe('anew')
    await emulator.reset()
    expect((await stateOf(emulator, demo.tenantId)).name).toBe('demo')
  })

  it('is possible if the tenant is in the restored snapshot', async ({ emulator }) => {
    const without = (await emulator.snapshots.create()).id
    await emulator.createTenant({ fixture, tenantId: made })
    const before = await stateOf(emulator)
    await changeAll(emulator)
    const changed = (await emulator.snapshots.create()).id
    await emulator.snapshots.restore(without)
    expect(await reset(emulator)).toEqual([404, noTenant])
    await emulator.snapshots.restore(changed)
    expect(await reset(emulator)).toEqual([204, ''])
    expect((await stateOf(emulator)).applications).toEqual(before.applications)
  })

  it('returns 409 for a tenant that was created before the emulator started', async ({ start }) => {
    const folder = await mkdtemp(join(tmpdir(), 'reset-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const data = join(folder, 'db.json')
    const first = await start({ data })
    await first.createTenant({ fixture, tenantId: made })
    await first.close()
    const emulator = await start({ data })
    expect(await reset(emulator)).toEqual([
      409,
      {
        code: 'NOTHING_TO_RESET_TO',
        message: `tenant ${made} was loaded from the data file, so its original state is unknown: delete it and create it again`,
      },
    ])
    await emulator.tenant(demo.tenantId).reset()
    await emulator.tenant(made).delete()
    await emulator.createTenant({ fixture, tenantId: made })
    expect(await reset(emulator)).toEqual([204, ''])
    await emulator.reset()
    expect(emulator.tenants).toHaveLength(2)
  })
})
