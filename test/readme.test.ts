import { execFile, spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { describe, expect, onTestFinished } from 'vitest'
import { UserSchema } from '../src/model/users/user.ts'
import { it } from './support/emulator.ts'
import { anchors, blocks, type Readme, readmeAt, readmes, root } from './support/readme.ts'

const run = promisify(execFile)

/** Replaces the port of the test with the README's. */
const onPort6002 = (text: string, port: string | number) =>
  text.replaceAll(`localhost:${port}`, 'localhost:6002')

/** A value that a README shows, in which … stands for any string. */
function shown(value: unknown): unknown {
  if (value === '…') return expect.any(String)
  if (Array.isArray(value)) return value.map(shown)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shown(member)]))
}

/** The relative links of a README: the file or folder that each leads to, and the anchor there. */
const linksOf = ({ path, text }: Readme) =>
  [...text.matchAll(/\]\(([^)]+)\)/g)].flatMap(([, link = '']) => {
    if (/^https?:/.test(link)) return []
    const [file = '', anchor] = link.split('#')
    const target = file === '' ? path : join(dirname(path), file).replaceAll('\\', '/')
    return [{ link: `${path}: ${link}`, target, anchor }]
  })

/** What tests run: the files of the samples in test/recipes. */
const samples = readdirSync(join(root, 'test/recipes'), { recursive: true, encoding: 'utf8' })
  .map((path) => join(root, 'test/recipes', path))
  .filter((path) => dirname(path) !== join(root, 'test/recipes') && statSync(path).isFile())
  .map((path) => readFileSync(path, 'utf8'))

const commands = blocks.filter(({ language }) => language === 'sh')
const scripts = blocks.filter(({ language }) => language === 'js')

