import { decodeJwt, decodeProtectedHeader } from 'jose'
import { describe, expect } from 'vitest'
import { tokenOptions, twinPrefix } from '../../src/cli/options.ts'
import { it } from '../support/cli.ts'
import { demo, testing, users } from '../support/emulator.ts'

describe('appid-emulator token', () => {
  it('prints only a token of the first tenant', async ({ run }) => {
    const url = await run(['--port', '0', '--in-memory']).ready()
    const command = run(['token', '--url', url])
    expect(await command.early()).toBe(0)
    expect([command.lines.length, command.stderr]).toEqual([1, ''])
    expect(decodeJwt(command.stdout)).toMatchObject({
      iss: `${url}/oauth/v4/${demo.tenantId}`,
      sub: demo.a.clientId,
    })
  })

  it('prints a token with the requested tenant, client, claims, header and flaw', async ({
    run,
  }) => {
    const url = await run(['--port', '0', '--in-memory']).ready()
    const args = ['--client', testing.clientId, '--sub', 'x', '--scope', 'a b', '--flaw', 'ver-3']
    const more = ['--claims', '{"email":"a@b.c","amr":null}', '--header', '{"cty":"y"}']
    const last = ['--expires-in', '-60', '--tenant', testing.tenantId, '--url', `${url}/`]
    const command = run(['token', ...args, ...more, ...last])
    expect(await command.early()).toBe(0)
    const { iat, ...claims } = decodeJwt(command.stdout)
    expect(claims).toEqual({
      iss: `${url}/oauth/v4/${testing.tenantId}`,
      exp: Number(iat) - 60,
      aud: testing.clientId,
      sub: 'x',
      tenant: testing.tenantId,
      scope: 'a b',
      email: 'a@b.c',
    })
    expect(decodeProtectedHeader(command.stdout)).toMatchObject({ ver: 3, cty: 'y' })
  })

  it('prints the access or the id token of a user, with the requested flaw', async ({ run }) => {
    const url = await run(['--port', '0', '--in-memory']).ready()
    const access = run(['token', '--url', url, '--user', 'ED@example.com'])
    const id = run(['token', '--url', url, '--user', users.ed.profileId, '--id-token'])
    const expired = run(['token', '--url', url, '--user', users.ed.email, '--flaw', 'expired'])
    expect([await access.early(), await id.early(), await expired.early()]).toEqual([0, 0, 0])
    const claims = decodeJwt(access.stdout)
    expect([claims.sub, claims.scope]).toEqual([
      users.ed.profileId,
      'openid appid_default appid_readuserattr appid_readprofile appid_writeuserattr appid_authenticated articles.write',
    ])
    expect(decodeJwt(id.stdout)).toMatchObject({ sub: users.ed.profileId, email: users.ed.email })
    expect(Number(decodeJwt(expired.stdout).exp)).toBeLessThan(Number(claims.iat))
  })

  it('reads the URL from the environment, but no other option', async ({ run }) => {
    const url = await run(['--port', '0', '--in-memory']).ready()
    const variables = Object.keys(tokenOptions).map((name) => [
      `${twinPrefix}${name.toUpperCase().replaceAll('-', '_')}`,
      'nonsense',
    ])
    const env = { ...Object.fromEntries(variables), APPID_EMULATOR_URL: url }
    const command = run(['token'], { env })
    expect([await command.early(), command.stderr]).toEqual([0, ''])
    expect(decodeJwt(command.stdout)).toMatchObject({
      iss: `${url}/oauth/v4/${demo.tenantId}`,
      sub: demo.a.clientId,
      exp: expect.any(Number),
    })
  })

  it('lists its options in --help, and the only variable that it reads', async ({ run }) => {
    const command = run(['token', '--help'])
    expect(await command.early()).toBe(0)
    const text = command.stdout.replaceAll(/\s+/g, ' ')
    for (const [name, { describe }] of Object.entries(tokenOptions)) {
      expect(text).toContain(`--${name} `)
      expect(text).toContain(describe)
    }
    expect(text.match(/APPID_EMULATOR_\w+/g)).toEqual(['APPID_EMULATOR_URL'])
  })

  it('exits with 2 and the reason when it or the emulator rejects an argument', async ({ run }) => {
    const url = await run(['--port', '0', '--in-memory']).ready()
    for (const [args, line] of [
      [['--flaw', 'bad'], /^--flaw: must be expired or /],
      [['--claims', '{'], /^--claims must be a JSON object, such as /],
      [['--expires-in', 'soon'], /^--expires-in: must be a whole number, not soon$/],
      [['--tenant', 'nobody'], /^there is no tenant nobody; known: demo, testing$/],
      [
        ['--client', 'nobody'],
        /^--client: tenant .* has no application nobody; known: Application A, Application B$/,
      ],
      [
        ['--user', 'nobody'],
        /^--user: tenant .* has no user with this e-mail address, user name or profileId$/,
      ],
      [['--id-token'], /^--id-token needs --user: only users have id tokens$/],
      [['--clint', 'x'], /^Unknown argument: clint. Did you mean --client\?$/],
      [[], /^--url: must be a URL such as .*, not x$/],
    ] as const) {
      const command = run(['token', '--url', args.length === 0 ? 'x' : url, ...args])
      expect(await command.early()).toBe(2)
      const [first, second] = command.stderr.split('\n')
      expect(first).toMatch(line)
      expect([second, command.stdout]).toEqual(['See appid-emulator token --help', ''])
    }
  })

  it('names APPID_EMULATOR_URL in its errors when the URL comes from there', async ({ run }) => {
    for (const [value, code, line] of [
      ['x', 2, /^APPID_EMULATOR_URL: must be a URL such as .*, not x$/m],
      ['http://localhost:1', 1, /^error: no emulator responds at .* with APPID_EMULATOR_URL$/m],
    ] as const) {
      const command = run(['token'], { env: { APPID_EMULATOR_URL: value } })
      expect(await command.early()).toBe(code)
      expect(command.stderr).toMatch(line)
    }
  })

  it('exits with 1 and one line when there is no emulator, or it has no tenant', async ({
    run,
  }) => {
    const url = await run(['--port', '0', '--in-memory', '--no-seed']).ready()
    for (const [args, line] of [
      [['--url', 'http://localhost:1'], /^error: no emulator responds at http:.* with --url$/],
      [['--url', url], /^error: the emulator has no tenant: create one first$/],
    ] as const) {
      const command = run(['token', ...args])
      expect(await command.early()).toBe(1)
      expect(command.stderr.trimEnd()).toMatch(line)
      expect(command.stderr.trimEnd().split('\n')).toHaveLength(1)
    }
  })
})
