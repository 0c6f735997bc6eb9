import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { line } from '../line.mjs'
import { send, tokenRequests } from '../requests.mjs'
import { interleave, timed } from '../rounds.mjs'
import { cli, emulator, env, launch, oauth2MockServer, peer } from '../server.mjs'

const demo = new URL('../../../fixtures/demo.json', import.meta.url)

/** The time from the start of the process to the first response, and the memory used by then. */
export async function start() {
  const fixture = JSON.parse(readFileSync(demo, 'utf8'))
  const [token] = tokenRequests(fixture)
  const [otherToken] = tokenRequests(fixture, () => '/token')
  const rounds = await interleave(
    {
      emulator: () => untilFirstResponse(emulator('--in-memory'), token),
      imported: () => untilFirstResponse(peer('imported.mjs'), token),
      required: () => untilFirstResponse(peer('required.cjs'), token),
      koa: () => untilFirstResponse(peer('bare-koa.mjs'), { method: 'GET', path: '/' }),
      mock: () => untilFirstResponse(oauth2MockServer, otherToken),
    },
    { rounds: 15 },
  )
  const first = {
    what: 'Start: from nothing to the first token, default fixture',
    of: 'ms',
    unit: 'ms',
    emulator: rounds.emulator,
  }
  return [
    line({
      ...first,
      against: { name: 'bare Koa server’s first answer', rounds: rounds.koa },
      goal: { of: 'ratio', most: 1.5 },
    }),
    ...['imported', 'required'].map((name) =>
      line({
        ...first,
        what: `Start of the library, ${name}: from nothing to the first token`,
        emulator: rounds[name],
        against: { name: 'bare Koa server’s first answer', rounds: rounds.koa },
        goal: { of: 'ratio', most: 1.25 },
      }),
    ),
    line({
      ...first,
      against: { name: 'oauth2-mock-server', rounds: rounds.mock },
      goal: { of: 'ratio', most: 0.5 },
    }),
    line({
      what: 'Memory after that (RSS)',
      of: 'rss',
      unit: 'MB',
      emulator: rounds.emulator,
      against: { name: 'bare Koa server', rounds: rounds.koa },
      goal: { of: 'ratio', most: 1.2 },
    }),
  ]
}

/** The options that print something without a server: they must not load one. */
export async function command() {
  const run = (...args) =>
    timed(() => execFileSync(process.execPath, args, { env, stdio: 'ignore' }))
  const rounds = await interleave(
    {
      version: async () => ({ ms: await run(cli, '--version') }),
      help: async () => ({ ms: await run(cli, '--help') }),
      node: async () => ({ ms: await run('-e', '0') }),
    },
    { rounds: 15 },
  )
  return ['version', 'help'].map((name) =>
    line({
      what: `\`--${name}\``,
      of: 'ms',
      unit: 'ms',
      emulator: rounds[name],
      against: { name: '`node -e 0`', rounds: rounds.node },
      ...(name === 'version' && { goal: { of: 'ratio', most: 2.1 } }),
    }),
  )
}

async function untilFirstResponse(command, request) {
  let server
  const ms = await timed(async () => {
    server = await launch(command)
    await send(server, request)
  })
  const rss = await server.ask('rss')
  await server.stop()
  return { ms, rss }
}