describe('the READMEs', () => {
  it('show the output of the first command', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'readme-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const [start] = commands
    expect(start?.text).toBe('npx appid-emulator\n')
    const child = spawn(process.execPath, [join(root, 'dist/cli.cjs')], {
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

  it('show the responses to their requests', async ({ emulator }) => {
    const requests = commands.filter(({ text }) => /^curl /m.test(text))
    expect(requests.length).toBeGreaterThanOrEqual(7)
    for (const { text } of requests) {
      const { stdout } = await run('bash', [
        '-c',
        text.replaceAll('localhost:6002', `localhost:${emulator.port}`),
      ])
      const response = JSON.parse(onPort6002(stdout, emulator.port))
      const expected = JSON.parse(
        blocks[blocks.findIndex((block) => block.text === text) + 1]?.text ?? '',
      )
      expect(response).toEqual(shown(expected))
      expect(Object.keys(response)).toEqual(Object.keys(expected))
    }
  })

  it('show what check prints', async () => {
    const heading = '`appid-emulator check`'
    const folder = await mkdtemp(join(tmpdir(), 'readme-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const [fixture, command, printed] = blocks.filter((block) => block.heading === heading)
    await writeFile(join(folder, 'fixture.json'), fixture?.text ?? '')
    expect(command?.text).toBe('appid-emulator check fixture.json\n')
    const args = [join(root, 'dist/cli.cjs'), 'check', 'fixture.json']
    await expect(run(process.execPath, args, { cwd: folder })).rejects.toMatchObject({
      code: 1,
      stdout: printed?.text,
    })
  })

  it.for(scripts.map(({ path, heading, text }) => [`${path}, ${heading}`, text] as const))(
    'have scripts that run: %s',
    async ([, text]) => {
      const type = text.includes('require(') ? 'commonjs' : 'module'
      await run(process.execPath, [`--input-type=${type}`, '-e', text], { cwd: root })
    },
  )

  it('show only recipes that are samples, or lines of one', () => {
    const others = ['js', 'json', 'sh', 'text', 'yaml']
    const recipes = blocks.filter(
      ({ path, language, text }) =>
        path === 'README.md' && (!others.includes(language) || text.includes("from 'node:test'")),
    )
    expect(recipes.length).toBeGreaterThanOrEqual(4)
    const unknown = recipes.filter(
      ({ text }) => !samples.some((sample) => `\n${sample}`.includes(`\n${text}`)),
    )
    expect(unknown).toEqual([])
  })

  it('have fixtures that work as a seed', async ({ start }) => {
    const fixtures = blocks.filter(
      ({ path, language }) => `${path} ${language}` === 'fixtures/README.md json',
    )
    expect(fixtures.map(({ heading }) => heading)).toEqual(['The format', 'Configuration', 'Users'])
    for (const { text } of fixtures) {
      const emulator = await start({ seed: JSON.parse(text) })
      expect(emulator.tenants.map(({ name }) => name)).toEqual(['mine'])
      if (text.includes('eve@example.com'))
        await emulator.defaultTenant.signIn({ email: 'eve@example.com' })
    }
  })

  it('explain the members of a user that people write', () => {
    const [, table = ''] =
      /^\| member .*\n((?:\|.*\n)+)/m.exec(readmeAt('fixtures/README.md')) ?? []
    const explained = [...table.matchAll(/^\| (`.*?) \|/gm)].flatMap(([, cell = '']) =>
      [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name),
    )
    const internal = ['passwordHash', 'created', 'lastModified', 'lastLogin']
    const further = [...internal, 'idpIdentity', 'removed', 'refreshGeneration']
    expect([...explained, ...further].sort()).toEqual(Object.keys(UserSchema.entries).sort())
  })

  it('have the tables that .docs.mjs generates from the code', async () => {
    const { stderr } = await run(process.execPath, ['.docs.mjs', '--check'], { cwd: root })
    expect(stderr).toBe('')
  })

  it('describe every option of createEmulator', async () => {
    const types = await readFile(join(root, 'src/api.ts'), 'utf8')
    const [members = ''] = /^export interface EmulatorOptions \{[\s\S]*?^\}/m.exec(types) ?? []
    const options = [...members.matchAll(/^ {2}readonly (\w+)/gm)].map(([, name]) => name)
    const [, table = ''] =
      /^## createEmulator\(options\)\n\n\| option .*\n((?:\|.*\n)+)/m.exec(
        readmeAt('src/control/README.md'),
      ) ?? []
    const listed = [...table.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name)
    expect(options.length).toBeGreaterThan(10)
    expect(listed).toEqual(options)
  })

  it('have faults that can be added', async ({ emulator }) => {
    const faults = readmes.flatMap(({ text }) =>
      [...text.matchAll(/^\| .* \| `(\{.*"effect".*\})` \|$/gm)].map(([, fault]) => fault),
    )
    expect(faults.length).toBeGreaterThan(6)
    for (const fault of faults) await emulator.faults.add(JSON.parse(`${fault}`))
    expect((await emulator.faults.list()).faults).toHaveLength(faults.length)
  })

  it('have no broken links', () => {
    const broken = readmes
      .flatMap(linksOf)
      .filter(({ target, anchor }) =>
        anchor === undefined
          ? !existsSync(join(root, target))
          : !anchors(readmeAt(target)).includes(anchor),
      )
    expect(broken).toEqual([])
  })

  it('are in the package with what they link to, and the first has at most 15 KiB', async () => {
    const { stdout } = await run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: root,
    })
    const packed: string[] = JSON.parse(stdout)[0].files.map(({ path }: Readme) => path)
    expect(packed).toEqual(expect.arrayContaining(readmes.map(({ path }) => path)))
    // The picture is shown where the repository is, and would make the package a third larger.
    const missing = readmes
      .flatMap(linksOf)
      .filter(
        ({ target }) =>
          !target.endsWith('.png') && !packed.some((path) => `${path}/`.startsWith(`${target}/`)),
      )
    expect(missing).toEqual([])
    expect(Buffer.byteLength(readmeAt('README.md'))).toBeLessThanOrEqual(15 * 1024)
  })

  it('name the commands that package.json and CI use', async () => {
    const readme = readmeAt('README.md')
    const { scripts, bin, engines } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
    expect(readme).toContain('`npm ci && npm start` runs it and `npm ci && npm test` tests it')
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(['start', 'test']))
    expect(await readFile(join(root, '.ci/run'), 'utf8')).toContain("'npm ci && npm test'")
    expect(Object.keys(bin)).toEqual(['appid-emulator', 'emulator'])
    expect(engines.node).toBe('>=20.19')
  })
})
