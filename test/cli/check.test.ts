import { execFile, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, open, readdir, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect } from 'vitest'
import { createEmulator } from '../../src/index.ts'
import { cli, it, linesOf, piecesOf } from '../support/cli.ts'
import { demo, testing } from '../support/emulator.ts'
import { root } from '../support/readme.ts'

const id = demo.tenantId
const other = testing.tenantId
const secret = 'c2VjcmV0LTUyYTQtNGM1Ny04ZDZlLTBkNmExYzdiOWUwMQ=='

/** A fixture with one tenant: its members, from line 3 on. */
const withTenant = (members: string, line = '\n') =>
  [`{"version": 1, "tenants": {`, `"${id}": {`, ...members.split('\n'), `}}}`].join(line)

/** How a message ends that lists what is known in a tenant, and in a document. */
const inTenant =
  '; known: name, applications, signingKeys, roles, users, refreshTokens, config, clock, faults'
const inDocument = '; known: $schema, version, iam, faults, tenants'

const nested = (levels: number, inner = '') => '['.repeat(levels) + inner + ']'.repeat(levels)

/** What is wrong: the name of the file, its content, and what is printed after its name. */
const bad: readonly (readonly [string, string | Buffer, readonly string[]])[] = [
  ['comma', '{\n  "version": 1,\n}', ['2: is not JSON: a trailing comma is not allowed']],
  ['cut', '{\r\n"version": 1\r\n', ['3: is not JSON: the text ends too early: a } is missing']],
  ['blank', '', ['1: is not JSON: the text ends too early: a value is missing']],
  ['utf-16', Buffer.from('\ufeff{}', 'utf16le'), ['1: is UTF-16: save it as UTF-8']],
  [
    'latin-1',
    Buffer.from(withTenant('"name": "é"'), 'latin1'),
    ['1: is not UTF-8: save it as UTF-8'],
  ],
  ['no-object', '\n\n5', ['3: must be an object, not a number']],
  ['list', '\n[]', ['2: must be an object, not an array']],
  [
    'newer',
    '{"tenants": 5,\n"version": 2}',
    ['2: version: is 2, but this emulator supports only 1: update appid-emulator'],
  ],
  ['missing', '\n{"version": 1}', ['2: tenants: is missing']],
  [
    'missing-inside',
    withTenant(`"roles": [\n{},\n{ "access": [\n{ "scopes": [] }] }]`),
    [`6: tenants.${id}.roles.1.access.0.application_id: is missing`],
  ],
  [
    'types',
    withTenant(`"name": 5,\n"applications":\n[{},\n{ "name":\n5 }],\n"config": []`),
    [
      `3: tenants.${id}.name: must be a string, not a number`,
      `7: tenants.${id}.applications.1.name: must be a string, not a number`,
      `8: tenants.${id}.config: must be an object, not an array`,
    ],
  ],
  [
    'unknown',
    withTenant(`"nmae": "x",\n"a.b": {},\n"": 1,\n"clock": { "offset": 1,\n"colour": 1 }`),
    [
      `3: tenants.${id}.nmae: is not known here; did you mean name?`,
      `4: tenants.${id}.a.b: is not known here${inTenant}`,
      `5: tenants.${id}.: is not known here`,
      `7: tenants.${id}.clock.colour: is not known here; known: offset, frozenAt`,
    ],
  ],
  [
    'order',
    withTenant(`"nmae": 1,\n"name": 5,\n"colour": 1`),
    [
      `3: tenants.${id}.nmae: is not known here; did you mean name?`,
      `4: tenants.${id}.name: must be a string, not a number`,
      `5: tenants.${id}.colour: is not known here${inTenant}`,
    ],
  ],
  [
    'dots',
    `{"version": 1, "tenants": {\n"a": {},\n"a.name":\n{},\n"b": { "name": 5 } }}`,
    ['2: tenants.a', '4: tenants.a.name', '5: tenants.b']
      .map((place) => `${place}: must be a uuid in lower case, such as ${id}`)
      .concat('5: tenants.b.name: must be a string, not a number'),
  ],
  [
    'twice',
    `{"version": 1, "tenants": {\n"${id}": { "name": 5 },\n"${id}": { "name": "x",\n"name":\n6 } } }`,
    [
      `3: tenants.${id}: is given a second time`,
      `4: tenants.${id}.name: is given a second time`,
      `5: tenants.${id}.name: must be a string, not a number`,
    ],
  ],
  [
    'references',
    withTenant(
      `"applications": [\n{ "clientId": "${other}", "tenantId":\n"${other}", "roles": ["edtior"] }],\n"roles": [{ "name": "editor", "access": [\n{ "application_id": "${other}", "scopes": ["read"] }] }]`,
    ),
    [
      `5: tenants.${id}.applications.0.tenantId: is the id of another tenant: remove it, or move the application to that tenant`,
      `5: tenants.${id}.applications.0.roles.0: there is no role edtior; did you mean editor?`,
      `7: tenants.${id}.roles.0.access.0.scopes.0: application ${other} has no scope read`,
    ],
  ],
  [
    'clients',
    withTenant(`"applications":\n[{ "clientId": "${other}" },\n{ "clientId": "${other}" }]`),
    [`5: tenants.${id}.applications.1.clientId: is the same as applications.0.clientId`],
  ],
  [
    'twins',
    withTenant(
      [
        `"users": [`,
        `{ "userName": "a" },`,
        `{ "email": "A@example.com",\n"userName": "b" },`,
        `{ "userName": "c" },`,
        `{ "userName":\n"B", "email":\n"a@example.com" },`,
        `{ "userName": "d", "email": "a@example.com" }],`,
        `"roles": [{ "name": "x" },\n{ "access": [\n{ "application_id": "spa", "scopes": [\n"y",\n"y"] }] }],`,
        `"applications": [{ "name": "spa", "scopes": ["y",\n"y"],\n"roles": ["x",\n"x"] }],`,
        `"signingKeys": [],\n"faults": [{ "id": "f", "effect": { "status": 500 } },`,
        `{ "effect": { "status": 500 },\n"id": "f" }]`,
      ].join('\n'),
    ),
    [
      '9: users.3.userName: is the same as users.1.userName',
      '10: users.3.email: is the same as users.1.email',
      '11: users.4.email: is the same as users.1.email',
      '16: roles.1.access.0.scopes.1: is the same as scopes.0',
      '18: applications.0.scopes.1: is the same as scopes.0',
      '20: applications.0.roles.1: is the same as roles.0',
      '24: faults.1.id: is the same as faults.0.id',
    ].map((line) => line.replace(' ', ` tenants.${id}.`)),
  ],
  [
    'uri',
    withTenant(
      `"config": { "redirect_uris": { "redirectUris": [\n"http://localhost:3000/*",\n"localhost:3000/*"] } }`,
    ),
    [
      `5: tenants.${id}.config.redirect_uris.redirectUris.1: must be a URI with its scheme, such as http://localhost:3000/*`,
    ],
  ],
  [
    'shared',
    `{"version": 1, "tenants": {},\n"iam": { "apiKeys": [\n""] },\n"faults": [\n5] }`,
    ['3: iam.apiKeys.0: must not be empty', '5: faults.0: must be an object, not a number'],
  ],
  [
    'deep',
    `{"version": 1, "tenants": {},\n"a":\n${nested(100_000)} }`,
    [`3: a: is not known here${inDocument}`],
  ],
  [
    'deep-body',
    `{"version": 1, "tenants": {},\n"faults": [{ "effect": { "status": 500,\n"body": ${nested(2000)} } }],\n"x": 1}`,
    [
      '3: faults.0.effect.body: must not be nested deeper than 100 levels',
      `4: x: is not known here${inDocument}`,
    ],
  ],
  [
    'deep-end',
    `\n${'['.repeat(100_000)}`,
    ['2: is not JSON, and is nested too deeply to say where'],
  ],
  [
    'mark',
    `\ufeff${withTenant('"name": 5,\n"applications": 6', '\r\n')}`,
    [
      `3: tenants.${id}.name: must be a string, not a number`,
      `4: tenants.${id}.applications: must be an array, not a number`,
    ],
  ],
  [
    'many',
    withTenant(Array.from({ length: 2000 }, (_, index) => `"${index}": 1`).join(',\n')),
    Array.from(
      { length: 2000 },
      (_, index) =>
        `${index + 3}: tenants.${id}.${index}: is not known here${index === 0 ? inTenant : ''}`,
    ),
  ],
  [
    'controls',
    withTenant(`"\\u001b[31m\\n\\u009b": 1`),
    [`3: tenants.${id}.\\u001b[31m\\u000a\\u009b: is not known here${inTenant}`],
  ],
]

