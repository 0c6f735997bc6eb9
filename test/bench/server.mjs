import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const path = (name) => fileURLToPath(new URL(name, import.meta.url))

/** The built command. */
export const cli = path('../../dist/cli.cjs')

/** The argument of `launch` for each server. Every server listens on a free port. */
export const emulator = (...options) => [cli, '--port', '0', '--silent', ...options]
export const peer = (file) => [path(`peers/${file}`)]
export const oauth2MockServer = [
  path('node_modules/oauth2-mock-server/dist/oauth2-mock-server.mjs'),
  ...['-a', '127.0.0.1', '-p', '0'],
]

/** The environment of every process: a variable such as NODE_EXTRA_CA_CERTS would slow down every start. */
export const env = { PATH: process.env.PATH, HOME: process.env.HOME }

/** Starts a server in a process of its own, and resolves when it has printed its URL. */
export async function launch(command) {
  const child = spawn(
    process.execPath,
    ['--expose-gc', '--require', path('probe.cjs'), ...command],
    { env, stdio: ['ignore', 'pipe', 'inherit', 'ipc'] },
  )
  const port = await printedPort(child)
  return {
    url: `http://127.0.0.1:${port}`,
    /** Asks the probe for `cpu` (seconds), `rss` or `heap` (bytes, after a collection). */
    async ask(question) {
      child.send(question)
      const [reply] = await once(child, 'message')
      return reply
    },
    async stop() {
      child.kill()
      await once(child, 'exit')
    },
  }
}

/** Starts servers, passes them to `use` by name, and stops them in any case. */
export async function withServers(commands, use) {
  const servers = {}
  try {
    for (const [name, command] of Object.entries(commands)) servers[name] = await launch(command)
    return await use(servers)
  } finally {
    await Promise.all(Object.values(servers).map((server) => server.stop()))
  }
}

async function printedPort({ stdout, spawnargs }) {
  for await (const line of createInterface({ input: stdout })) {
    const [, port] = /\bhttp:\/\/\S+:(\d+)/.exec(line) ?? []
    if (port === undefined) continue
    // Nobody reads the rest of the output, but it must not fill the pipe.
    stdout.resume()
    return port
  }
  throw new Error(`${spawnargs.join(' ')} ended without printing its URL`)
}
