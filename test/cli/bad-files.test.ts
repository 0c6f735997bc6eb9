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
  ['cut off', '{"version":1,"tenants":{', /is not JSON/],
  ['YAML', 'a: 1\nversion: 1\n', /is not JSON/],
  [
    'JSON with a word too many',
    '{\n  "version": 1,\n  "x": oops\n}\n',
    /is not JSON \(line 3, column 8\): names/,
  ],
  [
    'JSON with a comma too many',
    '{\n  "version": 1,\n}\n',
    /is not JSON \(line 2, column 15\): a trailing comma/,
  ],
  [
    'JSON with a comment',
    '{\n  // mine\n}\n',
    /is not JSON \(line 2, column 3\): JSON has no comments/,
  ],
  ['no object', '5', /must be an object, not a number/],
  ['of no version', '{"tenants":{}}', /version: is missing/],
  [
    'of a newer version',
    '{"version":2,"tenants":{}}',
    /version: is 2, but this emulator supports only 1: update/,
  ],
  ['of an older version', '{"version":0,"tenants":{}}', /version: must be 1/],
  ['without tenants', '{"version":1}', /tenants: is missing/],
  ['with a member too many', '{"version":1,"tenants":{},"colour":1}', /colour: is not known here/],
  [
    'wrong deep inside',
    withTenant({ applications: [{ name: 5 }] }),
    `tenants.${demo.tenantId}.applications.0.name: must be a string, not a number`,
  ],
  [
    'wrong in a name too long',
    withTenant({ applications: [{}, { name: 'x'.repeat(51) }] }),
    `tenants.${demo.tenantId}.applications.1.name: must be 1 to 50 characters`,
  ],
  ['wrong in a tenant id', withTenant({}, 'nonsense'), /tenants\.nonsense: .*uuid/],
  [
    'wrong in a key',
    withTenant({ signingKeys: [{ kid: 'x', kty: 'EC' }] }),
    /tenants\.39a37f57-[\w-]+\.signingKeys\.0\.kty: must be RSA; .*\.signingKeys\.0\.n: is missing; /,
  ],
] as const

describe('a data file', () => {
  it.for(contents)(
    'that is %s is told in one line and left alone',
    async ([, content, message], { run, folder }) => {
      await writeFile(`${folder}/db.json`, content)
      const line = await failureOf(run(['--port', '0', '--data', 'db.json']))
      expect(line).toMatch(/db\.json/)
      expect(line).toMatch(message)
      expect(await readFile(`${folder}/db.json`, 'utf8')).toBe(content)
    },
  )

  it('that is wrong is told as an object with --log-format json', async ({ run, folder }) => {
    await writeFile(`${folder}/db.json`, '5')
    const args = ['--port', '0', '--data', 'db.json', '--log-format', 'json']
    const line = await failureOf(run(args))
    expect(JSON.parse(line)).toEqual({
      event: 'error',
      message: expect.stringMatching(/db\.json: must be an object/),
    })
  })

  it('that is no file, or below a file, is told in one line, at once', async ({ run, folder }) => {
    await mkdir(`${folder}/folder`)
    execFileSync('mkfifo', [`${folder}/pipe`])
    await writeFile(`${folder}/plain`, '')
    const told = (data: string, ...args: string[]) =>
      failureOf(run(['--port', '0', '--data', data, ...args]))
    for (const args of [[], ['--reset']]) {
      expect(await told('folder', ...args)).toBe(
        'error: folder is a folder, not a file: choose a file with --data',
      )
      expect(await told('pipe', ...args)).toBe(
        'error: pipe is a pipe or a device, not a file: choose a file with --data',
      )
      expect(await told('/dev/null', ...args)).toBe(
        'error: /dev/null is a pipe or a device, not a file: choose a file with --data',
      )
    }
    await symlink('b', `${folder}/a`)
    await symlink('a', `${folder}/b`)
    expect(await told('a')).toMatch(/^error: the folder of a cannot be used: ELOOP: .*--data$/)
    expect(await told('plain/db.json')).toMatch(
      /^error: the folder of plain\/db\.json cannot be used: ENOTDIR: .*--data$/,
    )
    expect((await readdir(folder)).sort()).toEqual(['a', 'b', 'folder', 'pipe', 'plain'])
  })

  it('that is wrong is told with the remedy', async ({ run, folder }) => {
    const told = async (content: string) => {
      await writeFile(`${folder}/db.json`, content)
      return failureOf(run(['--port', '0', '--data', 'db.json']))
    }
    expect(await told('{"version":1}')).toBe(
      'error: db.json: tenants: is missing. Is it a data file of the emulator? Choose another file with --data, or move this one away',
    )
    expect(await told('{"version":1,"tenants":5}')).toBe(
      'error: db.json: tenants: must be an object, not a number. Fix it, move it away, or start from the seed with --reset',
    )
  })

  it('that could not be used leaves nothing behind', async ({ run, folder }) => {
    await writeFile(`${folder}/db.json`, 'nonsense')
    await failureOf(run(['--port', '0', '--data', 'db.json']))
    expect(await readdir(folder)).toEqual(['db.json'])
  })

  it.for([
    ['that is no JSON', `{"secret": ${secret}}`],
    ['of another type', withTenant({ applications: [{ name: { secret } }] })],
    ['in the wrong place', withTenant({ applications: [{ type: secret }] })],
  ] as const)('is not quoted: it may hold a secret, %s', async ([, content], { run, folder }) => {
    await writeFile(`${folder}/db.json`, content)
    const line = await failureOf(run(['--port', '0', '--data', 'db.json']))
    expect(piecesOf(secret).filter((piece) => line.includes(piece))).toEqual([])
  })
})

