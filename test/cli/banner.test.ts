import { readdir, writeFile } from 'node:fs/promises'
import { describe, expect } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }
import { hasIPv6, it, tenantAt } from '../support/cli.ts'
import { demo, requestToken, send, testing } from '../support/emulator.ts'

const credentials = [demo.a, demo.b, testing]

describe('the banner', () => {
  it('shows tenants and credentials, names the data file and ends with the ready line', async ({
    run,
  }) => {
    const command = run(['--port', '0'])
    const url = await command.ready()
    expect(url).toMatch(/^http:\/\/localhost:[1-9]\d*$/)
    expect(command.lines.at(-1)).toBe(`App ID emulator ready at ${url}`)
    expect(command.lines[0]).toBe(`App ID emulator ${packageJson.version}`)
    expect(command.stdout).toContain('.appid-emulator/db.json\n')
    for (const tenantId of [demo.tenantId, testing.tenantId]) {
      const { oAuthServerUrl, managementUrl, discoveryEndpoint } = tenantAt(url, tenantId)
      for (const text of [tenantId, oAuthServerUrl, managementUrl, discoveryEndpoint])
        expect(command.stdout.split(/\s+/)).toContain(text)
    }
    for (const { clientId, secret } of credentials)
      expect(command.stdout).toMatch(new RegExp(` ${clientId}\\n.* ${secret}\\n`))
    expect(command.stderr).toBe('')
    const { status, body } = await send(`${url}/_appid/health`)
    expect([status, body.status, body.tenants]).toEqual([200, 'ok', 2])
  })

  it('shows the users of a tenant in a line each, at most ten', async ({ run, folder }) => {
    const more = Array.from({ length: 7 }, (_, index) => ({ userName: `user ${index}` }))
    const users = [
      { email: 'ann@example.com', userName: 'ann', password: 'ann' },
      { userName: 'pat', password: 'a b', status: 'PENDING' },
      { email: 'g@example.com', provider: 'google', active: false },
      ...more,
      { email: 'last@example.com' },
    ]
    const tenants = { [testing.tenantId]: { users } }
    await writeFile(`${folder}/seed.json`, JSON.stringify({ version: 1, tenants }))
    const command = run(['--port', '0', '--in-memory', '--seed', 'seed.json'])
    await command.ready()
    expect(command.lines.filter((line) => line.includes('user'))).toEqual([
      '  user "ann@example.com" password ann',
      '  user "pat" password "a b" PENDING',
      '  user "g@example.com" google inactive',
      ...more.map(({ userName }) => `  user "${userName}"`),
      '  … and 1 more users',
    ])
  })

  it('says that the state is in memory with --in-memory, which creates no file', async ({
    run,
    folder,
  }) => {
    const command = run(['start', '-p', '0', '--in-memory'])
    await command.ready()
    expect(command.stdout).toMatch(/in memory/)
    expect(await readdir(folder)).toEqual([])
  })

  it('names the file of --data', async ({ run }) => {
    const command = run(['--port', '0', '--data', 'mine.json'])
    await command.ready()
    expect(command.lines).toContain('State is kept in mine.json')
  })

  it('has no control characters, whatever a fixture contains', async ({ run, folder }) => {
    const name = 'red \u001b[31m\u009b31m\u0007\nApp ID emulator ready at http://evil'
    const tenants = {
      [testing.tenantId]: { name, applications: [{ name: 'x\u001b[0m\n\u009b0m' }] },
    }
    await writeFile(`${folder}/seed.json`, JSON.stringify({ version: 1, tenants }))
    const command = run(['--port', '0', '--seed', 'seed.json'])
    const url = await command.ready()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not be printed
    expect(command.stdout + command.stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
    expect(url).toMatch(/^http:\/\/localhost:\d+$/)
  })
})

describe('--silent', () => {
  it('prints only the ready line', async ({ run }) => {
    const command = run(['--port', '0', '--silent'])
    const url = await command.ready()
    await requestToken(tenantAt(url))
    await requestToken(tenantAt(url), { ...demo.a, secret: 'wrong' })
    expect(await command.stop()).toBe(0)
    expect([command.stdout, command.stderr]).toEqual([`App ID emulator ready at ${url}\n`, ''])
  })

  it('still prints warnings, on stderr', async ({ run }) => {
    const command = run(['--port', '0', '--silent', '--in-memory'])
    const url = await command.ready()
    await requestToken(tenantAt(url))
    await send(tenantAt(url.replace('localhost', '127.0.0.1')).discoveryEndpoint)
    expect(await command.stop()).toBe(0)
    expect(command.stdout).toBe(`App ID emulator ready at ${url}\n`)
    expect(command.stderr).toMatch(/^warning: .*--public-url.*\n$/)
  })
})

describe('--host 0.0.0.0', () => {
  it('prints one warning: who can reach the emulator, and what they can read', async ({ run }) => {
    for (const [args, env, word] of [
      [['--host', '0.0.0.0'], {}, '--host'],
      [[], { APPID_EMULATOR_HOST: '0.0.0.0' }, 'APPID_EMULATOR_HOST'],
    ] as const) {
      const command = run(['--port', '0', '--silent', '--in-memory', ...args], { env })
      const url = await command.ready()
      expect(await command.stop()).toBe(0)
      expect([command.stdout, command.stderr]).toEqual([
        `App ID emulator ready at ${url}\n`,
        `warning: listening on 0.0.0.0, so anyone who can reach this machine over the network can use the emulator and read the private keys of its tenants. To allow only this machine, remove ${word}\n`,
      ])
    }
  })
})

describe('--log-format json', () => {
  it('prints one object per line, and the ready event last', async ({ run }) => {
    const command = run(['--port', '0', '--log-format', 'json'])
    const url = await command.ready()
    const events = command.lines.map((line) => JSON.parse(line))
    expect(events.map(({ event }) => event)).toEqual(['tenant', 'tenant', 'ready'])
    expect(events[2]).toEqual({
      event: 'ready',
      url,
      port: Number(new URL(url).port),
      version: packageJson.version,
      data: '.appid-emulator/db.json',
      tenants: 2,
    })
    const { applications: _, ...urls } = tenantAt(url)
    expect(events[0]).toEqual({
      event: 'tenant',
      name: 'demo',
      ...urls,
      applications: [
        { ...demo.a, name: 'Application A', type: 'regularwebapp' },
        { ...demo.b, name: 'Application B', type: 'regularwebapp' },
      ],
    })
    expect(events[1]).toMatchObject({
      tenantId: testing.tenantId,
      applications: [{ clientId: testing.clientId, secret: testing.secret }],
    })
  })

  it('prints only the ready event with --silent', async ({ run }) => {
    const command = run(['--port', '0', '--log-format', 'json', '--silent', '--in-memory'])
    const url = await command.ready()
    await requestToken(tenantAt(url))
    expect(await command.stop()).toBe(0)
    expect(command.lines.map((line) => JSON.parse(line).event)).toEqual(['ready'])
  })

  it('prints warnings as objects on stderr', async ({ run }) => {
    const command = run(['--port', '0', '--log-format', 'json', '--in-memory'])
    const url = await command.ready()
    await requestToken(tenantAt(url))
    await send(tenantAt(url.replace('localhost', '127.0.0.1')).discoveryEndpoint)
    expect(await command.stop()).toBe(0)
    expect(JSON.parse(command.stderr)).toEqual({ event: 'warning', message: expect.any(String) })
  })
})

describe('the addresses that the emulator listens on', () => {
  const addresses = hasIPv6 ? ['127.0.0.1', '[::1]'] : ['127.0.0.1']

  it('are both loopback addresses, on the same port', async ({ run }) => {
    const { port } = new URL(await run(['--port', '0']).ready())
    for (const address of addresses)
      expect((await send(`http://${address}:${port}/_appid/health`)).status).toBe(200)
  })

  it.for(addresses)(
    'are %s alone with --host, and the URL of the ready line works',
    async (address, { run }) => {
      const url = await run(['--port', '0', '-H', address.replaceAll(/[[\]]/g, '')]).ready()
      const { port } = new URL(url)
      const instance = await instanceAt(url)
      expect(instance).toEqual(expect.any(String))
      for (const one of addresses) {
        const found = await instanceAt(`http://${one}:${port}`)
        if (one === address) expect(found).toBe(instance)
        else expect(found).not.toBe(instance)
      }
    },
  )

  // Undefined if nothing responds.
  async function instanceAt(url: string): Promise<string | undefined> {
    const response = await send(`${url}/_appid/health`).catch(() => undefined)
    return response?.body.instance
  }
})
