import { readFile } from 'node:fs/promises'
import { describe, expect } from 'vitest'
import { it, linesOf } from '../support/cli.ts'
import { send } from '../support/emulator.ts'

/** Makes a process print, when it exits, which bundles it has loaded. */
const reporting = `--import=data:text/javascript,${encodeURIComponent(
  `import { Module } from 'node:module'
  process.on('exit', () => {
    const names = Object.keys(Module._cache).map((path) => path.split(/[\\\\/]/).at(-1))
    process.stderr.write('loaded: ' + names.sort().join(' ') + '\\n')
  })`,
)}`

const env = { NODE_OPTIONS: reporting }

describe('the command', () => {
  it.for(['--version', '--help'])('does not load the server for %s', async (option, { run }) => {
    const command = run([option], { env })
    expect(await command.early()).toBe(0)
    expect(command.stderr).toBe('loaded: cli.cjs command.cjs\n')
  })

  it('loads the server and nothing else to start', async ({ run }) => {
    const command = run(['--port', '0', '--in-memory'], { env })
    await command.ready()
    expect(await command.stop()).toBe(0)
    expect(command.stderr).toBe('loaded: cli.cjs command.cjs emulator.cjs\n')
  })

  it('loads the page at the first visit, which is at most 60 kB', async ({ run }) => {
    const command = run(['--port', '0', '--in-memory'], { env })
    const url = await command.ready()
    await send(`${url}/`)
    const sizes = ['/', '/dashboard/page.js', '/dashboard/page.css'].map(async (path) => {
      const headers = { Accept: 'text/html', 'Accept-Encoding': 'gzip, deflate, br, zstd' }
      const sent = await send(url + path, { headers })
      expect(sent.headers.get('Content-Encoding')).toBe('gzip')
      return Number(sent.headers.get('Content-Length'))
    })
    const size = (await Promise.all(sizes)).reduce((sum, part) => sum + part)
    expect(await command.stop()).toBe(0)
    expect(command.stderr).toBe('loaded: cli.cjs command.cjs emulator.cjs page.cjs\n')
    expect(size).toBeGreaterThan(1000)
    expect(size).toBeLessThanOrEqual(60_000)
  })

  it('loads the sign-in page at the first visit, which is one file of at most 20 kB', async ({
    run,
  }) => {
    const command = run(['--port', '0', '--in-memory'], { env })
    const url = await command.ready()
    // Nobody has sent this link: it shows a page that says so.
    const { status, body } = await send(`${url}/wfm/verify/x`)
    expect([status, body.includes('This link does not work')]).toEqual([404, true])
    expect(await command.stop()).toBe(0)
    expect(command.stderr).toBe('loaded: cli.cjs command.cjs emulator.cjs render-page.cjs\n')
    expect(body.length).toBeLessThanOrEqual(20_000)
  })

  it('loads no page for programs', async ({ run }) => {
    const command = run(['--port', '0', '--in-memory'], { env })
    const url = await command.ready()
    for (const path of ['/', '/_appid', '/health'])
      expect((await send(url + path)).status).toBe(200)
    expect(await command.stop()).toBe(0)
    expect(command.stderr).toBe('loaded: cli.cjs command.cjs emulator.cjs\n')
  })

  it('loads the fixture failures when it is the seed', async ({ run }) => {
    const command = run(['--port', '0', '--in-memory', '--seed', 'failures'], { env })
    await command.ready()
    expect(await command.stop()).toBe(0)
    expect(command.stderr).toBe('loaded: cli.cjs command.cjs emulator.cjs failures.cjs\n')
  })

  it('loads the library for child processes only for exec', async ({ run }) => {
    const command = run(['exec', '--', 'true'], { env })
    expect(await command.exit).toBe(0)
    expect(linesOf(command.stderr).at(-1)).toBe(
      'loaded: cli.cjs command.cjs cross-spawn.cjs emulator.cjs',
    )
  })

  it('bundles yargs, but neither emoji-regex, get-east-asian-width nor object-inspect', async () => {
    const file = new URL('../../dist/THIRD-PARTY-LICENSES.txt', import.meta.url)
    const bundled = await readFile(file, 'utf8')
    expect(bundled).toMatch(/^yargs \d/m)
    expect(bundled).not.toMatch(/^(?:emoji-regex|get-east-asian-width|object-inspect) \d/m)
  })
})