describe('--reset', () => {
  it.for([
    ['cut off', '{"version":1,"iam":{},"tenants":{', /is not JSON/],
    ['cut off below a byte order mark', '\uFEFF{"version":1,"tenants":{', /is not JSON/],
    [
      'of a newer version',
      '{"version":2,"tenants":{}}',
      /version: is 2, but this emulator supports only 1/,
    ],
    ['wrong inside', withTenant({ colour: 'red' }), /colour: is not known here/],
  ] as const)(
    'starts from the seed in place of a data file that is %s, and says what it replaced',
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
    ['a package', '{"name":"x","version":"1.0.0"}'],
    ['a document without a version', '{"tenants":{}}'],
    ['JSON with both deep inside', '{"x":{"version":1,"tenants":{}}}'],
    ['a list', '["version","tenants"]'],
    ['no object', '5'],
    ['text that mentions both', 'Write {"version": 1, "tenants": {}} into it.'],
    ['YAML', 'version: 1\ntenants: {}\n'],
  ] as const)('leaves a file alone that is not ours: %s', async ([, content], { run, folder }) => {
    await writeFile(`${folder}/db.json`, content)
    expect(await failureOf(run(['--port', '0', '--data', 'db.json', '--reset']))).toBe(
      'error: db.json is not a data file of the emulator (JSON in UTF-8 with "version" and "tenants"), so --reset does not replace it: move it away, or choose another file with --data',
    )
    expect(await readFile(`${folder}/db.json`, 'utf8')).toBe(content)
  })
})

describe('a seed', () => {
  const some = [
    'YAML',
    'JSON with a comma too many',
    'JSON with a comment',
    'of a newer version',
    'wrong deep inside',
    'wrong in a tenant id',
  ]

  it.for(contents.filter(([title]) => some.includes(title)))(
    'that is %s is told in one line',
    async ([, content, message], { run, folder }) => {
      await writeFile(`${folder}/seed.json`, content)
      const line = await failureOf(run(['--port', '0', '--seed', './seed.json']))
      expect(line).toMatch(/seed\.json/)
      expect(line).toMatch(message)
      expect(await readdir(folder)).toEqual(['seed.json'])
    },
  )

  it.for([
    ['no fixture of ours', ['--seed', 'nope'], /nope.*demo/],
    ['no fixture of ours though a file has the name', ['--seed', 'file'], /file.*demo/],
    ['a file that is not there', ['--seed', './nope.json'], /\.\/nope\.json/],
    ['given twice', ['--seed', 'demo', '--seed', 'demo'], new RegExp(`demo.*${demo.tenantId}`)],
    ['given again as a tenant', ['--tenant', demo.tenantId], new RegExp(demo.tenantId)],
  ] as const)('that is %s is told in one line', async ([, args, message], { run, folder }) => {
    await writeFile(`${folder}/file`, '{"version":1,"tenants":{}}')
    expect(await failureOf(run(['--port', '0', ...args]))).toMatch(message)
    expect(await readdir(folder)).toEqual(['file'])
  })

  it('that is wrong leaves the data file alone', async ({ run, folder }) => {
    const content = withTenant({})
    await writeFile(`${folder}/db.json`, content)
    await failureOf(run(['--port', '0', '--data', 'db.json', '--reset', '--seed', 'nope']))
    expect(await readdir(folder)).toEqual(['db.json'])
    expect(await readFile(`${folder}/db.json`, 'utf8')).toBe(content)
  })
})
