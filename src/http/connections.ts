import type { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import * as timers from 'node:timers/promises'
import type { Listening } from './listen.ts'
import { unreadableResponse } from './unreadable.ts'

// Captured at load, so that fake timers in a test do not affect the emulator.
const { setImmediate: nextTurn } = timers

/** More than the kernel's accept queue holds (511): any further connections arrived later. */
const backlog = 1024

/** Tracks the open connections and the last response on each, at very little cost per request. */
export class Connections {
  readonly #last = new Map<Socket, ServerResponse | undefined>()
  readonly #listening: Listening
  #opened = 0

  constructor(listening: Listening) {
    this.#listening = listening
  }

  readonly open = (socket: Socket): void => {
    this.#last.set(socket, undefined)
    this.#opened += 1
    socket.once('close', () => this.#last.delete(socket))
  }

  readonly handle = (request: IncomingMessage, response: ServerResponse): void => {
    this.#last.set(request.socket, response)
    this.#listening.handle(request, response)
  }

  /**
   * Responds to a request that cannot be parsed, unless a response has been started. Logs a warning only when no request
   * is in progress: a request in progress has its own log line.
   */
  readonly refuse = (error: NodeJS.ErrnoException, socket: Duplex): void => {
    if (!(socket instanceof Socket)) return
    const response = this.#last.get(socket)
    const underWay = response !== undefined && !(response.closed && response.req.complete)
    if (socket.writable && !(underWay && response.headersSent)) {
      const { status, message, text } = unreadableResponse(error.code, this.#listening.headers)
      socket.write(text)
      // Browsers open connections in advance and let them time out: that needs no warning.
      if (!underWay && status !== 408) this.warn(message)
    }
    socket.destroySoon()
  }

  warn(message: string): void {
    this.#listening.warn(message)
  }

  /**
   * Resolves when Node has taken every connection that the kernel has accepted, and read the request on it. Node takes
   * one connection per turn of the event loop, and reads from it in the next turn.
   */
  async settled(): Promise<void> {
    for (let quiet = 0, turn = 0; quiet < 3 && turn < backlog; turn += 1) {
      const before = this.#opened
      await nextTurn()
      quiet = this.#opened === before ? quiet + 1 : 0
    }
  }

  /** Closes each connection as soon as no request is in progress on it. */
  hangUp(): void {
    for (const [socket, response] of this.#last) {
      // Do not wait for a client that has its response and is still sending.
      const responded = response?.headersSent && !response.req.complete
      if (response === undefined || response.closed || responded) socket.destroySoon()
      else response.once('close', () => socket.destroySoon())
    }
  }

  destroy(): void {
    for (const socket of this.#last.keys()) socket.destroy()
  }
}
