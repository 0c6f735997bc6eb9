import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdir, writeFile } from 'node:fs/promises'
import { describe, expect } from 'vitest'
import { cli, it, linesOf } from '../support/cli.ts'
import { demo, send, testing } from '../support/emulator.ts'

/** The arguments that run a script in Node, with an emulator of its own. */
const node = (script: string, ...options: string[]) => [
  ...['exec', ...options, '--', process.execPath, '-e', script],
]

const isUp = async (url: string) =>
  (await send(`${url}/_appid/health`).catch(() => undefined))?.status === 200

/** Prints the signals that it gets, until SIGTERM ends it with code 3. */
const recorder = `
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'])
    process.on(signal, () => console.log(signal))
  process.on('SIGTERM', () => process.exit(3))
  setInterval(() => {}, 1000)
  console.log('exec ' + process.ppid + ' command ' + process.pid + ' url ' + process.env.APPID_EMULATOR_URL)`
const recording = /^exec (\d+) command (\d+) url (\S+)$/m

describe('appid-emulator exec', () => {
  it('gives the command the settings of the first application, and returns its exit code', async ({
    run,
  }) => {
    const command = run(
      [
        'exec',
        '--silent=false',
        '--',
        process.execPath,
        '-e',
        'console.log(JSON.stringify(process.env)), process.exit(7)',
      ],
      { env: { APPID_EMULATOR_DATA: './unused.json', MINE: 'kept' } },
    )
    expect(await command.exit).toBe(7)
    const [, url = ''] = /^App ID emulator ready at (http:\S+)\n/m.exec(command.stderr) ?? []
    expect(url).not.toBe('')
    expect(linesOf(command.stderr).slice(1, 2)).toEqual(['State is kept in memory.'])
    expect(JSON.parse(command.stdout)).toMatchObject({
      MINE: 'kept',
      tenantId: demo.tenantId,
      clientId: demo.a.clientId,
      secret: demo.a.secret,
      oauthServerUrl: `${url}/oauth/v4/${demo.tenantId}`,
      APPID_EMULATOR_URL: url,
    })
  })

  it('gives the settings of --client, or none of a client when no application has a secret', async ({
    folder,
    run,
  }) => {
    const page = { name: 'page', type: 'singlepageapp' }
    const tenants = { [demo.tenantId]: { applications: [page] } }
    await writeFile(`${folder}/page.json`, JSON.stringify({ version: 1, tenants }))
    const script =
      'const { tenantId, clientId, secret } = process.env; console.log(JSON.stringify({ tenantId, clientId, secret }))'
    const { tenantId } = demo
    for (const [options, settings] of [
      [['--client', 'Application B'], { tenantId, ...demo.b }],
      [['--client', demo.b.clientId], { tenantId, ...demo.b }],
      [['--seed', './page.json'], { tenantId }],
      [['--seed', './page.json', '--client', 'page'], { tenantId, clientId: expect.any(String) }],
      [['--no-seed'], {}],
    ] as const) {
      const command = run(node(script, ...options))
      expect([await command.exit, JSON.parse(command.stdout)]).toEqual([0, settings])
    }
  })

  it('gives no settings of another emulator, which the environment has', async ({
    folder,
    run,
  }) => {
    const page = { name: 'page', type: 'singlepageapp' }
    const tenants = { [testing.tenantId]: { applications: [page] } }
    await writeFile(`${folder}/page.json`, JSON.stringify({ version: 1, tenants }))
    const script = 'console.log(JSON.stringify(process.env))'
    const outer = run(node(script))
    await outer.exit
    const settings = JSON.parse(outer.stdout)
    const names = Object.keys(settings).filter((name) => name !== 'PATH')
    for (const [options, expected] of [
      [['--no-seed'], ['APPID_EMULATOR_URL']],
      [['--seed', './page.json'], names.filter((name) => !['clientId', 'secret'].includes(name))],
    ] as const) {
      const inner = run(node(script, ...options), { env: { ...settings, MINE: 'kept' } })
      await inner.exit
      const { MINE, ...environment } = JSON.parse(inner.stdout)
      expect(MINE).toBe('kept')
      expect(Object.keys(environment).filter((name) => name !== 'PATH')).toEqual(expected)
    }
  })

  it('leaves everything after -- to the command', async ({ run }) => {
    const script = 'console.log(JSON.stringify(process.argv.slice(1)))'
    const args = ['x', '--port', 'abc', '--help', '--', '-v', '', "a'b c"]
    const command = run([...node(script), '--', ...args])
    expect([await command.exit, command.stdout]).toEqual([0, `${JSON.stringify(args)}\n`])
  })

  it('exits with the code of the command, or with that of a shell when it has none', async ({
    folder,
    run,
  }) => {
    await writeFile(`${folder}/text`, '')
    const long = 'x'.repeat(5000)
    const ready = expect.stringMatching(/^App ID emulator ready at http:/)
    for (const [args, code, lines] of [
      [node('process.exit(0)'), 0, [ready]],
      [node('process.kill(process.pid, "SIGKILL")'), 137, [ready]],
      [['exec', '--', 'no-such'], 127, [ready, 'error: there is no command no-such']],
      [
        ['exec', '--', 'npm test'],
        127,
        [
          ready,
          "error: there is no command npm test: put its words outside the quotes, as in exec -- npm test, or run a shell, as in exec -- sh -c 'npm test'",
        ],
      ],
      [['exec', '--', './text'], 126, [ready, 'error: ./text cannot be run: spawn ./text EACCES']],
      [['exec', '--', './text/x'], 126, [ready, 'error: ./text/x cannot be run: spawn ENOTDIR']],
      [['exec', '--', long], 126, [ready, `error: ${long} cannot be run: spawn ENAMETOOLONG`]],
    ] as const) {
      const command = run(args)
      expect([await command.exit, command.stdout, linesOf(command.stderr)]).toEqual([
        code,
        '',
        lines,
      ])
    }
  })

  it('does not run the command when the emulator cannot start', async ({ run }) => {
    for (const [args, code, line] of [
      [['--seed', './no.json'], 1, 'error: seed ./no.json: file not found'],
      [['--port', 'abc'], 2, '--port: must be a whole number, not abc'],
      [
        ['--client', 'nobody'],
        2,
        `tenant ${demo.tenantId} has no application nobody; known: Application A, Application B`,
      ],
      [
        ['--client', 'Application C'],
        2,
        `tenant ${demo.tenantId} has no application Application C; did you mean Application A?`,
      ],
      [['--data', 'x.json'], 2, 'Unknown argument: data: exec keeps its state in memory'],
    ] as const) {
      const command = run(['exec', ...args, '--', process.execPath, '-e', 'console.log("ran")'])
      expect([await command.exit, command.stdout]).toEqual([code, ''])
      expect(linesOf(command.stderr)).toContain(line)
    }
  })

  it.for([
    [[], 'The command is missing: appid-emulator exec [options] -- <command…>'],
    [['--'], 'The command is missing: appid-emulator exec [options] -- <command…>'],
    [['--', ''], 'The command is missing: appid-emulator exec [options] -- <command…>'],
    [['npm', 'test'], 'Unknown argument: npm: put -- before the command'],
  ] as const)('says where the command belongs: %j', async ([args, line], { run }) => {
    const command = run(['exec', ...args])
    expect([await command.exit, command.stdout]).toEqual([2, ''])
    expect(linesOf(command.stderr)).toEqual([line, 'See appid-emulator exec --help'])
  })

  it('passes signals on, each once', async ({ run }) => {
    // In a session of its own, so that no terminal sends signals too.
    const command = run(node(recorder), { group: true })
    await command.printed(recording)
    const signals = ['SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2', 'SIGINT'] as const
    for (const [index, signal] of signals.entries()) {
      command.signal(signal)
      await command.printed(new RegExp(`(?:SIG\\w+\\n){${index + 1}}`))
    }
    expect(await command.stop()).toBe(3)
    expect(linesOf(command.stdout).slice(1)).toEqual(signals)
  })

  it.runIf(spawnSync('script', ['--version']).status === 0)(
    'leaves Ctrl-C to the terminal, which sends it to the command too',
    async () => {
      const words = [process.execPath, cli, ...node(recorder)]
      const line = words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ')
      const terminal = spawn('script', ['-qec', `exec ${line}`, '/dev/null'], {
        env: { PATH: process.env.PATH, SHELL: '/bin/sh' },
        stdio: ['pipe', 'pipe', 'inherit'],
      })
      let printed = ''
      const until = async (pattern: RegExp) => {
        for (;;) {
          const match = pattern.exec(printed)
          if (match) return match
          const [text] = await once(terminal.stdout, 'data')
          printed += text
        }
      }
      const [, exec] = await until(/exec (\d+) command/)
      terminal.stdin.write('\x03')
      await until(/SIGINT/)
      // What the emulator passes on arrives in order: a second SIGINT would be printed first.
      process.kill(Number(exec), 'SIGTERM')
      const [code] = await once(terminal, 'close')
      expect([code, printed.match(/SIGINT/g)]).toEqual([3, ['SIGINT']])
    },
  )

  it('ends when the command ends, even if nobody reads what the emulator prints', async () => {
    // The banner has the URLs of each tenant: more than a pipe holds.
    const tenants = Array.from({ length: 8 }, (_, index) => [
      '--tenant',
      `00000000-0000-4000-8000-00000000000${index}`,
    ])
    const options = ['--public-url', `http://localhost/${'x'.repeat(20_000)}`, ...tenants.flat()]
    const args = ['exec', ...options, '--', process.execPath, '-e', 'process.exit(3)']
    const unread = spawn(process.execPath, [cli, ...args], { stdio: ['ignore', 'ignore', 'pipe'] })
    expect(await once(unread, 'exit')).toEqual([3, null])
    unread.stderr.destroy()
  })

  it('leaves neither a file nor an emulator behind, even when it is killed', async ({
    folder,
    run,
  }) => {
    const command = run(node(recorder), { group: true })
    const [, , pid, url = ''] = await command.printed(recording)
    expect(await isUp(url)).toBe(true)
    command.signal('SIGKILL')
    await command.gone
    expect(await isUp(url)).toBe(false)
    expect(await readdir(folder)).toEqual([])
    process.kill(Number(pid), 'SIGKILL')
  })
})
