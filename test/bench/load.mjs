import assert from 'node:assert/strict'
import autocannon from 'autocannon'

export const connections = 16

/**
 * Many short rounds, because the speed of a shared machine changes from second to second. The rounds to warm up give
 * V8 the seconds that it needs to compile hot code.
 */
export const loadRounds = { rounds: 21, warmUps: 6 }

/** How long a round is, in seconds. */
const duration = 0.5

/** One in this many responses is verified. */
const sampled = 100

/**
 * Sends requests over all connections for the duration of a round, or `amount` of them. `requestsOf` returns those of
 * the nth connection, which it sends in turn. Returns how many succeeded per second, and the CPU seconds that the
 * server used for each. With `steps`, that many requests in a row count as one, and may redirect.
 * @throws if a request failed, and whatever `verify` throws for a response of the sample
 */
export async function load(server, requestsOf, { verify, amount, steps = 1 }) {
  const sample = []
  let responses = 0
  let connection = 0
  const before = await server.ask('cpu')
  const { start, finish, errors, ...result } = await autocannon({
    url: server.url,
    connections,
    ...(amount === undefined ? { duration } : { amount }),
    // How often autocannon checks whether to stop, in milliseconds.
    sampleInt: 20,
    setupClient(client) {
      client.setRequests(requestsOf(connection))
      connection += 1
    },
    verifyBody(body) {
      // A page has no token.
      if (!body.startsWith('{')) return true
      if (responses % sampled === 0) sample.push(body)
      responses += 1
      return true
    },
  })
  const cpu = (await server.ask('cpu')) - before
  const redirects = steps > 1 ? result['3xx'] : 0
  const succeeded = result['2xx'] + redirects
  const failed = result.non2xx - redirects
  assert(
    succeeded > 0 && failed + errors === 0,
    `${succeeded} requests succeeded, ${failed} had another status, ${errors} had no response`,
  )
  for (const body of sample) await verify?.(body)
  const flows = succeeded / steps
  return { rate: (flows / (finish - start)) * 1000, cpu: cpu / flows }
}
