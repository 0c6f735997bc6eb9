import { codeFlows, codeFlowsOfProvider } from '../code-flows.mjs'
import { createUsers } from '../fixture.mjs'
import { line } from '../line.mjs'
import { always, inTurn, signIns } from '../requests.mjs'
import { interleave } from '../rounds.mjs'
import { emulator, peer, withServers } from '../server.mjs'
import { createTokenLoad, publicKeys } from '../token-load.mjs'

/** Fewer rounds than for tokens: this work takes longer, and less of it is ours. */
const signInRounds = { rounds: 11, warmUps: 6 }

/** Users sign in, with password grants and with codes. oidc-provider does the same work. */
export function signIn() {
  const { fixture, file, tenantIds } = createUsers(2000)
  const commands = {
    emulator: emulator('--in-memory', '--seed', file),
    provider: [...peer('oidc-provider.mjs'), file],
  }
  return withServers(commands, async (servers) => {
    const keys = { emulator: publicKeys(tenantIds), provider: ['/jwks'] }
    const load = (name, requestsOf, steps) =>
      createTokenLoad(servers[name], requestsOf, keys[name], { steps })
    const measure = async (what, least, own, others, [steps, otherSteps] = [1, 1]) => {
      const { emulator, provider } = await interleave(
        {
          emulator: await load('emulator', own, steps),
          provider: await load('provider', others, otherSteps),
        },
        signInRounds,
      )
      const against = { name: 'oidc-provider', rounds: provider }
      return line({ what, of: 'rate', unit: '/s', emulator, against, goal: { of: 'ratio', least } })
    }
    const grants = [signIns(fixture), signIns(fixture, () => '/token')]
    const flows = [codeFlows(fixture), codeFlowsOfProvider(fixture)]
    const steps = flows.map(([flow]) => flow.length)
    const first = ([flow]) => always(flow)
    return [
      await measure('Password grants, one user', 0.9, ...grants.map(first)),
      await measure('Password grants, 2,000 users in turn', 0.9, ...grants.map(inTurn)),
      await measure('Code flows, one user', 1.3, ...flows.map(first), steps),
      await measure('Code flows, 2,000 users in turn', 1.3, ...flows.map(inTurn), steps),
    ]
  })
}
