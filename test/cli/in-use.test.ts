import { type ChildProcess, execFile, fork } from 'node:child_process'
import { once } from 'node:events'
import { lstat, mkdir, readdir, rename, rm, symlink } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { execPath } from 'node:process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect } from 'vitest'
import { it as base, failureOf, hasIPv6, readJson, tenantAt } from '../support/cli.ts'
import { demo, manage, send } from '../support/emulator.ts'

/** Another process, which starts an emulator on request. */
class Contender {
  readonly #child: ChildProcess

  constructor(child: ChildProcess) {
    this.#child = child
  }

  /** Returns the URL of its emulator, or the reason why it could not start. */
  async tryStart(data: string): Promise<{ url?: string; message?: string }> {
    const outcome = once(this.#child, 'message')
    this.#child.send(data)
    return (await outcome)[0]
  }

  async kill(): Promise<void> {
    if (this.#child.signalCode !== null) return
    const exit = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await exit
  }
}

interface InUseContext {
  /** Listens on a free port, and returns it. */
  occupy: (host: string) => Promise<number>
  /** Starts a contender. */
  contend: () => Promise<Contender>
}

const it = base.extend<InUseContext>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest wants the pattern
  occupy: async ({}, use) => {
    const servers: Server[] = []
    await use((host) => {
      const server = createServer()
      servers.push(server)
      return new Promise((resolve, reject) => {
        server.once('error', reject)
        server.listen(0, host, () => {
          const address = server.address()
          if (address !== null && typeof address === 'object') resolve(address.port)
        })
      })
    })
    for (const server of servers) server.close()
  },
  // biome-ignore lint/correctness/noEmptyPattern: vitest wants the pattern
  contend: async ({}, use) => {
    const contenders: Contender[] = []
    await use(async () => {
      const child = fork(fileURLToPath(new URL('../support/contender.mjs', import.meta.url)))
      const contender = new Contender(child)
      contenders.push(contender)
      await once(child, 'message')
      return contender
    })
    await Promise.all(contenders.map((contender) => contender.kill()))
  },
})

async function isUp(url: string): Promise<boolean> {
  return (await send(`${url}/_appid/health`)).status === 200
}

describe('a port in use', () => {
  it.for(hasIPv6 ? ['127.0.0.1', '::1'] : ['127.0.0.1'])(
    'on %s makes the start fail with one line that names the port and --port',
    async (host, { run, occupy, folder }) => {
      const port = await occupy(host)
      const line = await failureOf(run(['--port', `${port}`]))
      expect(line).toMatch(new RegExp(`\\b${port}\\b.*--port`))
      expect(await readdir(folder)).toEqual([])
    },
  )

  it('is reported with the name of the variable that set it', async ({ run, occupy }) => {
    const port = await occupy('127.0.0.1')
    const env = { APPID_EMULATOR_PORT: `${port}`, APPID_EMULATOR_IN_MEMORY: 'true' }
    expect(await failureOf(run([], { env }))).toBe(
      `error: port ${port} is in use: stop the program that uses it, or choose another port with APPID_EMULATOR_PORT (0 selects a free one)`,
    )
  })

  it('is reported as an object with --log-format json', async ({ run, occupy }) => {
    const port = await occupy('127.0.0.1')
    const line = await failureOf(run(['--port', `${port}`, '--log-format', 'json', '--silent']))
    expect(JSON.parse(line)).toEqual({
      event: 'error',
      message: expect.stringContaining(`port ${port}`),
    })
  })

  it('is reported in the same way when another emulator uses it', async ({ run }) => {
    const url = await run(['--port', '0']).ready()
    const { port } = new URL(url)
    expect(await failureOf(run(['--port', port, '--in-memory']))).toMatch(/--port/)
    expect(await isUp(url)).toBe(true)
  })
})

