import { connect, createServer, type Server, type Socket } from 'node:net'
import { errorCode } from './errors.ts'
import type { Exclusion } from './lock.ts'

/** How long somebody may take to answer, in milliseconds: a process that is stopped never does. */
const patience = 2000

/**
 * A name of a local socket. Unlike a socket's file it is free the moment that its process ends, so that
 * nobody ever has to find out whether an owner is dead.
 */
export function socketExclusion(path: string): Exclusion {
  return {
    async take(tell) {
      const server = createServer((socket) => answer(socket, tell()))
      if (!(await listen(server, path))) return undefined
      // It is here as long as the process is, and no reason for that to be.
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
        const socket = connect({ path, signal: AbortSignal.timeout(patience) })
        return Buffer.concat(await socket.toArray()).toString()
      } catch (error) {
        return ['ECONNREFUSED', 'ENOENT'].includes(errorCode(error) ?? '') ? undefined : ''
      }
    },
  }
}

function answer(socket: Socket, text: string): void {
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
    // The workers of a cluster would share it otherwise.
    server.listen({ path, exclusive: true })
  })
}
