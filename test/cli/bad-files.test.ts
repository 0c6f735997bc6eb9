import { execFileSync } from 'node:child_process'
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { describe, expect } from 'vitest'
import { failureOf, it, piecesOf, readJson } from '../support/cli.ts'
import { demo } from '../support/emulator.ts'

const secret = 'c2VjcmV0LTUyYTQtNGM1Ny04ZDZlLTBkNmExYzdiOWUwMQ=='

function withTenant(tenant: unknown, tenantId: string = demo.tenantId): string {
  return JSON.stringify({ version: 1, tenants: { [tenantId]: tenant } })
}

const contents = [
  ['truncated JSON', '{"version":1,"tenants":{', /is not JSON/],
  ['YAML', 'a: 1\nversion: 1\n', /is not JSON/],
  [
    'JSON with an unquoted word',
    '{\n  "version": 1,\n  "x": oops\n}\n',
    /is not JSON: names.* \(line 3, column 8\)/,
  ],
  [
    'JSON with a trailing comma',
    '{\n  "version": 1,\n}\n',
    /is not JSON: a trailing comma.* \(line 2, column 15\)/,
  ],
  [
    'JSON with a comment',
    '{\n  // mine\n}\n',
    /is not JSON: JSON has no comments \(line 2, column 3\)/,
  ],
  ['a number', '5', /must be an object, not a number/],
  ['a missing version', '{"tenants":{}}', /version: is missing/],
  [
    'a newer version',
    '{"version":2,"tenants":{}}',
    /version: is 2, but this emulator supports only 1: update/,
  ],
  ['an older version', '{"version":0,"tenants":{}}', /version: must be 1/],
  ['missing tenants', '{"version":1}', /tenants: is missing/],
  ['an unknown member', '{"version":1,"tenants":{},"colour":1}', /colour: is not known here/],
  [
    'a wrong type deep inside',
    withTenant({ applications: [{ name: 5 }] }),
    `tenants.${demo.tenantId}.applications.0.name: must be a string, not a number`,
  ],
  [
    'a name that is too long',
    withTenant({ applications: [{}, { name: 'x'.repeat(51) }] }),
    `tenants.${demo.tenantId}.applications.1.name: must be 1 to 50 characters`,
  ],
  ['an invalid tenant id', withTenant({}, 'nonsense'), /tenants\.nonsense: .*uuid/],
  [
    'an invalid key',
    withTenant({ signingKeys: [{ kid: 'x', kty: 'EC' }] }),
    /tenants\.39a37f57-[\w-]+\.signingKeys\.0\.kty: must be RSA \(line 1\); .*\.signingKeys\.0\.n: is missing \(line 1\); /,
  ],
] as const

describe('an invalid data file', () => {
  it.for(contents)(
    'is reported in one line and not changed: %s',
    async ([, content, message], { run, folder }) => {
      await writeFile(`${folder}/db.json`, content)
      const line = await failureOf(run(['--port', '0', '--data', 'db.json']))
      expect(line).toMatch(/db\.json/)
      expect(line).toMatch(message)
      expect(await readFile(`${folder}/db.json`, 'utf8')).toBe(content)
    },
  )

  it('is reported as an object with --log-format json', async ({ run, folder }) => {
    await writeFile(`${folder}/db.json`, '5')
    const args = ['--port', '0', '--data', 'db.json', '--log-format', 'json']
    const line = await failureOf(run(args))
    expect(JSON.parse(line)).toEqual({
      event: 'error',
      message: expect.stringMatching(/db\.json: must be an object/),
    })
  })

  it('is reported in one line when it is not a regular file, or its folder cannot be used', async ({
    run,
    folder,
  }) => {
    await mkdir(`${folder}/folder`)
    execFileSync('mkfifo', [`${folder}/pipe`])
    await writeFile(`${folder}/plain`, '')
    const failure = (data: string, ...args: string[]) =>
      failureOf(run(['--port', '0', '--data', data, ...args]))
    for (const args of [[], ['--reset']]) {
      expect(await failure('folder', ...args)).toBe(
        'error: folder is a folder, not a file: choose a file with --data',
      )
      expect(await failure('pipe', ...args)).toBe(
        'error: pipe is a pipe or a device, not a file: choose a file with --data',
      )
      expect(await failure('/dev/null', ...args)).toBe(
        'error: /dev/null is a pipe or a device, not a file: choose a file with --data',
      )
    }
    await symlink('b', `${folder}/a`)
    await symlink('a', `${folder}/b`)
    expect(await failure('a')).toMatch(/^error: the folder of a cannot be used: ELOOP: .*--data$/)
    expect(await failure('plain/db.json')).toMatch(
      /^error: the folder of plain\/db\.json cannot be used: ENOTDIR: .*--data$/,
    )
    expect((await readdir(folder)).sort()).toEqual(['a', 'b', 'folder', 'pipe', 'plain'])
  })

  it('is reported with a remedy', async ({ run, folder }) => {
    const failure = async (content: string) => {
      await writeFile(`${folder}/db.json`, content)
      return failureOf(run(['--port', '0', '--data', 'db.json']))
    }
    expect(await failure('{"version":1}')).toBe(
      'error: db.json: tenants: is missing (line 1). Is it a data file of the emulator? Choose another file with --data, or move this one away',
    )
    expect(await failure('{"version":1,"tenants":5}')).toBe(
      'error: db.json: tenants: must be an object, not a number (line 1). Fix it, move it away, or start from the seed with --reset',
    )
  })

  it('leaves no other file behind', async ({ run, folder }) => {
    await writeFile(`${folder}/db.json`, 'nonsense')
    await failureOf(run(['--port', '0', '--data', 'db.json']))
    expect(await readdir(folder)).toEqual(['db.json'])
  })

  it.for([
    ['malformed JSON', `{"secret": ${secret}}`],
    ['a value of the wrong type', withTenant({ applications: [{ name: { secret } }] })],
    ['a value in the wrong place', withTenant({ applications: [{ type: secret }] })],
  ] as const)(
    'is not quoted, because it may contain a secret: %s',
    async ([, content], { run, folder }) => {
      await writeFile(`${folder}/db.json`, content)
      const line = await failureOf(run(['--port', '0', '--data', 'db.json']))
      expect(piecesOf(secret).filter((piece) => line.includes(piece))).toEqual([])
    },
  )
})

