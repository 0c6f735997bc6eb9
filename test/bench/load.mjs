import assert from 'node:assert/strict'
import autocannon from 'autocannon'

export const connections = 16

/**
 * Many short rounds rather than few long ones: on a machine that is shared, the speed changes from second to second.
 * Before they count, V8 needs some seconds to compile what matters.
 */
export const loadRounds = { rounds: 21, warmUps: 6 }

/** How long a round is, in seconds. */
const duration = 0.5

/** Of so many answers one is looked into. */
const sampled = 100

/**
 * Sends requests over all connections for the duration of a round, or `amount` of them. `requestsOf` gives those of
 * the nth connection, which it sends in turn. Answers how many succeeded per second and the CPU seconds that the
 * server took for each.
 * @throws when an answer was no success, and what `verify` throws about the sample
 */
export async function load(server, requestsOf, { verify, amount }) {
  const sample = []
  let answers = 0
  let connection = 0
  const before = await server.ask('cpu')
  const { start, finish, non2xx, errors, ...result } = await autocannon({
    url: server.url,
    connections,
    ...(amount === undefined ? { duration } : { amount }),
    // How often autocannon looks whether it is time to stop, in milliseconds.
    sampleInt: 20,
    setupClient(client) {
      client.setRequests(requestsOf(connection))
      connection += 1
    },
    verifyBody(body) {
      if (answers % sampled === 0) sample.push(body)
      answers += 1
      return true
    },
  })
  const cpu = (await server.ask('cpu')) - before
  const succeeded = result['2xx']
  assert(
    succeeded > 0 && non2xx + errors === 0,
    `${succeeded} answers were a success, ${non2xx} were none, ${errors} requests failed`,
  )
  for (const body of sample) await verify?.(body)
  return { rate: (succeeded / (finish - start)) * 1000, cpu: cpu / succeeded }
}
