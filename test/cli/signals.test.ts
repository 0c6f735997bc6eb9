import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, writeFile } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { describe, expect, onTestFinished } from 'vitest'
import { it as base, readJson, tenantAt } from '../support/cli.ts'
import { demo, requestToken, send } from '../support/emulator.ts'

/** A raw TCP connection. */
class Connection {
  readonly #socket: Socket
  #text = ''
  readonly ended: Promise<string>

  constructor(url: string) {
    const { port } = new URL(url)
    this.#socket = connect(Number(port), '127.0.0.1')
    this.#socket.setEncoding('utf8').on('data', (text) => {
      this.#text += text
    })
    // The server may reset the connection when it closes it.
    this.#socket.on('error', () => {})
    this.ended = new Promise((resolve) => this.#socket.once('close', () => resolve(this.#text)))
  }

  /** Resolves when the text has been handed to the operating system. */
  send(text: string): Promise<void> {
    return new Promise((resolve) => this.#socket.write(text, () => resolve()))
  }

  async received(text: string): Promise<void> {
    while (!this.#text.includes(text))
      await new Promise<void>((resolve, reject) => {
        this.#socket.once('data', () => resolve())
        this.#socket.once('close', () => reject(new Error(`closed after: ${this.#text}`)))
      })
  }

  destroy(): void {
    this.#socket.destroy()
  }
}

const it = base.extend<{ open: (url: string) => Connection }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest wants the pattern
  open: async ({}, use) => {
    const connections: Connection[] = []
    await use((url) => {
      const connection = new Connection(url)
      connections.push(connection)
      return connection
    })
    for (const connection of connections) connection.destroy()
  },
})

const body = JSON.stringify({ name: 'slow' })

/** A registration request. The body that is sent may be incomplete. */
function registration(sent: string, ...headers: string[]): string {
  return [
    `POST /management/v4/${demo.tenantId}/applications HTTP/1.1`,
    'Host: localhost',
    'Authorization: Bearer any',
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    ...headers,
    '',
    sent,
  ].join('\r\n')
}

/** Sends the head of a registration and half of its body. Resolves when the request is in progress. */
async function beginRegistration(connection: Connection): Promise<void> {
  // The server sends 100 once the handler has the request.
  await connection.send(registration(body.slice(0, 8), 'Expect: 100-continue'))
  await connection.received('HTTP/1.1 100 Continue\r\n\r\n')
}

const get = 'GET /_appid/health HTTP/1.1\r\nHost: localhost\r\n\r\n'

describe.for(['SIGINT', 'SIGTERM'] as const)('%s', (signal) => {
  it('makes the emulator exit with 0', async ({ run }) => {
    const command = run(['--port', '0'])
    const url = await command.ready()
    command.signal(signal)
    expect(await command.exit).toBe(0)
    expect(command.stderr).toBe('')
    expect(command.lines.at(-1)).toBe(`App ID emulator ready at ${url}`)
  })

  it('lets a request in progress finish, and accepts no new one', async ({ run, open, folder }) => {
    const command = run(['--port', '0', '--data', 'db.json'])
    const url = await command.ready()
    const [slow, idle] = [open(url), open(url)]
    await beginRegistration(slow)
    idle.send(get)
    await idle.received('"status":"ok"')

    command.signal(signal)
    await idle.ended
    await expect(send(`${url}/_appid/health`)).rejects.toThrow('fetch failed')

    slow.send(body.slice(8))
    const response = await slow.ended
    expect(response).toContain('HTTP/1.1 200 OK\r\n')
    const { clientId } = JSON.parse(response.slice(response.lastIndexOf('\r\n\r\n')))
    expect(await command.exit).toBe(0)
    const { tenants } = await readJson(folder, 'db.json')
    expect(tenants[demo.tenantId].applications.at(-1)).toMatchObject({ clientId, name: 'slow' })
    expect(command.lines.at(-1)).toMatch(/^POST .*\/applications 200 /)
  })

  it('lets requests finish that have arrived but have not been read yet', async ({
    run,
    open,
    folder,
  }) => {
    const command = run(['--port', '0', '--data', 'db.json'])
    const url = await command.ready()
    command.signal('SIGSTOP')
    const connections = Array.from({ length: 20 }, () => open(url))
    await Promise.all(connections.map((connection) => connection.send(registration(body))))
    command.signal(signal)
    command.signal('SIGCONT')
    for (const { ended } of connections) expect(await ended).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
    expect(await command.exit).toBe(0)
    const { tenants } = await readJson(folder, 'db.json')
    expect(tenants[demo.tenantId].applications).toHaveLength(22)
  })

  it('closes connections without a complete request', async ({ run, open }) => {
    const command = run(['--port', '0', '--in-memory'])
    const url = await command.ready()
    const [silent, begun, idle] = [open(url), open(url), open(url)]
    begun.send('GET /_appid/health HTTP/1.1\r\nHost: local')
    idle.send(get)
    await idle.received('"status":"ok"')
    // fetch keeps its connection open, too.
    expect((await requestToken(tenantAt(url))).status).toBe(200)
    command.signal(signal)
    expect(await silent.ended).toBe('')
    expect(await begun.ended).toBe('')
    expect(await idle.ended).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
    expect(await command.exit).toBe(0)
  })
})

