import { createStore } from '../fixture.mjs'
import { line } from '../line.mjs'
import { loadRounds } from '../load.mjs'
import { always, tokenRequests } from '../requests.mjs'
import { interleave } from '../rounds.mjs'
import { emulator, withServers } from '../server.mjs'
import { createTokenLoad, publicKeys } from '../token-load.mjs'

/** Tokens of one client: other clients in the store must not slow them down. */
export function fullStore() {
  const stores = { full: createStore(10, 200), small: createStore(1, 1) }
  const commands = {
    full: emulator('--in-memory', '--seed', stores.full.file),
    small: emulator('--in-memory', '--seed', stores.small.file),
  }
  return withServers(commands, async (servers) => {
    const tokens = (name) => {
      const { fixture, tenantIds } = stores[name]
      // The last client is the hardest to find.
      const request = tokenRequests(fixture).at(-1)
      return createTokenLoad(servers[name], always(request), publicKeys(tenantIds))
    }
    const rounds = await interleave(
      { full: await tokens('full'), small: await tokens('small') },
      loadRounds,
    )
    return [
      line({
        what: 'Tokens, one client of a store of 10 tenants × 200 applications',
        of: 'rate',
        unit: '/s',
        emulator: rounds.full,
        against: { name: '1 × 1', rounds: rounds.small },
        goal: { of: 'ratio', least: 0.9 },
      }),
    ]
  })
}
