import { execFile, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { describe, expect, onTestFinished } from 'vitest'
import { startOptions, tokenOptions } from '../src/cli/options.ts'
import { controlOperations } from '../src/control/table.ts'
import { it } from './support/emulator.ts'
import { blocks, optionsTable, readme, supportTable } from './support/readme.ts'

const root = resolve(import.meta.dirname, '..')
const run = promisify(execFile)

/** The text with the README's port instead of the one that a test got. */
const onPort6002 = (text: string, port: string | number) =>
  text.replaceAll(`localhost:${port}`, 'localhost:6002')

/** What the README shows, where … stands for anything. */
function shown(value: unknown): unknown {
  if (value === '…') return expect.any(String)
  if (Array.isArray(value)) return value.map(shown)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shown(member)]))
}

const commands = blocks.filter(({ language }) => language === 'sh')
const scripts = blocks.filter(({ language }) => language === 'js')

describe('the README', () => {
  it('shows what its first command prints', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'readme-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const [start] = commands
    expect(start?.text).toBe('npx appid-emulator\n')
    const child = spawn(process.execPath, [join(root, 'dist/cli.mjs')], {
      cwd: folder,
      env: { PATH: process.env.PATH, APPID_EMULATOR_PORT: '0' },
    })
    onTestFinished(() => void child.kill('SIGKILL'))
    const lines: string[] = []
    let port = ''
    for await (const line of createInterface({ input: child.stdout })) {
      lines.push(line)
      port = /^App ID emulator ready at http:\/\/localhost:(\d+)$/.exec(line)?.[1] ?? ''
      if (port !== '') break
    }
    const text = blocks.find(({ language }) => language === 'text')?.text
    expect(`${onPort6002(lines.join('\n'), port)}\n`).toBe(text)
  })

  it('shows what its requests are answered', async ({ emulator }) => {
    const requests = commands.filter(({ text }) => text.startsWith('curl'))
    expect(requests.length).toBeGreaterThanOrEqual(3)
    for (const { text } of requests) {
      const { stdout } = await run('bash', [
        '-c',
        text.replaceAll('localhost:6002', `localhost:${emulator.port}`),
      ])
      const answer = JSON.parse(onPort6002(stdout, emulator.port))
      const expected = JSON.parse(
        blocks[blocks.findIndex((block) => block.text === text) + 1]?.text ?? '',
      )
      expect(answer).toEqual(shown(expected))
      expect(Object.keys(answer)).toEqual(Object.keys(expected))
    }
  })

  it.for(scripts.map(({ text }, index) => [index + 1, text] as const))(
    'has scripts that run: %i',
    async ([, text]) => {
      const type = text.includes('require(') ? 'commonjs' : 'module'
      await run(process.execPath, [`--input-type=${type}`, '-e', text], { cwd: root })
    },
  )

  it('has a fixture that can be started with', async ({ start }) => {
    const fixture = blocks.find(({ heading }) => heading === 'State')?.text ?? ''
    const emulator = await start({ seed: JSON.parse(fixture) })
    expect(emulator.tenants.map(({ name }) => name)).toEqual(['mine'])
  })

  it('lists every option and every operation as the code has them', () => {
    for (const options of [startOptions, tokenOptions])
      expect(readme).toContain(
        `| option | environment | meaning |\n| --- | --- | --- |\n${optionsTable(options)}\n\n`,
      )
    expect(readme).toContain(
      `| operation | request | |\n| --- | --- | --- |\n${supportTable()}\n\n`,
    )
  })

  it('has faults that can be registered', async ({ emulator }) => {
    const faults = [...readme.matchAll(/^\| .* \| `(\{.*"effect".*\})` \|$/gm)].map(
      ([, fault]) => fault,
    )
    expect(faults.length).toBeGreaterThan(6)
    for (const fault of faults) await emulator.faults.add(JSON.parse(`${fault}`))
    expect((await emulator.faults.list()).faults).toHaveLength(faults.length)
  })

  it('lists every operation of the control API', () => {
    for (const { method, path } of controlOperations)
      expect(readme).toContain(`\`${method} ${path}\``)
  })

  it('names the commands that package.json and CI have', async () => {
    const { scripts, bin, engines } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
    expect(readme).toContain('`npm ci && npm start` runs it and `npm ci && npm test` tests it')
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(['start', 'test']))
    expect(await readFile(join(root, '.ci/run'), 'utf8')).toContain("'npm ci && npm test'")
    expect(Object.keys(bin)).toEqual(['appid-emulator', 'emulator'])
    expect(engines.node).toBe('>=20.19')
  })
})