describe('--reset', () => {
  it.for([
    ['truncated JSON', '{"version":1,"iam":{},"tenants":{', /is not JSON/],
    ['truncated JSON after a byte order mark', '\uFEFF{"version":1,"tenants":{', /is not JSON/],
    [
      'a newer version',
      '{"version":2,"tenants":{}}',
      /version: is 2, but this emulator supports only 1/,
    ],
    ['an unknown member', withTenant({ colour: 'red' }), /colour: is not known here/],
  ] as const)(
    'replaces an invalid data file with the seed, with a warning: %s',
    async ([, content, problem], { run, folder }) => {
      await writeFile(`${folder}/db.json`, content)
      for (const seed of [['--no-seed'], []]) {
        await writeFile(`${folder}/db.json`, content)
        const command = run(['--port', '0', '--data', 'db.json', '--reset', ...seed])
        await command.ready()
        expect(await command.stop()).toBe(0)
        expect(command.stderr).toMatch(
          /^warning: db\.json is invalid and is replaced by the seed, because of --reset: .*\n$/,
        )
        expect(command.stderr).toMatch(problem)
        const { version, tenants } = await readJson(folder, 'db.json')
        expect([version, Object.keys(tenants).length]).toEqual([1, seed.length > 0 ? 0 : 2])
      }
    },
  )

  it.for([
    ['a package.json', '{"name":"x","version":"1.0.0"}'],
    ['a document without a version', '{"tenants":{}}'],
    ['JSON with version and tenants deep inside', '{"x":{"version":1,"tenants":{}}}'],
    ['an array', '["version","tenants"]'],
    ['a number', '5'],
    ['prose that quotes a data file', 'Write {"version": 1, "tenants": {}} into it.'],
    ['YAML', 'version: 1\ntenants: {}\n'],
  ] as const)(
    'does not replace a file that is not a data file: %s',
    async ([, content], { run, folder }) => {
      await writeFile(`${folder}/db.json`, content)
      expect(await failureOf(run(['--port', '0', '--data', 'db.json', '--reset']))).toBe(
        'error: db.json is not a data file of the emulator (JSON in UTF-8 with "version" and "tenants"), so --reset does not replace it: move it away, or choose another file with --data',
      )
      expect(await readFile(`${folder}/db.json`, 'utf8')).toBe(content)
    },
  )
})

describe('a seed', () => {
  const selected = [
    'YAML',
    'JSON with a trailing comma',
    'JSON with a comment',
    'a newer version',
    'a wrong type deep inside',
    'an invalid tenant id',
  ]

  it.for(contents.filter(([title]) => selected.includes(title)))(
    'with invalid content is reported in one line: %s',
    async ([, content, message], { run, folder }) => {
      await writeFile(`${folder}/seed.json`, content)
      const line = await failureOf(run(['--port', '0', '--seed', './seed.json']))
      expect(line).toMatch(/seed\.json/)
      expect(line).toMatch(message)
      expect(await readdir(folder)).toEqual(['seed.json'])
    },
  )

  it.for([
    ['an unknown fixture', ['--seed', 'nope'], /nope.*demo/],
    ['an unknown fixture with the name of a file', ['--seed', 'file'], /file.*demo/],
    ['a missing file', ['--seed', './nope.json'], /\.\/nope\.json/],
    [
      'the same seed twice',
      ['--seed', 'demo', '--seed', 'demo'],
      new RegExp(`demo.*${demo.tenantId}`),
    ],
    [
      'a tenant of the seed with --tenant, too',
      ['--tenant', demo.tenantId],
      new RegExp(demo.tenantId),
    ],
  ] as const)(
    'that cannot be used is reported in one line: %s',
    async ([, args, message], { run, folder }) => {
      await writeFile(`${folder}/file`, '{"version":1,"tenants":{}}')
      expect(await failureOf(run(['--port', '0', ...args]))).toMatch(message)
      expect(await readdir(folder)).toEqual(['file'])
    },
  )

  it('that cannot be used leaves the data file unchanged', async ({ run, folder }) => {
    const content = withTenant({})
    await writeFile(`${folder}/db.json`, content)
    await failureOf(run(['--port', '0', '--data', 'db.json', '--reset', '--seed', 'nope']))
    expect(await readdir(folder)).toEqual(['db.json'])
    expect(await readFile(`${folder}/db.json`, 'utf8')).toBe(content)
  })
})
