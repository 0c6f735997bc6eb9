import { createUsers } from '../fixture.mjs'
import { line } from '../line.mjs'
import { loadRounds } from '../load.mjs'
import { always, attributes, inTurn, send, signIns, tokenRequests } from '../requests.mjs'
import { interleave, median, timed } from '../rounds.mjs'
import { emulator, launch, withServers } from '../server.mjs'
import { createTokenLoad, publicKeys } from '../token-load.mjs'

/** A tenant of 10,000 users must be as fast as one of 10. */
export function users() {
  const stores = { many: createUsers(10_000), few: createUsers(10) }
  const commands = Object.fromEntries(
    Object.entries(stores).flatMap(([name, { file }]) => [
      [name, emulator('--in-memory', '--seed', file)],
      [`${name}InFile`, emulator('--seed', file, '--data', `${file}.data`)],
    ]),
  )
  return withServers(commands, async (servers) => {
    const load = (server, name, requestsOf) =>
      createTokenLoad(servers[server], requestsOf, publicKeys(stores[name].tenantIds))
    const signIn = (name) => load(name, name, inTurn(signIns(stores[name].fixture)))
    const own = (name) =>
      load(`${name}InFile`, name, always(tokenRequests(stores[name].fixture)[0]))
    const both = async (measure) => ({ many: await measure('many'), few: await measure('few') })
    const signedIn = await interleave(await both(signIn), loadRounds)
    const owned = await interleave(await both(own), loadRounds)
    const changed = await interleave({
      many: () => changes(servers.many, stores.many),
      few: () => changes(servers.few, stores.few),
      manyInFile: () => changes(servers.manyInFile, stores.many),
      fewInFile: () => changes(servers.fewInFile, stores.few),
    })
    const started = await interleave({
      many: () => start(stores.many),
      few: () => start(stores.few),
    })
    const against = (rounds) => ({ name: '10 users', rounds })
    return [
      line({
        what: 'Sign-ins with passwords, 10,000 users in turn, in memory',
        of: 'rate',
        unit: '/s',
        emulator: signedIn.many,
        against: against(signedIn.few),
        goal: { of: 'ratio', least: 0.67 },
      }),
      line({
        what: 'Tokens of an application of a tenant of 10,000 users, data file',
        of: 'rate',
        unit: '/s',
        emulator: owned.many,
        against: against(owned.few),
        goal: { of: 'ratio', least: 0.9 },
      }),
      line({
        what: 'One change of a profile, 10,000 users, in memory',
        of: 'ms',
        unit: 'ms',
        emulator: changed.many,
        against: against(changed.few),
        goal: { of: 'ratio', most: 1.5 },
      }),
      line({
        what: 'One change of a profile, 10,000 users, data file',
        of: 'ms',
        unit: 'ms',
        emulator: changed.manyInFile,
        against: against(changed.fewInFile),
        goal: { of: 'value', most: 20 },
      }),
      line({
        what: 'Start: ready with a data file of 10,000 users',
        of: 'ms',
        unit: 'ms',
        emulator: started.many,
        against: against(started.few),
        goal: { of: 'difference', most: 500 },
      }),
    ]
  })
}

/** The median duration of changes that are sent one at a time, each to another user. */
async function changes(server, { fixture, tenantIds: [tenantId] }) {
  const { users } = fixture.tenants[tenantId]
  const durations = []
  for (let index = 0; index < 30; index += 1) {
    const { profileId } = users[(index * 331) % users.length]
    durations.push(await timed(() => send(server, attributes(tenantId, profileId, index))))
  }
  return { ms: median(durations) }
}

/** How long it takes until the emulator is ready with a data file. */
async function start({ file }) {
  let server
  const ms = await timed(async () => {
    server = await launch(emulator('--no-seed', '--data', file))
  })
  await server.stop()
  return { ms }
}
