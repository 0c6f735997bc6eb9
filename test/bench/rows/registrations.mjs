import { createStore } from '../fixture.mjs'
import { line } from '../line.mjs'
import { load, loadRounds } from '../load.mjs'
import { deletion, registration, send } from '../requests.mjs'
import { interleave, median, timed } from '../rounds.mjs'
import { emulator, withServers } from '../server.mjs'

/**
 * Registrations with a data file. Each application is deleted at once, which is as much work as the registration, and
 * keeps the stores at their size: a tenant may have at most 200 applications.
 */
export function registrations() {
  const stores = {
    large: createStore(200, 190),
    full: createStore(10, 190),
    small: createStore(1, 1),
  }
  const commands = Object.fromEntries(
    Object.entries(stores).map(([name, { file }]) => [
      name,
      emulator('--seed', file, '--data', `${file}.data`),
    ]),
  )
  return withServers(commands, async (servers) => {
    const measures = (measure, names) =>
      Object.fromEntries(names.map((name) => [name, () => measure(servers[name], stores[name])]))
    const together = await interleave(measures(manyAtOnce, ['full', 'small']), loadRounds)
    const alone = await interleave(measures(oneAlone, ['large', 'full', 'small']))
    const single = { of: 'ms', unit: 'ms', against: { name: '1 × 1', rounds: alone.small } }
    return [
      line({
        what: 'Registrations by 16 clients at once, 10 × 190, data file',
        of: 'rate',
        unit: '/s',
        emulator: together.full,
        against: { name: '1 × 1', rounds: together.small },
        goal: { of: 'ratio', least: 0.5 },
      }),
      line({
        ...single,
        what: 'One registration alone, 10 × 190, data file',
        emulator: alone.full,
        goal: { of: 'value', most: 10 },
      }),
      line({
        ...single,
        what: 'One registration alone, 200 × 190, data file',
        emulator: alone.large,
        goal: { of: 'value', most: 20 },
      }),
    ]
  })
}

async function manyAtOnce(server, { tenantIds }) {
  const { rate, cpu } = await load(
    server,
    (connection) => registerAndDelete(tenantIds[connection % tenantIds.length]),
    {},
  )
  // When the load ends, some applications have not been deleted yet.
  await send(server, { method: 'POST', path: '/_appid/reset' })
  // Only every second request is a registration.
  return { rate: rate / 2, cpu }
}

function registerAndDelete(tenantId) {
  return [
    {
      ...registration(tenantId),
      onResponse(_, body, context) {
        context.clientId = JSON.parse(body).clientId
      },
    },
    {
      ...deletion(tenantId),
      setupRequest: (request, { clientId }) => ({ ...request, ...deletion(tenantId, clientId) }),
    },
  ]
}

/** The median duration of registrations that are sent one at a time, all to the last tenant. */
async function oneAlone(server, { tenantIds }) {
  const tenantId = tenantIds.at(-1)
  const durations = []
  while (durations.length < 15) {
    let body
    const ms = await timed(async () => {
      body = await send(server, registration(tenantId))
    })
    durations.push(ms)
    await send(server, deletion(tenantId, JSON.parse(body).clientId))
  }
  return { ms: median(durations) }
}
