import { readdir, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { describe, expect } from 'vitest'
import { it as base, failureOf, hasIPv6, readJson } from '../support/cli.ts'
import { send } from '../support/emulator.ts'

const it = base.extend<{ occupy: (host: string) => Promise<number> }>({
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
})

async function isUp(url: string): Promise<boolean> {
  return (await send(`${url}/_appid/health`)).status === 200
}

describe('a port in use', () => {
  it.for(hasIPv6 ? ['127.0.0.1', '::1'] : ['127.0.0.1'])(
    'on %s ends the start with one line that names it and --port',
    async (host, { run, occupy, folder }) => {
      const port = await occupy(host)
      const line = await failureOf(run(['--port', `${port}`]))
      expect(line).toMatch(new RegExp(`\\b${port}\\b.*--port`))
      expect(await readdir(folder)).toEqual([])
    },
  )

  it('is told as an object with --log-format json', async ({ run, occupy }) => {
    const port = await occupy('127.0.0.1')
    const line = await failureOf(run(['--port', `${port}`, '--log-format', 'json', '--silent']))
    expect(JSON.parse(line)).toEqual({
      event: 'error',
      message: expect.stringContaining(`port ${port}`),
    })
  })

  it('by another emulator is told the same way', async ({ run }) => {
    const url = await run(['--port', '0']).ready()
    const { port } = new URL(url)
    expect(await failureOf(run(['--port', port, '--in-memory']))).toMatch(/--port/)
    expect(await isUp(url)).toBe(true)
  })
})

describe('a data file in use', () => {
  it('ends the start of a second emulator with one line that names the first', async ({ run }) => {
    const first = run(['--port', '0'])
    const url = await first.ready()
    for (const args of [
      [],
      ['--reset'],
      ['--data', './.appid-emulator/../.appid-emulator/db.json'],
    ])
      expect(await failureOf(run(['--port', '0', ...args]))).toContain(url)
    expect(await isUp(url)).toBe(true)
    expect(await first.stop()).toBe(0)
  })

  it.runIf(hasIPv6)('is so for an emulator on ::1 alone, too', async ({ run }) => {
    const first = run(['--port', '0', '--host', '::1'])
    const url = await first.ready()
    expect(await failureOf(run(['--port', '0']))).toContain(url)
  })

  it('belongs to one of several that start at once', async ({ run }) => {
    const commands = [1, 2, 3, 4].map(() => run(['--port', '0']))
    const outcomes = await Promise.allSettled(commands.map((command) => command.ready()))
    const winners = outcomes.filter(({ status }) => status === 'fulfilled')
    expect(winners).toHaveLength(1)
    for (const [index, { status }] of outcomes.entries())
      if (status === 'rejected') expect(await commands[index]?.exit).toBe(1)
  })

  it('is free after a stop, without a lock', async ({ run, folder }) => {
    const first = run(['--port', '0', '--data', 'db.json'])
    const url = await first.ready()
    expect(await readJson(folder, 'db.json.lock')).toEqual({ instance: expect.any(String), url })
    expect(await first.stop()).toBe(0)
    expect(await readdir(folder)).toEqual(['db.json'])
  })

  it('is taken over when its emulator was killed', async ({ run, folder }) => {
    const first = run(['--port', '0', '--data', 'db.json'])
    const killed = await first.ready()
    first.signal('SIGKILL')
    await first.exit
    expect(await readJson(folder, 'db.json.lock')).toMatchObject({ url: killed })
    const second = run(['--port', '0', '--data', 'db.json'])
    const url = await second.ready()
    expect(await readJson(folder, 'db.json.lock')).toMatchObject({ url })
    expect(await second.stop()).toBe(0)
    expect(await readdir(folder)).toEqual(['db.json'])
  })

  it('is taken over when another emulator answers at the URL of its own', async ({
    run,
    folder,
  }) => {
    const url = await run(['--port', '0', '--in-memory']).ready()
    await writeFile(`${folder}/db.json.lock`, JSON.stringify({ instance: 'long gone', url }))
    await run(['--port', '0', '--data', 'db.json']).ready()
    expect(await readJson(folder, 'db.json.lock')).not.toMatchObject({ url })
  })

  it.for(['', 'nonsense', '{"instance":5}'])(
    'is taken over from a lock of no use: %o',
    async (text, { run, folder }) => {
      await writeFile(`${folder}/db.json.lock`, text)
      const url = await run(['--port', '0', '--data', 'db.json']).ready()
      expect(await readJson(folder, 'db.json.lock')).toMatchObject({ url })
    },
  )
})