describe('appid-emulator check', () => {
  it('prints nothing and exits with 0 when all files are good, and starts nothing', async ({
    run,
    folder,
  }) => {
    const bundled = ['demo', 'failures'].map((name) => join(root, `fixtures/${name}.json`))
    const good = withTenant('"name": "Schlüssel"', '\r\n')
    await writeFile(join(folder, 'mark.json'), `\ufeff${good}`)
    await writeFile(join(folder, 'a name without .json'), good)
    const before = await readdir(folder)
    const command = run(['check', ...bundled, 'mark.json', './a name without .json', 'mark.json'])
    expect([await command.early(), command.stdout, command.stderr]).toEqual([0, '', ''])
    expect(await readdir(folder)).toEqual(before)
  })

  it('prints every problem of every file with its line, in the order of the lines', async ({
    run,
    folder,
  }) => {
    for (const [name, content] of bad) await writeFile(join(folder, name), content)
    await writeFile(join(folder, 'good.json'), withTenant('"name": "x"'))
    await mkdir(join(folder, 'folder'))
    const names = bad.map(([name]) => name)
    const command = run(['check', 'nowhere', ...names, 'folder', 'good.json', '--', '-nowhere'])
    expect([await command.early(), command.stderr]).toEqual([1, ''])
    expect(linesOf(command.stdout)).toEqual([
      'nowhere: file not found',
      ...bad.flatMap(([name, , lines]) => lines.map((line) => `${name}:${line}`)),
      'folder: is a folder, not a file',
      '-nowhere: file not found',
    ])
  })

  it('finds something in every seed that an emulator refuses', async ({ folder }) => {
    for (const [name, content] of bad) {
      await writeFile(join(folder, name), content)
      await expect(createEmulator({ seed: `${folder}/${name}` })).rejects.toMatchObject({
        code: 'INVALID_SEED',
      })
    }
    await expect(createEmulator({ seed: `${folder}/` })).rejects.toThrow(
      `seed ${folder}/: is a folder, not a file`,
    )
  })

  it('never quotes a secret', async ({ run, folder }) => {
    const contents = [
      `{ "secret": ${secret} }`,
      withTenant(`"applications": [{ "secret": ["${secret}"], "type": "${secret}" }]`),
      withTenant(`"applications": [{ "type": "singlepageapp", "secret": "${secret}" }]`),
      withTenant(`"applications": [{ "secret": "x", "secret": "${secret}" }]`),
      withTenant(`"signingKeys": [{ "kty": "${secret}", "d": "${secret}" }]`),
    ]
    for (const [index, content] of contents.entries())
      await writeFile(join(folder, `${index}`), content)
    const command = run(['check', ...Object.keys(contents)])
    expect([await command.early(), command.stderr]).toEqual([1, ''])
    expect(new Set(command.lines.map((line) => line[0])).size).toBe(contents.length)
    expect(piecesOf(secret).filter((piece) => command.stdout.includes(piece))).toEqual([])
  })

  it('makes the name of a file harmless, in one line', async ({ run }) => {
    const command = run(['check', '\u001b[31m\nx'])
    expect([await command.early(), command.stdout]).toEqual([
      1,
      '\\u001b[31m\\u000ax: file not found\n',
    ])
  })

  it('says that a file is too large for a string', async ({ run, folder }) => {
    await writeFile(join(folder, 'large'), '')
    await truncate(join(folder, 'large'), 600 * 1024 * 1024)
    const command = run(['check', 'large'])
    expect([await command.early(), command.stdout, command.stderr]).toEqual([
      1,
      'large: is larger than 512 MiB\n',
      '',
    ])
  })

  it.runIf(spawnSync('script', ['--version']).status === 0)(
    'reads what is typed into a terminal, until Ctrl-C',
    async () => {
      const line = `exec '${process.execPath}' '${cli}' check nowhere /dev/tty`
      for (const [keys, printed] of [
        ['{}\n\x04', /tty:1: version: is missing: set it to 1\r\n.*tty:1: tenants: is missing/],
        ['\x03', /error: stopped before .dev.tty was read/],
      ] as const) {
        const terminal = spawn('script', ['-qec', line, '/dev/null'], {
          env: { PATH: process.env.PATH, SHELL: '/bin/sh' },
          stdio: ['pipe', 'pipe', 'inherit'],
        })
        let output = ''
        terminal.stdout.on('data', (text) => {
          // The line about the first file: now it reads the second.
          if (output === '') terminal.stdin.write(keys)
          output += text
        })
        expect(await once(terminal, 'close')).toEqual([1, null])
        expect(output).toMatch(printed)
      }
    },
  )

  it('reads what another command writes', async () => {
    const line = '"$0" "$1" check <(printf "%s" "$2") <(printf "%s" "$3")'
    const args = ['-c', line, process.execPath, cli, withTenant(''), '{\n']
    await expect(promisify(execFile)('bash', args)).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringMatching(
        /^\/dev\/fd\/\d+:2: is not JSON: the text ends too early: a \} is missing\n$/,
      ),
      stderr: '',
    })
  })

  it('waits for whoever reads what it prints', async ({ run, folder }) => {
    const keys = Array(10_000).fill(5)
    await writeFile(
      join(folder, 'f'),
      JSON.stringify({ version: 1, tenants: {}, iam: { apiKeys: keys } }),
    )
    const command = run(['check', 'f'])
    command.pauseStdout()
    // While this reader does something else, more than the second passes that an interrupted command has.
    await run(['wait', '--url', 'http://localhost:1', '--timeout', '1500ms']).exit
    command.resumeStdout()
    expect(await command.exit).toBe(1)
    expect(command.lines).toEqual(
      keys.map((_, index) => `f:1: iam.apiKeys.${index}: must be a string, not a number`),
    )
  })

  it('exits with 1 when it is interrupted', async ({ run, folder }) => {
    execFileSync('mkfifo', [join(folder, 'pipe')])
    const command = run(['check', 'pipe'])
    // Resolves when the command has opened it, too.
    const pipe = await open(join(folder, 'pipe'), 'w')
    command.signal('SIGTERM')
    expect([await command.exit, command.stdout, command.stderr]).toEqual([
      1,
      '',
      'error: stopped before pipe was read\n',
    ])
    await pipe.close()
  })

  it('exits with 2 when it is not understood', async ({ run }) => {
    const usage = 'name the files to check, such as appid-emulator check fixture.json'
    for (const [args, line] of [
      [[], usage],
      [['--'], usage],
      [['--url', 'x', 'fixture.json'], 'Unknown argument: url'],
    ] as const) {
      const command = run(['check', ...args])
      expect([await command.early(), command.stdout]).toEqual([2, ''])
      expect(linesOf(command.stderr)).toEqual([line, 'See appid-emulator check --help'])
    }
  })

  it('says in its help that it takes files', async ({ run }) => {
    const command = run(['check', '--help'])
    expect(await command.early()).toBe(0)
    expect(linesOf(command.stdout).slice(0, 3)).toEqual([
      'appid-emulator check [options] <file…>',
      '',
      'check fixture files without starting anything',
    ])
  })
})
