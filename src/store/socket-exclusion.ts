import { connect, createServer, type Server, type Socket } from 'node:net'
import { errorCode } from './errors.ts'
import type { Exclusion } from './lock.ts'

/** How long to wait for a response, in ms. A suspended process never responds, one on a busy machine late. */
const maxWait = 5000

/** Listens on a named local socket. Unlike a socket file, the name is released when the process ends: no lock is stale. */
export function socketExclusion(path: string): Exclusion {
  return {
    async take(tell) {
      const server = createServer((socket) => respond(socket, tell()))
      if (!(await listen(server, path))) return undefined
      // The lock must not keep the process alive.
      server.unref()
      return {
        async changed() {},
        async release() {
          server.close()
        },
      }
    },

    async ask() {
      try {
        const socket = connect({ path, signal: AbortSignal.timeout(maxWait) })
        return Buffer.concat(await socket.toArray()).toString()
      } catch (error) {
        return ['ECONNREFUSED', 'ENOENT'].includes(errorCode(error) ?? '') ? undefined : ''
      }
    },
  }
}

function respond(socket: Socket, text: string): void {
  socket.unref().on('error', () => {})
  socket.write(text)
  socket.destroySoon()
}

function listen(server: Server, path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    server.once('listening', () => resolve(true))
    server.on('error', (error) =>
      errorCode(error) === 'EADDRINUSE' ? resolve(false) : reject(error),
    )
    // Otherwise the workers of a cluster would share the socket.
    server.listen({ path, exclusive: true })
  })
}
