import { createStore } from '../fixture.mjs'
import { line } from '../line.mjs'
import { interleave, timed } from '../rounds.mjs'
import { emulator, launch } from '../server.mjs'

/** How much longer the emulator takes to start with a data file that is far larger than any test needs. */
export async function largeStore() {
  const { file } = createStore(200, 190)
  const rounds = await interleave({
    large: () => untilReady(emulator('--data', file)),
    plain: () => untilReady(emulator('--in-memory')),
  })
  return [
    line({
      what: 'Start: ready with a data file of 200 × 190',
      of: 'ms',
      unit: 'ms',
      emulator: rounds.large,
      against: { name: 'ready with the default fixture', rounds: rounds.plain },
      goal: { of: 'difference', most: 300 },
    }),
  ]
}

async function untilReady(command) {
  let server
  const ms = await timed(async () => {
    server = await launch(command)
  })
  await server.stop()
  return { ms }
}
