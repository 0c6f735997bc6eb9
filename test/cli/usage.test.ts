import { readdir, readFile, symlink } from 'node:fs/promises'
import { basename } from 'node:path'
import { describe, expect } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }
import { startOptions, twinOf } from '../../src/cli/options.ts'
import { FlawName } from '../../src/model/flaw.ts'
import { cli, failureOf, it } from '../support/cli.ts'

const uuid = '11111111-1111-4111-8111-111111111111'

describe('the command start', () => {
  it('may follow its options, even a flag', async ({ run }) => {
    for (const args of [
      ['--silent', 'start', '--port', '0', '--in-memory'],
      ['--in-memory', '--port', '0', '--silent', 'start'],
      ['--no-seed', '--in-memory', 'start', '--port', '0', '--silent=true'],
    ]) {
      const command = run(args)
      await command.ready()
      expect(await command.stop()).toBe(0)
      expect(command.lines).toHaveLength(1)
    }
    const token = run(['--silent', 'token'])
    expect(await token.early()).toBe(2)
    expect(token.stderr).toBe('Unknown argument: silent\nSee appid-emulator --help\n')
  })
})

describe('--help', () => {
  it.for([[['--help']], [['start', '--help']]])(
    'lists every option with its variable: %j',
    async ([args], { run, folder }) => {
      const command = run(args)
      expect(await command.early()).toBe(0)
      const text = command.stdout.replaceAll(/\s+/g, ' ')
      for (const [name, option] of Object.entries(startOptions)) {
        expect(text).toContain(`--${name} `)
        expect(text).toContain(`${option.describe} [${twinOf(name, option)}]`)
      }
      const listed = [...command.stdout.matchAll(/^ +(?:-\w, +)?--([\w-]+)/gm)].map(
        ([, name]) => name,
      )
      expect(listed.sort()).toEqual(['help', 'version', ...Object.keys(startOptions)].sort())
      expect(text).toMatch(/^appid-emulator \[?start\]? /)
      expect(command.stderr).toBe('')
      expect(await readdir(folder)).toEqual([])
    },
  )

  it('is the same in every language and environment, and under the name emulator', async ({
    run,
    folder,
  }) => {
    await symlink(cli, `${folder}/emulator`)
    const plain = run(['--help'])
    const others = [
      run(['-h']),
      run(['--help', '--port', '0']),
      run(['--help'], { bin: `${folder}/emulator` }),
      run(['--help'], { env: { LC_ALL: 'de_DE.UTF-8', LANG: 'de_DE.UTF-8' } }),
      run(['--help'], { env: { APPID_EMULATOR_PORT: 'abc', APPID_EMULATOR_SILENT: 'maybe' } }),
    ]
    expect(await plain.early()).toBe(0)
    for (const other of others) {
      expect(await other.early()).toBe(0)
      expect([other.stdout, other.stderr]).toEqual([plain.stdout, ''])
    }
  })

  it('lists all log formats, fixtures and flaws', async ({ run }) => {
    const [start, token] = [run(['--help']), run(['token', '--help'])]
    await Promise.all([start.early(), token.early()])
    const [words, more] = [start, token].map(({ stdout }) => new Set(stdout.split(/[\s(),:]+/)))
    for (const format of ['pretty', 'json']) expect(words).toContain(format)
    const fixtures = await readdir(new URL('../../fixtures', import.meta.url))
    for (const file of fixtures.filter((name) => name.endsWith('.json')))
      expect(words).toContain(basename(file, '.json'))
    for (const flaw of FlawName.options) expect(more).toContain(flaw)
  })

  // The build leaves out the tables that yargs needs to measure others.
  it('has only characters that are one column wide', async ({ run }) => {
    for (const args of [['--help'], ['token', '--help']]) {
      const command = run(args)
      expect(await command.early()).toBe(0)
      expect(command.stdout).toMatch(/^[ -~\n…’]+$/)
    }
  })
})

