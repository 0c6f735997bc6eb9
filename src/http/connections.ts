import type { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import * as timers from 'node:timers/promises'
import type { Listening } from './listen.ts'
import { unreadableAnswer } from './unreadable.ts'

// Taken at load: a test that fakes the timers of its process leaves ours alone.
const { setImmediate: nextTurn } = timers

/** More connections than the kernel keeps for us (511): from then on they are new ones. */
const backlog = 1024

/** Knows the connections, and of each the last response: it costs next to nothing until we hang up. */
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

  /** Answers what cannot be read, unless an answer is on its way already. A request under way tells of it itself. */
  readonly refuse = (error: NodeJS.ErrnoException, socket: Duplex): void => {
    if (!(socket instanceof Socket)) return
    const response = this.#last.get(socket)
    const underWay = response !== undefined && !(response.closed && response.req.complete)
    if (socket.writable && !(underWay && response.headersSent)) {
      const { status, message, text } = unreadableAnswer(error.code, this.#listening.headers)
      socket.write(text)
      // Browsers open connections ahead of need, and let them time out.
      if (!underWay && status !== 408) this.warn(message)
    }
    socket.destroySoon()
  }

  warn(message: string): void {
    this.#listening.warn(message)
  }

  /**
   * Resolves when all that the kernel has accepted for us is here, with the request that came with it. Node takes one
   * connection in a turn of the event loop, and reads from it in the next.
   */
  async settled(): Promise<void> {
    for (let quiet = 0, turn = 0; quiet < 3 && turn < backlog; turn += 1) {
      const before = this.#opened
      await nextTurn()
      quiet = this.#opened === before ? quiet + 1 : 0
    }
  }

  /** Hangs up on each as soon as it has no request under way. */
  hangUp(): void {
    for (const [socket, response] of this.#last) {
      // Somebody who has an answer, and goes on sending, is not waited for.
      const answered = response?.headersSent && !response.req.complete
      if (response === undefined || response.closed || answered) socket.destroySoon()
      else response.once('close', () => socket.destroySoon())
    }
  }

  destroy(): void {
    for (const socket of this.#last.keys()) socket.destroy()
  }
}
