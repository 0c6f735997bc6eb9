import { readdir } from 'node:fs/promises'
import { describe, expect } from 'vitest'
import { it, readJson, tenantAt } from '../support/cli.ts'
import { demo, send, testing } from '../support/emulator.ts'

const one = '11111111-1111-4111-8111-111111111111'
const two = '22222222-2222-4222-8222-222222222222'

describe('the environment', () => {
  it('says all that the command line can say', async ({ run, folder }) => {
    const env = {
      APPID_EMULATOR_PORT: '0',
      APPID_EMULATOR_HOST: '127.0.0.1',
      APPID_EMULATOR_DATA: 'mine.json',
      APPID_EMULATOR_SEED: 'demo',
      APPID_EMULATOR_TENANT: one,
      APPID_EMULATOR_RESET: 'true',
      APPID_EMULATOR_PUBLIC_URL: 'http://id.example',
      APPID_EMULATOR_ISSUER: 'https://issuer.example/{tenantId}',
      APPID_EMULATOR_TRUST_PROXY: '1',
      APPID_EMULATOR_SILENT: '1',
      APPID_EMULATOR_LOG_FORMAT: 'json',
    }
    const command = run([], { env })
    const url = await command.ready()
    expect(JSON.parse(command.stdout)).toMatchObject({ data: 'mine.json', tenants: 3 })
    expect(new URL(url).port).not.toBe('6002')
    const { discoveryEndpoint } = tenantAt(url)
    const { body } = await send(discoveryEndpoint, { headers: { 'X-Forwarded-Host': 'proxy' } })
    expect(body).toMatchObject({
      issuer: `https://issuer.example/${demo.tenantId}`,
      authorization_endpoint: `http://id.example/oauth/v4/${demo.tenantId}/authorization`,
      token_endpoint: `http://proxy/oauth/v4/${demo.tenantId}/token`,
    })
    expect((await readdir(folder)).sort()).toEqual(['mine.json', 'mine.json.lock'])
  })

  it('separates the items of a list by commas', async ({ run }) => {
    const env = { APPID_EMULATOR_TENANT: `${one}, ${two}`, APPID_EMULATOR_NO_SEED: 'true' }
    const command = run(['--port', '0', '--in-memory'], { env })
    await command.ready()
    expect(command.stdout.match(/^Tenant .*$/gm)).toEqual([`Tenant ${one}`, `Tenant ${two}`])
  })

  it('may hold variables that are no option’s, or empty', async ({ run }) => {
    const env = {
      APPID_EMULATOR_PROT: 'abc',
      APPID_EMULATOR_HELP: 'true',
      APPID_EMULATOR_VERSION: '2',
      APPID_EMULATOR_SILENT: '',
      APPID_EMULATOR_TENANT: '',
      PORT: 'abc',
    }
    const command = run(['--port', '0', '--in-memory'], { env })
    await command.ready()
    expect(command.stdout).toContain(`Tenant ${testing.tenantId}`)
    expect(command.stderr).toBe('')
  })

  it.for(['true', '1'])('says yes to a flag by %s', async (value, { run }) => {
    const env = { APPID_EMULATOR_SILENT: value }
    const command = run(['--port', '0', '--in-memory'], { env })
    const url = await command.ready()
    expect(command.stdout).toBe(`App ID emulator ready at ${url}\n`)
  })

  it.for(['false', '0'])('says no to a flag by %s', async (value, { run, folder }) => {
    const env = { APPID_EMULATOR_SILENT: value, APPID_EMULATOR_IN_MEMORY: value }
    const command = run(['--port', '0'], { env })
    await command.ready()
    expect(command.stdout).toContain(`Tenant ${testing.tenantId}`)
    expect(await readdir(folder)).toEqual(['.appid-emulator'])
  })
})

describe('an option on the command line', () => {
  it('beats its twin', async ({ run, folder }) => {
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
    expect((await readdir(folder)).sort()).toEqual(['flag.json', 'flag.json.lock'])
  })

  it.for([
    ['--in-memory', { APPID_EMULATOR_DATA: 'twin.json' }, ['--in-memory'], []],
    ['--data', { APPID_EMULATOR_IN_MEMORY: 'true' }, ['--data', 'flag'], ['flag', 'flag.lock']],
    [
      '--in-memory=false',
      { APPID_EMULATOR_DATA: 'twin.json', APPID_EMULATOR_IN_MEMORY: 'true' },
      ['--in-memory=false'],
      ['twin.json', 'twin.json.lock'],
    ],
  ] as const)(
    'beats the twin of its opposite: %s',
    async ([, env, args, files], { run, folder }) => {
      await run(['--port', '0', ...args], { env }).ready()
      expect((await readdir(folder)).sort()).toEqual(files)
    },
  )

  it('beats the twin of its opposite: --seed and --no-seed', async ({ run, folder }) => {
    const no = run(['--port', '0', '--data', 'no.json', '--no-seed'], {
      env: { APPID_EMULATOR_SEED: 'demo' },
    })
    const demoed = run(['--port', '0', '--data', 'demo.json', '--seed', 'demo'], {
      env: { APPID_EMULATOR_NO_SEED: 'true' },
    })
    await Promise.all([no.ready(), demoed.ready()])
    expect(no.stdout).not.toContain('Tenant ')
    expect(Object.keys((await readJson(folder, 'demo.json')).tenants)).toEqual([
      demo.tenantId,
      testing.tenantId,
    ])
  })
})
