import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect } from 'vitest'
import { type Command, it, linesOf } from '../support/cli.ts'
import { freePort } from '../support/free-port.ts'

/** The URL of a server that listens on a free port. */
async function listening(server: Server): Promise<string> {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe('appid-emulator wait', () => {
  it('exits with 0 and prints nothing when the emulator is ready', async ({ run }) => {
    const url = await run(['--port', '0', '--in-memory', '--no-control']).ready()
    for (const [args, env] of [
      [['--url', url], {}],
      [['--url', `${url}/`, '--timeout', '5m'], {}],
      [[], { APPID_EMULATOR_URL: url }],
    ] as const) {
      const command = run(['wait', ...args], { env })
      expect([await command.exit, command.stdout, command.stderr]).toEqual([0, '', ''])
    }
  })

  it('waits for an emulator that starts later', async ({ run }) => {
    const server = createServer((_, response) => {
      response.setHeader('X-AppID-Emulator-Version', '1')
      response.writeHead(requests++ < 2 ? 503 : 200).end()
    })
    let requests = 0
    const command = run(['wait', '--url', await listening(server)])
    expect([await command.exit, command.stderr, requests]).toEqual([0, '', 3])
    server.close()
  })

  it('exits with 1 when the timeout expires', async ({ run }) => {
    // Nothing listens there.
    const free = `http://127.0.0.1:${await freePort()}`
    const server = createServer(() => {})
    const url = await listening(server)
    const outcomes = await Promise.all(
      [
        [free, '3s'],
        [url, '500ms'],
      ].map(async ([at = '', timeout = '']) => {
        const command = run(['wait', '--url', at, '--timeout', timeout])
        return [await command.exit, command.stdout, command.stderr]
      }),
    )
    const late = 'error: the emulator was not ready after'
    const refused = `connect ECONNREFUSED ${new URL(free).host}`
    expect(outcomes).toEqual([
      [1, '', `${late} 3s: ${free} cannot be reached: ${refused}\n`],
      [1, '', `${late} 500ms: ${url} does not respond\n`],
    ])
    server.closeAllConnections()
    server.close()
  })

  it.for([
    ['busy', 503, { 'X-AppID-Emulator-Version': '1' }, 'responded with status 503'],
    ['another server', 200, {}, 'is not an App ID emulator'],
  ] as const)('prints why it was not ready: %s', async ([, status, headers, reason], { run }) => {
    let command: Command | undefined
    let requests = 0
    const server = createServer((_, response) => {
      response.writeHead(status, headers).end()
      requests += 1
      // The second request shows that the first response has arrived.
      if (requests === 2) command?.signal('SIGTERM')
    })
    const url = await listening(server)
    command = run(['wait', '--url', url])
    expect([await command.exit, command.stdout, command.stderr]).toEqual([
      1,
      '',
      `error: stopped before the emulator was ready: ${url} ${reason}\n`,
    ])
    server.close()
  })

  it('exits with 1 when it is interrupted', async ({ run }) => {
    let connected = () => {}
    const arrived = new Promise<void>((resolve) => {
      connected = resolve
    })
    const server = createServer(() => connected())
    const url = await listening(server)
    const command = run(['wait', '--url', url])
    await arrived
    command.signal('SIGTERM')
    expect([await command.exit, command.stderr]).toEqual([
      1,
      `error: stopped before the emulator was ready: ${url} does not respond\n`,
    ])
    server.closeAllConnections()
    server.close()
  })

  it.for([
    [['--timeout', '0'], /^--timeout: must be a duration of at most a day, .* not 0$/],
    [['--timeout', '2h'], /^--timeout: must be a duration .* not 2h$/],
    [['--timeout', '1441m'], /^--timeout: must be a duration .* not 1441m$/],
    [['--url', 'http://localhost:6002?q'], /^--url: must be a URL such as .* not .*6002\?q$/],
    [['--url', 'localhost:6002'], /^--url: must be a URL such as .* not localhost:6002$/],
    [['--port', '1'], /^Unknown argument: port$/],
    [['now'], /^Unknown argument: now$/],
  ] as const)('exits with 2 when an option is wrong: %j', async ([args, message], { run }) => {
    const command = run(['wait', ...args])
    expect(await command.exit).toBe(2)
    const [first, second] = linesOf(command.stderr)
    expect(first).toMatch(message)
    expect(second).toBe('See appid-emulator wait --help')
  })
})
