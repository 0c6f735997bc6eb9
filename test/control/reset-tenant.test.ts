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

/** Everything that can be told of a tenant. */
const whole = async (emulator: Emulator, tenantId = made) => ({
  ...(await emulator.state.get()).tenants[tenantId],
  faults: (await emulator.tenant(tenantId).faults.list()).faults,
})

/** The same, its faults as if they had never struck. */
const unstruck = (tenant: Awaited<ReturnType<typeof whole>>) => ({
  ...tenant,
  faults: tenant.faults.map((fault) => ({ ...fault, strikes: 0 })),
})

/** Asks for the first key, twice, for a fault may strike: what is made at first need no reset undoes. */
async function makeKey(emulator: Emulator) {
  const { oAuthServerUrl } = tenantOf(emulator, made)
  for (const _ of [1, 2]) await send(`${oAuthServerUrl}/publickeys`)
}

/** Changes whatever can be changed of a tenant. */
async function spoil(emulator: Emulator, tenantId = made) {
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
    ['a copy', { from: demo.tenantId }],
    ['nothing', {}],
  ] as const)(
    'takes a tenant back to what it was made as from %s',
    async ([, wanted], { emulator }) => {
      await emulator.createTenant({ ...wanted, tenantId: made })
      await makeKey(emulator)
      const before = await whole(emulator)
      const others = await whole(emulator, demo.tenantId)
      await spoil(emulator)
      expect(await whole(emulator)).not.toEqual(before)
      expect(await reset(emulator)).toEqual([204, ''])
      expect(await whole(emulator)).toEqual(unstruck(before))
      expect(await whole(emulator, demo.tenantId)).toEqual(others)
    },
  )

  it('knows it no more once it is deleted, or gone with a reset of everything', async ({
    emulator,
  }) => {
    await emulator.createTenant({ fixture, tenantId: made })
    await emulator.tenant(made).delete()
    expect(await reset(emulator)).toEqual([404, noTenant])
    await emulator.createTenant({ fixture, tenantId: made })
    await emulator.reset()
    expect(await reset(emulator)).toEqual([404, noTenant])
  })

  it('takes a tenant that was put with the state back to what it was put as', async ({
    emulator,
  }) => {
    const seeded = await whole(emulator, demo.tenantId)
    await emulator.createTenant({ tenantId: made })
    await emulator.state.set({
      version: 1,
      tenants: { [made]: fixture, [demo.tenantId]: { name: 'put' } },
    })
    await makeKey(emulator)
    const put = await whole(emulator)
    await spoil(emulator)
    await emulator.tenant(made).reset()
    expect(await whole(emulator)).toEqual(unstruck(put))
    await emulator.tenant(demo.tenantId).reset()
    expect(await whole(emulator, demo.tenantId)).toEqual(seeded)
  })

  it('takes one that was made anew under an id of the seed back to what that was', async ({
    emulator,
  }) => {
    await emulator.tenant(demo.tenantId).delete()
    await emulator.createTenant({ tenantId: demo.tenantId, fixture: { name: 'anew' } })
    await emulator.tenant(demo.tenantId).keys.rotate()
    await emulator.tenant(demo.tenantId).reset()
    expect((await whole(emulator, demo.tenantId)).name).toBe('anew')
    await emulator.reset()
    expect((await whole(emulator, demo.tenantId)).name).toBe('demo')
  })

  it('goes with the snapshot that is restored', async ({ emulator }) => {
    const without = (await emulator.snapshots.create()).id
    await emulator.createTenant({ fixture, tenantId: made })
    const before = await whole(emulator)
    await spoil(emulator)
    const spoilt = (await emulator.snapshots.create()).id
    await emulator.snapshots.restore(without)
    expect(await reset(emulator)).toEqual([404, noTenant])
    await emulator.snapshots.restore(spoilt)
    expect(await reset(emulator)).toEqual([204, ''])
    expect((await whole(emulator)).applications).toEqual(before.applications)
  })

  it('says so when a tenant was made before the emulator was started', async ({ start }) => {
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
