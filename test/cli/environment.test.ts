import { readdir, writeFile } from 'node:fs/promises'
import { describe, expect } from 'vitest'
import { startOptions, twinOf } from '../../src/cli/options.ts'
import { type Command, it, readJson, tenantAt } from '../support/cli.ts'
import { demo, manage, requestToken, send, sendRaw, testing, users } from '../support/emulator.ts'

const one = '11111111-1111-4111-8111-111111111111'
const two = '22222222-2222-4222-8222-222222222222'

/** A command that was started with a variable in its environment, and is ready. */
interface Started {
  readonly command: Command
  readonly url: string
  readonly folder: string
}

interface Twin {
  readonly value: string
  /** Fails if the value has no effect. */
  readonly check: (started: Started) => unknown
}

const inData = { value: 'mine.json' }
const discovery = (url: string, headers = {}) => send(tenantAt(url).discoveryEndpoint, { headers })

/** Visits the sign-in page of the first tenant. */
const visit = (url: string, more = '') =>
  send(
    `${tenantAt(url).oAuthServerUrl}/authorization?client_id=${demo.a.clientId}&response_type=code&redirect_uri=http://localhost:3000/cb${more}`,
    { redirect: 'manual' },
  )

/** For every option: a value for its variable, and a check that it has an effect. */
const twins: Record<keyof typeof startOptions, Twin> = {
  port: { value: '0', check: ({ url }) => expect(new URL(url).port).not.toBe('6002') },
  host: { value: '127.0.0.1', check: ({ url }) => expect(new URL(url).hostname).toBe('127.0.0.1') },
  data: {
    ...inData,
    check: async ({ folder }) => expect(await readdir(folder)).toContain(inData.value),
  },
  'in-memory': {
    value: 'true',
    check: async ({ folder }) => expect(await readdir(folder)).toEqual(['used.json']),
  },
  seed: {
    value: 'failures',
    check: ({ command }) => expect(command.stdout).toContain('Tenant fa110000-'),
  },
  'no-seed': {
    value: '1',
    check: ({ command }) => expect(command.stdout).not.toContain('Tenant '),
  },
  tenant: { value: one, check: ({ command }) => expect(command.stdout).toContain(`Tenant ${one}`) },
  reset: {
    value: 'true',
    check: ({ command }) => expect(command.stdout).toContain(demo.a.clientId),
  },
  'public-url': {
    value: 'http://id.example',
    check: async ({ url }) =>
      expect((await discovery(url)).body.authorization_endpoint).toMatch('http://id.example/'),
  },
  issuer: {
    value: 'https://issuer.example/{tenantId}',
    check: async ({ url }) =>
      expect((await discovery(url)).body.issuer).toBe(`https://issuer.example/${demo.tenantId}`),
  },
  'trust-proxy': {
    value: '1',
    check: async ({ url }) =>
      expect((await discovery(url, { 'X-Forwarded-Host': 'proxy' })).body.token_endpoint).toMatch(
        'http://proxy/',
      ),
  },
  'strict-iam': {
    value: 'true',
    check: async ({ url }) =>
      expect((await manage(tenantAt(url), 'GET', '/applications')).status).toBe(401),
  },
  'auto-login': {
    value: '1',
    check: async ({ url }) => {
      const { status } = await visit(url, `&login_hint=${users.ann.email}`)
      expect(status).toBe(302)
    },
  },
  'no-user-picker': {
    value: '1',
    check: async ({ url }) => {
      const { status, body } = await visit(url)
      expect([status, body.includes(users.ann.email)]).toEqual([200, false])
    },
  },
  'no-control': {
    value: '1',
    check: async ({ url }) => expect((await send(`${url}/_appid/tenants`)).status).toBe(404),
  },
  'allowed-host': {
    value: 'x.example, box.example',
    check: async ({ url }) => {
      const port = Number(new URL(url).port)
      const host = { Host: 'box.example' }
      expect((await sendRaw({ port }, 'GET', '/_appid/tenants', host)).status).toBe(200)
    },
  },
  journal: {
    value: '1',
    check: async ({ url }) => {
      for (const _ of [1, 2]) await requestToken(tenantAt(url))
      const { body } = await send(`${url}/_appid/requests`)
      expect([body.requests.length, body.dropped]).toEqual([1, 1])
    },
  },
  silent: {
    value: 'true',
    check: ({ command, url }) => expect(command.stdout).toBe(`App ID emulator ready at ${url}\n`),
  },
  'log-format': {
    value: 'json',
    check: ({ command }) => expect(JSON.parse(command.lines[0] ?? '')).toBeTypeOf('object'),
  },
}

