import { createStore } from '../fixture.mjs'
import { line } from '../line.mjs'
import { loadRounds } from '../load.mjs'
import { always, inTurn, tokenRequests } from '../requests.mjs'
import { interleave } from '../rounds.mjs'
import { emulator, oauth2MockServer, peer, withServers } from '../server.mjs'
import { createTokenLoad, publicKeys } from '../token-load.mjs'

/** The common case in a test: one service requests its token again and again. */
export function oneClient() {
  const { fixture, file, tenantIds } = createStore(1, 1)
  const [request] = tokenRequests(fixture)
  const [otherRequest] = tokenRequests(fixture, () => '/token')
  const commands = {
    emulator: emulator('--in-memory', '--seed', file),
    koa: peer('koa-app.mjs'),
    mock: oauth2MockServer,
  }
  return withServers(commands, async (servers) => {
    const keys = publicKeys(tenantIds)
    const rounds = await interleave(
      {
        emulator: await createTokenLoad(servers.emulator, always(request), keys),
        koa: await createTokenLoad(servers.koa, always(request), keys),
        mock: await createTokenLoad(servers.mock, always(otherRequest), ['/jwks']),
      },
      loadRounds,
    )
    const tokens = {
      what: 'Tokens, one client again and again',
      of: 'rate',
      unit: '/s',
      emulator: rounds.emulator,
    }
    return [
      line({
        ...tokens,
        against: { name: 'Koa app that signs nothing', rounds: rounds.koa },
        goal: { of: 'ratio', least: 0.8, floor: 0.7 },
      }),
      line({
        ...tokens,
        against: { name: 'oauth2-mock-server', rounds: rounds.mock },
        goal: { of: 'ratio', least: 6 },
      }),
    ]
  })
}

/** The case in which every token must be signed. */
export function manyClients() {
  const { fixture, file, tenantIds } = createStore(10, 200)
  const requests = inTurn(tokenRequests(fixture))
  const commands = {
    emulator: emulator('--in-memory', '--seed', file),
    jose: peer('http-jose.mjs'),
  }
  return withServers(commands, async (servers) => {
    const rounds = await interleave(
      {
        emulator: await createTokenLoad(servers.emulator, requests, publicKeys(tenantIds)),
        jose: await createTokenLoad(servers.jose, requests, ['/publickeys']),
      },
      loadRounds,
    )
    return [
      line({
        what: 'Tokens, 2,000 clients in turn',
        of: 'rate',
        unit: '/s',
        emulator: rounds.emulator,
        against: { name: 'node:http and jose, signing each', rounds: rounds.jose },
        goal: { of: 'ratio', least: 0.8, floor: 0.7 },
      }),
    ]
  })
}
