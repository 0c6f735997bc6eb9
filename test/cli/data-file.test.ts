import {
  chmod,
  lstat,
  mkdir,
  readdir,
  readFile,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { dirname } from 'node:path'
import { describe, expect } from 'vitest'
import { it, readJson, tenantAt } from '../support/cli.ts'
import { demo, manage } from '../support/emulator.ts'

const umasks = ['000', '022', '077', '277']

const document = JSON.stringify({ version: 1, tenants: { [demo.tenantId]: {} } })

async function modeOf(path: string): Promise<string> {
  return ((await stat(path)).mode & 0o777).toString(8)
}

async function register(url: string): Promise<void> {
  expect((await manage(tenantAt(url), 'POST', '/applications', { name: 'x' })).status).toBe(200)
}

describe('the data file', () => {
  it('is .appid-emulator/db.json by default, in a folder that git ignores', async ({
    run,
    folder,
  }) => {
    const url = await run(['--port', '0']).ready()
    const { version, tenants } = await readJson(folder, '.appid-emulator/db.json')
    expect([version, tenants[demo.tenantId].name]).toEqual([1, 'demo'])
    expect(await readFile(`${folder}/.appid-emulator/.gitignore`, 'utf8')).toBe('*\n')
    await register(url)
    expect((await readdir(`${folder}/.appid-emulator`)).sort()).toEqual(['.gitignore', 'db.json'])
  })

  it('is created with its folders, which git ignores', async ({ run, folder }) => {
    await run(['--port', '0', '--data', 'a/b/c.json']).ready()
    expect((await readJson(folder, 'a/b/c.json')).version).toBe(1)
    expect(await readFile(`${folder}/a/b/.gitignore`, 'utf8')).toBe('*\n')
  })

  it.for(['mine/db.json', '.appid-emulator/db.json'])(
    'adds no .gitignore to an existing folder: %s',
    async (file, { run, folder }) => {
      await mkdir(dirname(`${folder}/${file}`))
      await run(['--port', '0', '--data', file]).ready()
      expect(await readdir(dirname(`${folder}/${file}`))).not.toContain('.gitignore')
      expect((await readJson(folder, file)).version).toBe(1)
    },
  )

  it.for(umasks)(
    'is in a folder with mode 0700 if that is new, under umask %s',
    async (umask, { run, folder }) => {
      await mkdir(`${folder}/old`, { mode: 0o755 })
      for (const name of ['new', 'old', 'deep/er/still'])
        await run(['--port', '0', '--data', `${name}/db.json`], {
          shell: `umask ${umask}`,
        }).ready()
      for (const name of ['new', 'deep', 'deep/er', 'deep/er/still'])
        expect(await modeOf(`${folder}/${name}`)).toBe('700')
      expect(await modeOf(`${folder}/old`)).toBe('755')
    },
  )

  it.for(umasks)(
    'has mode 0600 after the first write and after later ones, under umask %s',
    async (umask, { run, folder }) => {
      const url = await run(['--port', '0', '--data', 'db.json'], {
        shell: `umask ${umask}`,
      }).ready()
      expect(await modeOf(`${folder}/db.json`)).toBe('600')
      await register(url)
      expect(await modeOf(`${folder}/db.json`)).toBe('600')
    },
  )

  it('has mode 0600 after a write, whatever its mode was before', async ({ run, folder }) => {
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

  it('keeps its $schema, and stays a symbolic link', async ({ run, folder }) => {
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

  it('is created at the target of a dangling link, with its folder', async ({ run, folder }) => {
    await mkdir(`${folder}/links`)
    await symlink('links/second.json', `${folder}/first.json`)
    await symlink('../elsewhere/real.json', `${folder}/links/second.json`)
    const url = await run(['--port', '0', '--data', 'first.json']).ready()
    await register(url)
    expect((await lstat(`${folder}/first.json`)).isSymbolicLink()).toBe(true)
    expect((await lstat(`${folder}/links/second.json`)).isSymbolicLink()).toBe(true)
    const { tenants } = await readJson(folder, 'elsewhere/real.json')
    expect(tenants[demo.tenantId].applications).toHaveLength(3)
    expect(await modeOf(`${folder}/elsewhere`)).toBe('700')
    expect(await readFile(`${folder}/elsewhere/.gitignore`, 'utf8')).toBe('*\n')
  })

  it.for(['', ' \n\t\n', '\uFEFF'])(
    'is treated as new when it is blank: %j',
    async (blank, { run, folder }) => {
      await writeFile(`${folder}/db.json`, blank)
      const command = run(['--port', '0', '--data', 'db.json'])
      await register(await command.ready())
      expect(command.stdout).not.toContain('--reset')
      const { tenants } = await readJson(folder, 'db.json')
      expect(tenants[demo.tenantId].applications).toHaveLength(3)
    },
  )

  it('is never written through a symbolic link beside it', async ({ run, folder }) => {
    await writeFile(`${folder}/precious`, 'mine')
    await symlink('precious', `${folder}/db.json.tmp`)
    await register(await run(['--port', '0', '--data', 'db.json']).ready())
    expect(await readFile(`${folder}/precious`, 'utf8')).toBe('mine')
    expect((await readdir(folder)).sort()).toEqual(['db.json', 'db.json.tmp', 'precious'])
  })

  it('has no temporary files of killed writers beside it after a start; other files are kept', async ({
    run,
    folder,
  }) => {
    const others = ['db.json.bak', 'db.json.tmp', 'db.json.holidays.tmp', 'my.json.0a1b2c3d.tmp']
    const left = ['db.json.0a1b2c3d.tmp', 'db.json.ffffffff.tmp']
    // Newer than the data file, so another process may be writing it.
    const inProgress = 'db.json.0b0b0b0b.tmp'
    for (const name of [...others, ...left, inProgress]) {
      await writeFile(`${folder}/${name}`, '{')
      await utimes(`${folder}/${name}`, 0, name === inProgress ? 4_000_000_000 : 0)
    }
    await writeFile(`${folder}/db.json`, '{"version":1,"tenants":{}}')
    await run(['--port', '0', '--data', 'db.json']).ready()
    expect((await readdir(folder)).sort()).toEqual(['db.json', inProgress, ...others].sort())
  })
})
