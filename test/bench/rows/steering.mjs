import { createEmulator } from '../../../dist/index.mjs'
import { createStore } from '../fixture.mjs'
import { line } from '../line.mjs'
import { interleave, median, timed } from '../rounds.mjs'

const names = ['reset()', 'snapshots.create()', 'snapshots.restore()', 'createTenant({ from })']

/** The calls that a test makes between its cases, on a full store and on a small one, in memory. */
export async function steering() {
  const stores = { full: createStore(10, 200), small: createStore(1, 1) }
  const emulators = []
  const measures = {}
  for (const [name, { fixture, tenantIds }] of Object.entries(stores)) {
    const emulator = await createEmulator({ seed: fixture })
    emulators.push(emulator)
    measures[name] = () => each(emulator, tenantIds[0])
  }
  const { full, small } = await interleave(measures)
  await Promise.all(emulators.map((emulator) => emulator.close()))
  return names.map((name) =>
    line({
      what: `\`${name}\`, 10 × 200, in memory`,
      of: name,
      unit: 'ms',
      emulator: full,
      against: { name: '1 × 1', rounds: small },
      goal: { of: 'value', most: 1 },
    }),
  )
}

/** The median duration of each call. Before every call, a change gives it something to undo or keep. */
async function each(emulator, tenantId) {
  const tenant = emulator.tenant(tenantId)
  const { id } = await emulator.snapshots.create()
  let copy
  const actions = {
    'reset()': () => emulator.reset(),
    'snapshots.create()': () => emulator.snapshots.create(),
    'snapshots.restore()': () => emulator.snapshots.restore(id),
    async 'createTenant({ from })'() {
      copy = await emulator.createTenant({ from: tenantId, keys: 'shared' })
    },
  }
  const durations = Object.fromEntries(names.map((name) => [name, []]))
  for (let time = 0; time < 30; time += 1)
    for (const name of names) {
      await tenant.clock.advance(1)
      durations[name].push(await timed(actions[name]))
      await copy?.delete()
      copy = undefined
    }
  return Object.fromEntries(names.map((name) => [name, median(durations[name])]))
}
