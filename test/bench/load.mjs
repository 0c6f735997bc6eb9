import assert from 'node:assert/strict'
import autocannon from 'autocannon'

export const connections = 16

/** V8 needs some seconds of load before it has compiled what matters. */
export const warmUps = 3

/** Of so many answers one is looked into. */
const sampled = 100

/**
 * Sends requests over all connections for a second, or `amount` of them. `requestsOf` gives those of the nth
 * connection, which it sends in turn. Answers what the server did per second and the CPU seconds it took for each.
 * @throws when an answer was no success, and what `verify` throws about the sample
 */
export async function load(server, requestsOf, { verify, amount }) {
  const sample = []
  let answers = 0
  let connection = 0
  const before = await server.ask('cpu')
  const { duration, non2xx, errors, ...result } = await autocannon({
    url: server.url,
    connections,
    ...(amount === undefined ? { duration: 1 } : { amount }),
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
  return { rate: succeeded / duration, cpu: cpu / succeeded }
}