/** The arguments for options that concern the data file; others are tested with --in-memory. */
const dataArgs: ReadonlyMap<string, readonly string[]> = new Map([
  ['data', []],
  ['in-memory', []],
  ['reset', ['--data', 'used.json']],
])

describe('environment variables', () => {
  it.for(Object.entries(startOptions).map(([name, option]) => [name, option] as const))(
    'can set every option: %s',
    async ([name, option], { run, folder }) => {
      const twin: Twin | undefined = new Map(Object.entries(twins)).get(name)
      if (twin === undefined) throw new Error(`no test checks --${name}`)
      const used = { version: 1, tenants: { [demo.tenantId]: {} } }
      await writeFile(`${folder}/used.json`, JSON.stringify(used))
      const args = [
        ...(name === 'port' ? [] : ['--port', '0']),
        ...(dataArgs.get(name) ?? ['--in-memory']),
      ]
      const command = run(args, { env: { [`${twinOf(name, option)}`]: twin.value } })
      await twin.check({ command, url: await command.ready(), folder })
    },
  )

  it('separate the items of a list with commas', async ({ run }) => {
    const env = { APPID_EMULATOR_TENANT: `${one}, ${two}`, APPID_EMULATOR_NO_SEED: 'true' }
    const command = run(['--port', '0', '--in-memory'], { env })
    await command.ready()
    expect(command.stdout.match(/^Tenant .*$/gm)).toEqual([`Tenant ${one}`, `Tenant ${two}`])
  })

  it('are ignored when they are empty or belong to no option', async ({ run }) => {
    const env = {
      APPID_EMULATOR_PROT: '',
      APPID_EMULATOR_HELP: 'true',
      APPID_EMULATOR_VERSION: '2',
      APPID_EMULATOR_URL: 'http://x',
      APPID_EMULATOR_SILENT: '',
      APPID_EMULATOR_TENANT: '',
      PORT: 'abc',
    }
    const command = run(['--port', '0', '--in-memory'], { env })
    await command.ready()
    expect(command.stdout).toContain(`Tenant ${testing.tenantId}`)
    expect(command.stderr).toBe('')
  })

  it('are ignored when Kubernetes or Docker set them for a service of the same name', async ({
    run,
  }) => {
    const link = 'tcp://10.0.0.1:6002'
    const env = {
      APPID_EMULATOR_SERVICE_HOST: '10.0.0.1',
      APPID_EMULATOR_SERVICE_PORT: '6002',
      APPID_EMULATOR_SERVICE_PORT_HTTP: '6002',
      APPID_EMULATOR_PORT: link,
      APPID_EMULATOR_PORT_6002_TCP: link,
      APPID_EMULATOR_PORT_6002_TCP_PROTO: 'tcp',
      APPID_EMULATOR_PORT_6002_TCP_PORT: '6002',
      APPID_EMULATOR_PORT_6002_TCP_ADDR: '10.0.0.1',
      APPID_EMULATOR_NAME: '/web/appid-emulator',
      APPID_EMULATOR_ENV_NODE_VERSION: '24.0.0',
      // For a service that is named appid-emulator-b.
      APPID_EMULATOR_B_PORT: link,
    }
    // Without --port this would listen on the default port, so an invalid tenant makes it fail before that.
    const linked = run(['--in-memory', '--tenant', 'x'], { env })
    expect(await linked.early()).toBe(2)
    expect(linked.stderr).toMatch(/^--tenant: must be a uuid/)
    for (const protocol of ['tcp', 'udp', 'sctp']) {
      const host = { APPID_EMULATOR_HOST: `${protocol}://10.0.0.1:6002` }
      const command = run(['--in-memory', '--port', '0'], { env: { ...env, ...host } })
      await command.ready()
      expect(command.stderr).toBe('')
    }
  })

  it.for([
    ['APPID_EMULATOR_PROT', 'APPID_EMULATOR_PORT'],
    ['APPID_EMULATOR_IN_MEMROY', 'APPID_EMULATOR_IN_MEMORY'],
    ['APPID_EMULATOR_LOG-FORMAT', 'APPID_EMULATOR_LOG_FORMAT'],
    ['APPID_EMULATOR_TENANTS', 'APPID_EMULATOR_TENANT'],
    ['APPID_EMULATOR_ULR', 'APPID_EMULATOR_URL'],
  ] as const)('cause a warning when they are misspelt: %s', async ([wrong, right], { run }) => {
    const line = `${wrong} is ignored. Did you mean ${right}?`
    const env = { [wrong]: 'x' }
    const command = run(['--port', '0', '--in-memory', '--log-format', 'json'], { env })
    const url = await command.ready()
    const [printed] = await command.printed(/^.*\n/, 'stderr')
    expect(JSON.parse(printed)).toEqual({ event: 'warning', message: line })
    const token = run(['token', '--url', url], { env })
    expect([await token.early(), token.stderr]).toEqual([0, `warning: ${line}\n`])
  })

  it.for(['true', '1'])('turn a flag on with %s', async (value, { run }) => {
    const env = { APPID_EMULATOR_SILENT: value }
    const command = run(['--port', '0', '--in-memory'], { env })
    const url = await command.ready()
    expect(command.stdout).toBe(`App ID emulator ready at ${url}\n`)
  })

  it.for(['false', '0'])('turn a flag off with %s', async (value, { run, folder }) => {
    const env = { APPID_EMULATOR_SILENT: value, APPID_EMULATOR_IN_MEMORY: value }
    const command = run(['--port', '0'], { env })
    await command.ready()
    expect(command.stdout).toContain(`Tenant ${testing.tenantId}`)
    expect(await readdir(folder)).toEqual(['.appid-emulator'])
  })
})

