import { constants as limits } from 'node:buffer'
import { closeSync, constants, openSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { Socket } from 'node:net'
import { isatty, ReadStream } from 'node:tty'

/**
 * Reads a file, a pipe, such as a shell's `<(…)`, or what is typed into a terminal.
 * @throws {Error} it cannot be read, or is too large for a string
 */
export async function readSeed(path: string): Promise<Buffer> {
  const bytes = await read(path)
  if (bytes.length > limits.MAX_STRING_LENGTH) throw new Error('is larger than 512 MiB')
  return bytes
}

// Pipes and terminals are read without blocking: `readFile` would block a thread until data arrives, and a process with
// a blocked thread does not exit.
async function read(path: string): Promise<Buffer> {
  const file = await stat(path)
  if (!file.isFIFO() && !file.isCharacterDevice()) return readFile(path)
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  if (isatty(fd)) return Buffer.concat(await new ReadStream(fd).toArray())
  if (!file.isFIFO()) {
    closeSync(fd)
    return readFile(path)
  }
  const pipe = new Socket({ fd, readable: true, writable: false })
  return Buffer.concat(await pipe.toArray())
}
