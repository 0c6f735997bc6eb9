import { createServer, type RequestListener, type Server } from 'node:http'
import { type AddressInfo, isIPv6 } from 'node:net'
import { Connections } from './connections.ts'

// Captured at load, so that fake timers in a test do not affect the emulator.
const { setTimeout, clearTimeout } = globalThis

/**
 * How long to keep a connection that nobody uses, in ms. After Node's five seconds, a client on a busy machine sends a
 * request just when the connection is being closed, and gets an error.
 */
const keepAliveTimeout = 600_000

export interface Listener {
  /**
   * `http://host:port` in its canonical form: host in lower case, address in its shortest form, no default port. The
   * port is the same on every address. Without a host, and for the wildcard addresses 0.0.0.0 and ::, it is localhost.
   */
  readonly url: string
  /** Whether other machines can connect. */
  readonly exposed: boolean
  /**
   * Stops accepting connections, lets the requests that have arrived finish (for at most `grace` milliseconds, 5000 by
   * default) and closes all other connections at once, including keep-alive ones.
   */
  close(grace?: number): Promise<void>
}

/** Returns the caller's own name for an option, such as `--port`. */
type Word = (option: 'port' | 'host') => string

/** Listening failed. The message says how to fix it. */
export class CannotListen extends Error {
  override readonly name = 'CannotListen'
}

export interface Listening {
  readonly handle: RequestListener
  readonly port: number
  readonly host: string | undefined
  readonly word: Word
  /** Headers of the responses to requests that cannot be parsed. */
  readonly headers: Readonly<Record<string, string>>
  /** Called with problems that belong to no logged request. */
  warn(message: string): void
}

/**
 * Listens on one address or, without a host, on both loopback addresses, because `localhost` resolves to `::1` first on
 * some machines. Port 0 selects a free port.
 * @throws {CannotListen}
 */
export async function listen(listening: Listening): Promise<Listener> {
  const { port, host, word } = listening
  const connections = new Connections(listening)
  if (host !== undefined) {
    const server = await bind(connections, port, host, word)
    return listener([server], connections, host)
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
      // The port must be free on both addresses. With port 0, try another one.
      if (port !== 0 || attempt === 10) throw error
    }
  }
}

function listener(
  servers: readonly [Server, ...Server[]],
  connections: Connections,
  host = 'localhost',
): Listener {
  return {
    url: urlOf(host, portOf(servers[0])),
    exposed: servers.some((server) => !loopback.test(addressOf(server).address)),
    async close(grace = 5000) {
      await connections.settled()
      const closed = servers.map((server) => new Promise((resolve) => server.close(resolve)))
      connections.hangUp()
      const force = setTimeout(() => connections.destroy(), grace)
      await Promise.all(closed)
      clearTimeout(force)
      // Clients in this process notice, too: the next emulator on this port must not get a request on a closed connection.
      await connections.settled()
    },
  }
}

function bind(connections: Connections, port: number, host: string, word: Word): Promise<Server> {
  return new Promise((resolve, reject) => {
    // Accept requests without a Host header, which Node refuses by default.
    const options = { requireHostHeader: false, keepAliveTimeout }
    const server = createServer(options, connections.handle)
    server.on('connection', connections.open)
    server.on('clientError', connections.refuse)
    server.on('error', (error: NodeJS.ErrnoException) => {
      if (server.listening)
        connections.warn(`server error on port ${portOf(server)}: ${error.message}`)
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
    EADDRINUSE: `port ${port} is in use: stop the program that uses it, or choose another port with ${word('port')} (0 selects a free one)`,
    EACCES: `no permission to listen on port ${port}: choose a port above 1023 with ${word('port')}`,
    EADDRNOTAVAIL: `${host} is not an address of this machine: choose another address with ${word('host')}`,
    ENOTFOUND: `the host name ${host} cannot be resolved: choose another address with ${word('host')}`,
  }
  return new CannotListen(
    texts[code ?? ''] ?? `cannot listen on ${host}, port ${port}: ${message}`,
    { cause: code },
  )
}

const loopback = /^(?:(?:::ffff:)?127\.|::1$)/

function urlOf(host: string, port: number): string {
  const url = new URL(`http://${isIPv6(host) ? `[${host.replace(/%.*/, '')}]` : host}:${port}`)
  return ['0.0.0.0', '[::]'].includes(url.hostname) ? urlOf('localhost', port) : url.origin
}

const portOf = (server: Server) => addressOf(server).port

function addressOf(server: Server): AddressInfo {
  const address = server.address()
  if (address === null || typeof address === 'string')
    throw new Error('the server is not listening on a port')
  return address
}