describe('an option on the command line', () => {
  it('overrides its variable', async ({ run, folder }) => {
    const env = {
      APPID_EMULATOR_PORT: 'abc',
      APPID_EMULATOR_LOG_FORMAT: 'json',
      APPID_EMULATOR_DATA: 'twin.json',
      APPID_EMULATOR_TENANT: one,
      APPID_EMULATOR_SILENT: 'true',
    }
    const command = run(
      ['-p', '0', '--log-format=pretty', '--data=flag.json', '--tenant', two, '--silent=false'],
      { env },
    )
    const url = await command.ready()
    expect(command.lines.at(-1)).toBe(`App ID emulator ready at ${url}`)
    expect(command.stdout).toContain(`Tenant ${two}`)
    expect(command.stdout).not.toContain(one)
    expect((await readdir(folder)).sort()).toEqual(['flag.json'])
  })

  it.for([
    ['--in-memory', { APPID_EMULATOR_DATA: 'twin.json' }, ['--in-memory'], []],
    ['--data', { APPID_EMULATOR_IN_MEMORY: 'true' }, ['--data', 'flag'], ['flag']],
    [
      '--in-memory=false',
      { APPID_EMULATOR_DATA: 'twin.json', APPID_EMULATOR_IN_MEMORY: 'true' },
      ['--in-memory=false'],
      ['twin.json'],
    ],
  ] as const)(
    'overrides the variable of its opposite: %s',
    async ([, env, args, files], { run, folder }) => {
      await run(['--port', '0', ...args], { env }).ready()
      expect((await readdir(folder)).sort()).toEqual(files)
    },
  )

  it('overrides the variable of its opposite: --seed and --no-seed', async ({ run, folder }) => {
    const without = run(['--port', '0', '--data', 'no.json', '--no-seed'], {
      env: { APPID_EMULATOR_SEED: 'demo' },
    })
    const withDemo = run(['--port', '0', '--data', 'demo.json', '--seed', 'demo'], {
      env: { APPID_EMULATOR_NO_SEED: 'true' },
    })
    await Promise.all([without.ready(), withDemo.ready()])
    expect(without.stdout).not.toContain('Tenant ')
    expect(Object.keys((await readJson(folder, 'demo.json')).tenants)).toEqual([
      demo.tenantId,
      testing.tenantId,
    ])
  })
})
