import { spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { parseEnv } from 'node:util'
import dotenv from 'dotenv'
import { describe, expect } from 'vitest'
import { cli, it, linesOf } from '../support/cli.ts'
import { demo, testing } from '../support/emulator.ts'

const applications = [
  ['plain', 'M2Yw+/=='],
  ['wild', '\'"`$(x) $HOME \\n \\\\ # !*\t\né %s\u{1f511} '],
  ['quoted', '"a" `c` #d \\x\n e'],
  ['apostrophe', "it's"],
  ['dollar', 'a$HOMEb'],
  ['carriage return', 'a\rb'],
  ['nul', 'a\0b'],
  ['half', 'a\ud83d'],
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
    for (const [client, secret] of applications) {
      const print = async (format: string) => {
        const command = run(['env', '--url', url, '--client', client, '--format', format])
        return [await command.exit, command.stdout, command.stderr] as const
      }
      const [, json] = await print('json')
      const variables = JSON.parse(json)
      expect(variables.secret).toBe(secret)
      expect(JSON.parse(variables.VCAP_SERVICES).AppID[0].credentials.secret).toBe(secret)

      const [shellCode, , shellError] = await print('shell')
      if (['nul', 'half'].includes(client))
        expect([shellCode, shellError]).toEqual([1, refusal('shell')])
      else {
        const script = `eval "$("$0" '${cli}' env --url '${url}' --client '${client}')" && exec "$0" -e 'console.log(JSON.stringify(process.env))'`
        const { stdout } = spawnSync('sh', ['-c', script, process.execPath], {
          env: { PATH: process.env.PATH },
          encoding: 'utf8',
        })
        expect(JSON.parse(stdout)).toMatchObject(variables)
      }

      const [dotenvCode, text, dotenvError] = await print('dotenv')
      if (['plain', 'quoted'].includes(client)) {
        expect(parseEnv(text)).toEqual(variables)
        expect(dotenv.parse(text)).toEqual(variables)
        // Some readers expand it, even in single quotes.
        expect(text).not.toContain('$')
      } else expect([dotenvCode, text, dotenvError]).toEqual([1, '', refusal('dotenv')])
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
      [['--tenant', 'nobody'], 2, 'there is no tenant nobody'],
      [['--client', 'nobody'], 2, `tenant ${demo.tenantId} has no application nobody`],
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
