import { chmod, lstat, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { describe, expect } from 'vitest'
import { it, readJson, tenantAt } from '../support/cli.ts'
import { demo, manage } from '../support/emulator.ts'

const document = JSON.stringify({ version: 1, tenants: { [demo.tenantId]: {} } })

async function modeOf(path: string): Promise<string> {
  return ((await stat(path)).mode & 0o777).toString(8)
}

async function register(url: string): Promise<void> {
  expect((await manage(tenantAt(url), 'POST', '/applications', { name: 'x' })).status).toBe(200)
}

describe('the data file', () => {
  it('is .appid-emulator/db.json in a folder that git ignores', async ({ run, folder }) => {
    const url = await run(['--port', '0']).ready()
    const { version, tenants } = await readJson(folder, '.appid-emulator/db.json')
    expect([version, tenants[demo.tenantId].name]).toEqual([1, 'demo'])
    expect(await readFile(`${folder}/.appid-emulator/.gitignore`, 'utf8')).toBe('*\n')
    await register(url)
    expect((await readdir(`${folder}/.appid-emulator`)).sort()).toEqual(['.gitignore', 'db.json'])
  })

  it('gets its folders, however deep', async ({ run, folder }) => {
    await run(['--port', '0', '--data', 'a/b/c.json']).ready()
    expect((await readJson(folder, 'a/b/c.json')).version).toBe(1)
    expect(await readFile(`${folder}/a/b/.gitignore`, 'utf8')).toBe('*\n')
  })

  it.for(['mine/db.json', '.appid-emulator/db.json'])(
    'adds no .gitignore to a folder that was there: %s',
    async (file, { run, folder }) => {
      await mkdir(dirname(`${folder}/${file}`))
      await run(['--port', '0', '--data', file]).ready()
      expect(await readdir(dirname(`${folder}/${file}`))).not.toContain('.gitignore')
      expect((await readJson(folder, file)).version).toBe(1)
    },
  )

  it.for(['000', '022', '077', '277'])(
    'has mode 0600 after the first write and after later ones under umask %s',
    async (umask, { run, folder }) => {
      const url = await run(['--port', '0', '--data', 'db.json'], { umask }).ready()
      expect(await modeOf(`${folder}/db.json`)).toBe('600')
      await register(url)
      expect(await modeOf(`${folder}/db.json`)).toBe('600')
    },
  )

  it('has mode 0600 after a write though it had another', async ({ run, folder }) => {
    const file = `${folder}/db.json`
    await writeFile(file, document)
    await chmod(file, 0o644)
    const url = await run(['--port', '0', '--data', 'db.json', '--no-seed']).ready()
    await register(url)
    expect(await modeOf(file)).toBe('600')
    await chmod(file, 0o644)
    await register(url)
    expect(await modeOf(file)).toBe('600')
  })

  it('keeps its $schema and stays the link that it was', async ({ run, folder }) => {
    await mkdir(`${folder}/elsewhere`)
    const content = { $schema: './fixture.schema.json', ...JSON.parse(document) }
    await writeFile(`${folder}/elsewhere/real.json`, JSON.stringify(content))
    await symlink('elsewhere/real.json', `${folder}/link.json`)
    const url = await run(['--port', '0', '--data', 'link.json', '--no-seed']).ready()
    await register(url)
    expect((await lstat(`${folder}/link.json`)).isSymbolicLink()).toBe(true)
    const { $schema, tenants } = await readJson(folder, 'elsewhere/real.json')
    expect($schema).toBe('./fixture.schema.json')
    expect(tenants[demo.tenantId].applications).toHaveLength(1)
  })
})