describe('a signal during the start', () => {
  const stopped = 'error: stopped before the emulator was ready\n'

  it('makes the command exit with 1 while it waits for another emulator to stop', async ({
    run,
    open,
    folder,
  }) => {
    // It would give up the request after five seconds, in which the second may not even have started.
    await writeFile(
      `${folder}/patient.cjs`,
      `const { setTimeout } = globalThis
      globalThis.setTimeout = (act, ms, ...rest) => setTimeout(act, ms === 5000 ? 600_000 : ms, ...rest)`,
    )
    const env = { NODE_OPTIONS: `--require=${folder}/patient.cjs` }
    const first = run(['--port', '0'], { env })
    const url = await first.ready()
    const slow = open(url)
    await beginRegistration(slow)
    first.signal('SIGTERM')
    const second = run(['--port', '0'])
    await second.printed(/waiting for it\n/, 'stderr')
    expect(await second.stop()).toBe(1)
    expect(second.stderr).toBe(
      `warning: .appid-emulator/db.json is in use by the emulator at ${url} (process ${first.pid}), which is stopping: waiting for it\n${stopped}`,
    )
    await slow.send(body.slice(8))
    expect(await slow.ended).toContain('HTTP/1.1 200 OK\r\n')
    expect(await first.exit).toBe(0)
  })

  it('makes the command exit with 1 while it reads a seed from a pipe', async ({ run, folder }) => {
    execFileSync('mkfifo', [`${folder}/seed.json`])
    const command = run(['--port', '0', '--seed', './seed.json'])
    // More than fits into a pipe: once it is written, the command is reading.
    const writer = spawn(
      'sh',
      ['-c', 'exec >seed.json && printf %200000s && echo written >&2 && exec sleep 60'],
      {
        cwd: folder,
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    )
    onTestFinished(() => void writer.kill())
    await once(writer.stderr, 'data')
    expect(await command.stop()).toBe(1)
    expect(command.stderr).toBe(stopped)
    expect(await readdir(folder)).toEqual(['seed.json'])
  })
})

describe('a signal while the command token waits for a response', () => {
  it.for(['SIGINT', 'SIGTERM'] as const)('makes it exit with 1: %s', async (signal, { run }) => {
    const silent = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void silent.close())
    await once(silent, 'listening')
    const address = silent.address()
    const url = `http://127.0.0.1:${typeof address === 'object' && address?.port}`
    const command = run(['token', '--url', url])
    const [socket] = await once(silent, 'connection')
    onTestFinished(() => void socket.destroy())
    command.signal(signal)
    expect(await command.exit).toBe(1)
    expect(command.stderr).toBe(`error: stopped before ${url} responded\n`)
  })
})

describe('a shutdown that fails', () => {
  it('exits with 1 and prints one line', async ({ run, folder }) => {
    await writeFile(
      `${folder}/broken.cjs`,
      `require('node:net').Server.prototype.close = () => { throw new Error('EIO: this does not close') }`,
    )
    for (const args of [['--in-memory'], ['--data', 'db.json']]) {
      const command = run(['--port', '0', ...args], {
        env: { NODE_OPTIONS: `--require=${folder}/broken.cjs` },
      })
      await command.ready()
      expect(await command.stop()).toBe(1)
      expect(command.stderr).toBe('error: EIO: this does not close\n')
    }
  })
})

describe('a second signal', () => {
  it('is ignored when it arrives together with the first', async ({ run, open }) => {
    const command = run(['--port', '0', '--in-memory'])
    const url = await command.ready()
    const [slow, idle] = [open(url), open(url)]
    await beginRegistration(slow)
    idle.send(get)
    await idle.received('"status":"ok"')
    // Both are delivered together when the process continues.
    command.signal('SIGSTOP')
    command.signal('SIGINT')
    command.signal('SIGTERM')
    command.signal('SIGCONT')
    await idle.ended
    slow.send(body.slice(8))
    expect(await slow.ended).toContain('HTTP/1.1 200 OK\r\n')
    expect(await command.exit).toBe(0)
  })

  it('makes the emulator exit with 1 at once when it arrives later', async ({ run, open }) => {
    const command = run(['--port', '0', '--in-memory'])
    const url = await command.ready()
    const [slow, idle] = [open(url), open(url)]
    await beginRegistration(slow)
    idle.send(get)
    await idle.received('"status":"ok"')
    let ended = false
    const exit = command.exit.finally(() => {
      ended = true
    })
    command.signal('SIGINT')
    await idle.ended
    // Signals right after the first are ignored; a later one is not.
    while (!ended) {
      command.signal('SIGINT')
      await send(`${url}/_appid/health`).catch(() => {})
    }
    expect(await exit).toBe(1)
    expect(await slow.ended).not.toContain('HTTP/1.1 200')
  })
})

describe('a reader of stdout', () => {
  it('that closes the pipe does not end the emulator', async ({ run }) => {
    const command = run(['--port', '0', '--in-memory'])
    const tenant = tenantAt(await command.ready())
    command.closeStdout()
    for (const _ of [1, 2, 3]) expect((await requestToken(tenant)).status).toBe(200)
    expect(await command.stop()).toBe(0)
    expect(command.stderr).toBe('')
  })

  it('that stops reading does not keep the emulator from stopping', async ({ run }) => {
    const command = run(['--port', '0', '--in-memory'])
    const url = await command.ready()
    command.pauseStdout()
    // More lines than the pipe and the streams can buffer.
    for (let times = 1; times <= 10; times += 1)
      await Promise.all(Array.from({ length: 100 }, () => send(`${url}/${'x'.repeat(150)}`)))
    expect(await command.stopUnread()).toBe(0)
  })
})