describe('a data file in use', () => {
  const inUse = (file: string, url: string, { pid }: { pid: number | undefined }) =>
    `error: ${file} is in use by the emulator at ${url} (process ${pid}): stop it, or choose another file with --data`

  it('makes the start of a second emulator fail with one line that names the first', async ({
    run,
  }) => {
    const first = run(['--port', '0'])
    const url = await first.ready()
    expect(await failureOf(run(['--port', '0']))).toBe(inUse('.appid-emulator/db.json', url, first))
    expect(await failureOf(run(['--port', '0', '--reset']))).toContain(url)
    expect(await isUp(url)).toBe(true)
    expect(await first.stop()).toBe(0)
  })

  it('is recognised under all of its paths', async ({ run, folder }) => {
    await mkdir(`${folder}/data`)
    await symlink('data', `${folder}/linked`)
    await symlink('data/db.json', `${folder}/link.json`)
    const names = ['data/db.json', 'linked/db.json', 'link.json', './data/db.json']
    const first = run(['--port', '0', '--data', 'link.json'])
    const url = await first.ready()
    for (const name of names)
      expect(await failureOf(run(['--port', '0', '--data', name]))).toBe(inUse(name, url, first))
    expect((await lstat(`${folder}/data/db.json`)).isFile()).toBe(true)
  })

  it.runIf(hasIPv6)('is recognised when its emulator listens only on ::1', async ({ run }) => {
    const first = run(['--port', '0', '--host', '::1'])
    const url = await first.ready()
    expect(await failureOf(run(['--port', '0']))).toContain(url)
  })

  it('stays in use while its emulator is suspended', async ({ run, folder }) => {
    const first = run(['--port', '0', '--data', 'db.json'])
    const tenant = tenantAt(await first.ready())
    first.signal('SIGSTOP')
    expect(await failureOf(run(['--port', '0', '--data', 'db.json']))).toBe(
      'error: db.json is in use by another emulator, which does not respond: stop it, or choose another file with --data',
    )
    first.signal('SIGCONT')
    expect((await manage(tenant, 'POST', '/applications', { name: 'x' })).status).toBe(200)
    expect(await first.stop()).toBe(0)
    const { tenants } = await readJson(folder, 'db.json')
    expect(tenants[demo.tenantId].applications.at(-1)).toMatchObject({ name: 'x' })
  })

  it('stays in use when its folder is moved, and a new file at the old path is free', async ({
    run,
    folder,
  }) => {
    await mkdir(`${folder}/data`)
    await run(['--port', '0', '--data', 'data/db.json']).ready()
    await rename(`${folder}/data`, `${folder}/moved`)
    await mkdir(`${folder}/data`)
    await run(['--port', '0', '--data', 'data/db.json']).ready()
    expect(await failureOf(run(['--port', '0', '--data', 'moved/db.json']))).toContain('in use by')
  })

  it('keeps no file of a later folder from being used when its own folder is deleted', async ({
    run,
    folder,
  }) => {
    // Most file systems give the inode of a deleted folder to the next one.
    for (const name of ['first', 'second', 'third']) {
      await mkdir(`${folder}/${name}`)
      expect(await isUp(await run(['--port', '0', '--data', `${name}/db.json`]).ready())).toBe(true)
      await rm(`${folder}/${name}`, { recursive: true })
    }
  })

  it('stays in use, without a warning, when nobody keeps its emulator', async ({ folder }) => {
    const script = `
      import { createEmulator } from ${JSON.stringify(new URL('../../dist/index.mjs', import.meta.url))}
      import { setImmediate as turn } from 'node:timers/promises'
      const start = () => createEmulator({ data: 'db.json' })
      const url = await start().then(({ url }) => url)
      for (let count = 0; count < 20; count += 1) {
        gc()
        await turn()
      }
      const message = await start().catch(({ message }) => message)
      console.log(message.includes(url))
      process.exit()`
    const args = ['--expose-gc', '--input-type=module', '--eval', script]
    expect(await promisify(execFile)(execPath, args, { cwd: folder })).toEqual({
      stdout: 'true\n',
      stderr: '',
    })
  })

  it('belongs to only one of six emulators that start at the same time', async ({ run }) => {
    const commands = [1, 2, 3, 4, 5, 6].map(() => run(['--port', '0']))
    const outcomes = await Promise.allSettled(commands.map((command) => command.ready()))
    const winners = outcomes.filter(({ status }) => status === 'fulfilled')
    expect(winners).toHaveLength(1)
    for (const [index, { status }] of outcomes.entries())
      if (status === 'rejected') expect(await commands[index]?.exit).toBe(1)
  })

  // The race that this looks for showed up about once in eight rounds, so CI runs many.
  const rounds = process.env.CI ? 30 : 12

  it('is taken over by only one of six processes each time its owner is killed', async ({
    folder,
    contend,
  }) => {
    const data = `${folder}/db.json`
    let contenders = await Promise.all([1, 2, 3, 4, 5, 6].map(contend))
    for (let round = 1; round <= rounds; round += 1) {
      const outcomes = await Promise.all(contenders.map((contender) => contender.tryStart(data)))
      const owners = outcomes.filter(({ url }) => url !== undefined)
      expect(owners).toHaveLength(1)
      for (const { message } of outcomes)
        if (message !== undefined)
          expect(message).toContain(`in use by the emulator at ${owners[0]?.url}`)
      const owner = contenders[outcomes.findIndex(({ url }) => url !== undefined)]
      await owner?.kill()
      const next = await contend()
      contenders = [...contenders.filter((one) => one !== owner), next]
    }
  }, 600_000)

  it('is free after a stop, which leaves no other files behind', async ({ run, folder }) => {
    const first = run(['--port', '0', '--data', 'db.json'])
    await first.ready()
    expect(await first.stop()).toBe(0)
    expect(await readdir(folder)).toEqual(['db.json'])
    await run(['--port', '0', '--data', 'db.json']).ready()
  })

  it('is free after its emulator was killed', async ({ run, folder }) => {
    const first = run(['--port', '0', '--data', 'db.json'])
    await first.ready()
    first.signal('SIGKILL')
    await first.exit
    const second = run(['--port', '0', '--data', 'db.json'])
    await second.ready()
    expect(await second.stop()).toBe(0)
    expect(await readdir(folder)).toEqual(['db.json'])
  })
})