describe('the version of Node', () => {
  const posing = (version: string) =>
    `--import=data:text/javascript,Object.defineProperty(process.versions,'node',{value:'${version}'})`

  it.for(['12.22.12', '16.20.2', '18.20.8', '20.18.3'])(
    'is reported as too old, with the version that is needed: %s',
    async (version, { run, folder }) => {
      const command = run([], { env: { NODE_OPTIONS: posing(version) } })
      const needed = packageJson.engines.node.replace('>=', '')
      expect(await failureOf(command)).toBe(
        `error: appid-emulator needs Node ${needed} or later, but this is Node ${process.version}`,
      )
      expect(await readdir(folder)).toEqual([])
    },
  )

  it.for(['20.19.0', '21.0.0', '22.0.0', '100.1.0'])(
    'is accepted: %s',
    async (version, { run }) => {
      const command = run(['--version'], { env: { NODE_OPTIONS: posing(version) } })
      expect([await command.early(), command.stdout]).toEqual([0, `${packageJson.version}\n`])
    },
  )

  it('is checked by code that old versions can parse', async () => {
    const text = await readFile(cli, 'utf8')
    expect(text).toMatch(/^#!/)
    // Newer syntax, and imports, which would run before the check.
    expect(text).not.toMatch(/\?\?|\?\.|await|import(?!\()/)
  })
})

describe('--version', () => {
  it('prints the version alone and exits with 0', async ({ run, folder }) => {
    await symlink(cli, `${folder}/emulator`)
    for (const bin of [cli, `${folder}/emulator`])
      for (const flag of ['--version', '-v']) {
        const command = run([flag], { bin })
        expect(await command.early()).toBe(0)
        expect([command.stdout, command.stderr]).toEqual([`${packageJson.version}\n`, ''])
      }
  })
})

describe('a usage error', () => {
  it.for([
    ['an unknown option', ['--prot', '1'], /prot.*Did you mean --port\?/],
    ['an unknown option after start', ['start', '--sead=demo'], /sead.*Did you mean --seed\?/],
    ['an unknown option that is unlike any other', ['--colour', 'red'], /colour/],
    ['a negated option', ['--no-silent'], /no-silent/],
    ['an unknown command', ['stat'], /stat.*Did you mean start\?/],
    ['an unknown command that is unlike any other', ['serve'], /serve/],
    ['an extra argument', ['start', 'now'], /now/],
    ['--port twice', ['--port', '0', '--port', '0'], /--port.*only once/],
    ['--port twice, by its alias', ['-p', '0', '--port', '0'], /--port.*only once/],
    ['--data twice', ['--data', 'a.json', '--data', 'b.json'], /--data.*only once/],
    ['a port that is a word', ['--port', 'abc'], /^--port: must be a whole number, not abc$/],
    ['a port that is too high', ['--port', '65536'], /^--port: must be .* not 65536$/],
    ['a negative port', ['--port', '-1'], /--port.*-1/],
    ['a port with a fraction', ['--port=80.5'], /--port.*80\.5/],
    ['a port in hexadecimal', ['--port', '0x50'], /--port.*0x50/],
    ['an empty port', ['--port', ''], /--port/],
    ['an empty port after =', ['--port='], /--port/],
    ['--port without a value', ['--port'], /port/],
    ['--seed without a value', ['--seed', '--in-memory'], /seed/],
    ['an empty seed', ['--seed', ''], /--seed/],
    [
      '--data with --in-memory',
      ['--data', 'x', '--in-memory'],
      /--data.*--in-memory|--in-memory.*--data/,
    ],
    [
      '--seed with --no-seed',
      ['--seed', 'demo', '--no-seed'],
      /--seed.*--no-seed|--no-seed.*--seed/,
    ],
    ['an unknown log format', ['--log-format', 'xml'], /--log-format.*pretty.*json.*xml/],
    [
      'a public URL with a query',
      ['--public-url', 'http://x/path?q'],
      /--public-url.*http:\/\/x\/path\?q/,
    ],
    ['a public URL without a scheme', ['--public-url', 'localhost:6002'], /--public-url/],
    ['an issuer without {tenantId}', ['--issuer', 'http://x/oauth/v4/1'], /--issuer.*\{tenantId\}/],
    ['a tenant that is not a uuid', ['--tenant', 'nonsense'], /--tenant.*uuid/],
    [
      'a second tenant that is not a uuid',
      ['--tenant', uuid, '--tenant', 'x'],
      /^--tenant: .*"x"$/,
    ],
    [
      'the same tenant twice',
      ['--tenant', uuid, '--tenant', uuid],
      /^--tenant: must not contain the same id twice/,
    ],
    ['a blank host', ['--host', ' '], /^--host: must be an address to listen on/],
    ['a journal that is too long', ['--journal', '1000001'], /^--journal: must be .* not 1000001$/],
    ['an allowed host that is a URL', ['--allowed-host', 'http://x'], /^--allowed-host: must be/],
    ['a flag with a value that is not a boolean', ['--in-memory=maybe'], /in-memory/],
  ] as const)('is %s', async ([, args, message], { run, folder }) => {
    const command = run(args, { env: { APPID_EMULATOR_PORT: '0' } })
    expect(await command.early()).toBe(2)
    expect(command.stderr.split('\n')[0]).toMatch(message)
    expect(command.stderr).not.toMatch(/^ +at /m)
    expect(command.stdout).toBe('')
    expect(await readdir(folder)).toEqual([])
  })

  it.for([
    ['an invalid boolean', { APPID_EMULATOR_SILENT: 'maybe' }, /APPID_EMULATOR_SILENT.*maybe/],
    ['a malformed port', { APPID_EMULATOR_PORT: 'abc' }, /^APPID_EMULATOR_PORT: must .*abc$/],
    [
      'a port that is too high',
      { APPID_EMULATOR_PORT: '70000' },
      /^APPID_EMULATOR_PORT: must .*70000$/,
    ],
    [
      'an invalid tenant',
      { APPID_EMULATOR_TENANT: 'x' },
      /^APPID_EMULATOR_TENANT: must be a uuid .*"x"$/,
    ],
    [
      'a blank host',
      { APPID_EMULATOR_HOST: ' ' },
      /^APPID_EMULATOR_HOST: must be an address .*" "$/,
    ],
    [
      'an invalid public URL',
      { APPID_EMULATOR_PUBLIC_URL: 'x' },
      /^APPID_EMULATOR_PUBLIC_URL: must be .*x$/,
    ],
    ['an invalid issuer', { APPID_EMULATOR_ISSUER: 'x' }, /^APPID_EMULATOR_ISSUER: must be .*x$/],
    [
      'a negative journal',
      { APPID_EMULATOR_JOURNAL: '-1' },
      /^APPID_EMULATOR_JOURNAL: must be .*-1$/,
    ],
    [
      'an allowed host that is a URL',
      { APPID_EMULATOR_ALLOWED_HOST: 'http://x' },
      /^APPID_EMULATOR_ALLOWED_HOST: must be a host name, not "http:\/\/x"$/,
    ],
    [
      'an unknown log format',
      { APPID_EMULATOR_LOG_FORMAT: 'xml' },
      /^APPID_EMULATOR_LOG_FORMAT must be pretty or json, not xml$/,
    ],
    [
      'an empty item in a list',
      { APPID_EMULATOR_TENANT: `${uuid},,` },
      /^APPID_EMULATOR_TENANT: .*""/,
    ],
    [
      'a data file together with in-memory',
      { APPID_EMULATOR_DATA: 'x', APPID_EMULATOR_IN_MEMORY: '1' },
      /^APPID_EMULATOR_DATA and APPID_EMULATOR_IN_MEMORY cannot be used together: leave one out$/,
    ],
  ] as const)('is %s in the environment', async ([, env, message], { run, folder }) => {
    const command = run([], { env: { APPID_EMULATOR_PORT: '0', ...env } })
    expect(await command.early()).toBe(2)
    expect(command.stderr.split('\n')[0]).toMatch(message)
    expect(command.stderr).not.toMatch(/^ +at /m)
    expect(command.stdout).toBe('')
    expect(await readdir(folder)).toEqual([])
  })
})
