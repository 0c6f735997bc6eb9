import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect } from 'vitest'
import { it, linesOf } from '../support/cli.ts'

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

  it('exits with 1 and the reason when the timeout expires', async ({ run }) => {
    const responses = {
      '/hangs/_appid/ready': undefined,
      '/busy/_appid/ready': { status: 503, headers: { 'X-AppID-Emulator-Version': '1' } },
      '/other/_appid/ready': { status: 200, headers: {} },
    } as const
    const server = createServer(({ url }, response) => {
      const found = Object.entries(responses).find(([path]) => path === url)?.[1]
      if (found !== undefined) response.writeHead(found.status, found.headers).end()
    })
    const url = await listening(server)
    // Nothing listens on a port that was free a moment ago.
    const gone = createServer()
    const free = new URL(await listening(gone)).host
    await new Promise((resolve) => gone.close(resolve))
    const outcomes = await Promise.all(
      [`http://${free}`, ...['hangs', 'busy', 'other'].map((path) => `${url}/${path}`)].map(
        async (at) => {
          const command = run(['wait', '--url', at, '--timeout', '900ms'])
          return [await command.exit, command.stdout, linesOf(command.stderr)]
        },
      ),
    )
    const late = 'error: the emulator was not ready after 900ms: '
    expect(outcomes).toEqual([
      [1, '', [`${late}http://${free} cannot be reached: connect ECONNREFUSED ${free}`]],
      [1, '', [`${late}${url}/hangs does not respond`]],
      [1, '', [`${late}${url}/busy responded with status 503`]],
      [1, '', [`${late}${url}/other is not an App ID emulator`]],
    ])
    server.closeAllConnections()
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
