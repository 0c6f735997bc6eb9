import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Connections } from './connections.ts'

// Taken at load: whoever fakes the timers of its process leaves ours to us.
const { setTimeout, clearTimeout } = globalThis

export interface Listener {
  /** The port that was bound, the same on every address. */
  readonly port: number
  /** Whether other machines can get here. */
  readonly exposed: boolean
  /**
   * Stops accepting, lets the requests that have arrived finish (for `grace` milliseconds at most, 5000 by
   * default) and hangs up on everybody else at once, keep-alive or not.
   */
  close(grace?: number): Promise<void>
}

/** How the caller names what was to be listened on. */
type Word = (option: 'port' | 'host') => string

/** The address cannot be listened on. The message names the remedy. */
export class CannotListen extends Error {
  override readonly name = 'CannotListen'
}

export interface Listening {
  readonly handle: RequestListener
  readonly port: number
  readonly host: string | undefined
  /** Tells how the caller calls the two. */
  readonly word: Word
  /** What the answers to unreadable requests have in their heads. */
  readonly headers: Readonly<Record<string, string>>
  /** Is told of what no request tells of. */
  warn(message: string): void
}

/**
 * Listens on one address, or without a host on both loopback addresses: `localhost` is `::1` first on
 * some machines. Port 0 takes any free port.
 * @throws {CannotListen}
 */
export async function listen(listening: Listening): Promise<Listener> {
  const { port, host, word } = listening
  const connections = new Connections(listening)
  if (host !== undefined) {
    const server = await bind(connections, port, host, word)
    return listener([server], connections)
  }
  for (let attempt = 1; ; attempt += 1) {
    const ipv4 = await bind(connections, port, '127.0.0.1', word)
    try {
      const ipv6 = await bind(connections, portOf(ipv4), '::1', word)
      return listener([ipv4, ipv6], connections)
    } catch (error) {
      if (error instanceof CannotListen && error.cause !== 'EADDRINUSE')
        return listener([ipv4], connections)
      ipv4.close()
      // A port that is free on one address only is no port for us; with 0 the next may be.
      if (port !== 0 || attempt === 10) throw error
    }
  }
}

function listener(servers: readonly [Server, ...Server[]], connections: Connections): Listener {
  return {
    port: portOf(servers[0]),
    exposed: servers.some((server) => !loopback.test(addressOf(server).address)),
    async close(grace = 5000) {
      await connections.settled()
      const closed = servers.map((server) => new Promise((resolve) => server.close(resolve)))
      connections.hangUp()
      const force = setTimeout(() => connections.destroy(), grace)
      await Promise.all(closed)
      clearTimeout(force)
    },
  }
}

function bind(connections: Connections, port: number, host: string, word: Word): Promise<Server> {
  return new Promise((resolve, reject) => {
    // Who sends no Host is answered like everybody else.
    const server = createServer({ requireHostHeader: false }, connections.handle)
    server.on('connection', connections.open)
    server.on('clientError', connections.refuse)
    server.on('error', (error: NodeJS.ErrnoException) => {
      if (server.listening)
        connections.warn(`the server on port ${portOf(server)}: ${error.message}`)
      else reject(cannotListen(error, port, host, word))
    })
    server.listen(port, host, () => resolve(server))
  })
}

function cannotListen(
  { code, message }: NodeJS.ErrnoException,
  port: number,
  host: string,
  word: Word,
): CannotListen {
  const texts: Record<string, string> = {
    EADDRINUSE: `port ${port} is in use: stop what uses it, or choose another with ${word('port')} (0 takes any free one)`,
    EACCES: `port ${port} is not for everybody: choose one above 1023 with ${word('port')}`,
    EADDRNOTAVAIL: `${host} is not an address of this machine: choose another with ${word('host')}`,
    ENOTFOUND: `${host} is not known: choose another address with ${word('host')}`,
  }
  return new CannotListen(
    texts[code ?? ''] ?? `cannot listen on ${host}, port ${port}: ${message}`,
    { cause: code },
  )
}

const loopback = /^(?:(?:::ffff:)?127\.|::1$)/

const portOf = (server: Server) => addressOf(server).port

function addressOf(server: Server): AddressInfo {
  const address = server.address()
  if (address === null || typeof address === 'string')
    throw new Error('the server is not listening on a port')
  return address
}
