import { createStore } from '../fixture.mjs'
import { line } from '../line.mjs'
import { inTurn, tokenRequests } from '../requests.mjs'
import { emulator, withServers } from '../server.mjs'
import { createTokenLoad, publicKeys } from '../token-load.mjs'

const step = 20_000
const steps = 10

/** A slow machine skips the steps after this many milliseconds: the whole run must end within six minutes. */
const timeLimit = 80_000

/** The heap: it must not grow with the number of tokens once the journal is full. */
export function memoryUnderLoad() {
  const { fixture, file, tenantIds } = createStore(1, 200)
  const requests = inTurn(tokenRequests(fixture))
  return withServers({ emulator: emulator('--in-memory', '--seed', file) }, async (servers) => {
    const keys = publicKeys(tenantIds)
    const measure = await createTokenLoad(servers.emulator, requests, keys, { amount: step })
    const start = performance.now()
    const heaps = []
    while (heaps.length < steps && performance.now() - start < timeLimit) {
      const { cpu } = await measure()
      heaps.push({ heap: await servers.emulator.ask('heap'), cpu })
    }
    const tokens = (heaps.length * step).toLocaleString('en')
    return [
      line({
        what: `Heap in use after ${tokens} tokens for 200 clients`,
        of: 'heap',
        unit: 'MB',
        emulator: heaps.slice(-1),
        against: { name: `after ${step.toLocaleString('en')}`, rounds: heaps.slice(0, 1) },
        goal: { of: 'difference', most: 5e6 },
      }),
    ]
  })
}
