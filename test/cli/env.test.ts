import { spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { parseEnv } from 'node:util'
import dotenv from 'dotenv'
import { describe, expect } from 'vitest'
import { connect } from '../../src/index.ts'
import { cli, it, linesOf } from '../support/cli.ts'
import { demo, testing } from '../support/emulator.ts'

/** Applications by name: their secret, and the formats that cannot hold it. */
const applications = [
  ['plain', 'M2Yw+/==', []],
  ['quoted', '"a" `c` #d \\x\n e', []],
  ['wild', '\'"`$(x) $HOME \\n \\\\ # !*\t\né %s\u{1f511} ', ['dotenv']],
  ['apostrophe', "it's", ['dotenv']],
  ['dollar', 'a$HOMEb', ['dotenv']],
  ['carriage return', 'a\rb', ['dotenv']],
  ['nul', 'a\0b', ['shell', 'dotenv']],
  ['half', 'a\ud83d', ['shell', 'dotenv']],
] as const

const fixture = {
  version: 1,
  tenants: {
    [demo.tenantId]: {
      name: "demo's $HOME \\$",
      applications: applications.map(([name, secret]) => ({ name, secret })),
    },
    [testing.tenantId]: { applications: [{ name: 'page', type: 'singlepageapp' }] },
  },
}

describe('appid-emulator env', () => {
  it('prints settings that sh can evaluate and that .env readers read, whatever the secret', async ({
    folder,
    run,
  }) => {
    await writeFile(`${folder}/f.json`, JSON.stringify(fixture))
    const url = await run(['--port', '0', '--in-memory', '--seed', './f.json']).ready()
    const { defaultTenant } = await connect(url)
    const print = async (client: string, format: string) => {
      const command = run(['env', '--url', url, '--client', client, '--format', format])
      return [await command.exit, command.stdout, command.stderr] as const
    }

    for (const [client, secret, refusing] of applications) {
      const variables = defaultTenant.env({ client })
      const credentials = JSON.parse(variables.VCAP_SERVICES ?? '').AppID[0].credentials
      expect([variables.secret, credentials.secret]).toEqual([secret, secret])
      const outputs = await Promise.all(refusing.map((format) => print(client, format)))
      expect(outputs).toEqual(refusing.map((format) => [1, '', refusal(format)]))
    }
    for (const client of ['wild', 'nul'])
      expect(JSON.parse((await print(client, 'json'))[1])).toEqual(defaultTenant.env({ client }))
    for (const client of ['quoted', 'wild']) {
      const script = `eval "$("$0" '${cli}' env --url '${url}' --client '${client}')" && exec "$0" -e 'console.log(JSON.stringify(process.env))'`
      const { stdout } = spawnSync('sh', ['-c', script, process.execPath], {
        env: { PATH: process.env.PATH },
        encoding: 'utf8',
      })
      expect(JSON.parse(stdout)).toMatchObject(defaultTenant.env({ client }))
    }
    for (const client of ['plain', 'quoted']) {
      const [, text] = await print(client, 'dotenv')
      expect(parseEnv(text)).toEqual(defaultTenant.env({ client }))
      expect(dotenv.parse(text)).toEqual(defaultTenant.env({ client }))
      // Some readers expand it, even in single quotes.
      expect(text).not.toContain('$')
    }
  })

  it('prints the settings of the tenant and the application that are named', async ({ run }) => {
    const url = await run(['--port', '0', '--in-memory']).ready()
    const lines = (tenantId: string, client: object) => [
      ...Object.entries({ tenantId, ...client }).map(([name, value]) => `${name}='${value}'`),
      `oauthServerUrl='${url}/oauth/v4/${tenantId}'`,
      `profilesUrl='${url}'`,
    ]
    for (const [args, expected] of [
      [[], lines(demo.tenantId, demo.a)],
      [['--client', demo.b.clientId], lines(demo.tenantId, demo.b)],
      [
        ['--tenant', 'testing'],
        lines(testing.tenantId, { clientId: testing.clientId, secret: testing.secret }),
      ],
      [
        ['--tenant', testing.tenantId],
        lines(testing.tenantId, { clientId: testing.clientId, secret: testing.secret }),
      ],
    ] as const) {
      const command = run(['env', '--format', 'dotenv', ...args], {
        env: { APPID_EMULATOR_URL: url },
      })
      expect([await command.exit, command.stderr]).toEqual([0, ''])
      expect(linesOf(command.stdout).slice(0, 5)).toEqual(expected)
    }
  })

  it('exits with 2 when an option is wrong, and with 1 when there is no emulator', async ({
    run,
  }) => {
    const url = await run(['--port', '0', '--in-memory']).ready()
    for (const [args, code, line] of [
      [['--format', 'yaml'], 2, '--format: must be shell, dotenv or json, not yaml'],
      [['--tenant', 'dmeo'], 2, 'there is no tenant dmeo; did you mean demo?'],
      [['--tenant', 'nobody'], 2, 'there is no tenant nobody; known: demo, testing'],
      [
        ['--client', 'nobody'],
        2,
        `tenant ${demo.tenantId} has no application nobody; known: Application A, Application B`,
      ],
      [
        ['--url', 'http://localhost:1'],
        1,
        expect.stringMatching(
          /^error: no emulator responds at http:\/\/localhost:1: .* with --url$/,
        ),
      ],
    ] as const) {
      const command = run(['env', ...args], { env: { APPID_EMULATOR_URL: url } })
      expect([await command.exit, command.stdout, linesOf(command.stderr)[0]]).toEqual([
        code,
        '',
        line,
      ])
    }
  })
})

function refusal(format: string): string {
  return `error: the value of secret contains a character that ${format} cannot hold\n`
}
