import { constants, openSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { Socket } from 'node:net'

/**
 * Reads a file or a pipe, such as a shell's `<(…)`. A pipe is read without blocking: `readFile` would block a thread
 * until data arrives, and a process with a blocked thread does not exit.
 */
export async function readSeed(path: string): Promise<Buffer> {
  if (!(await stat(path)).isFIFO()) return readFile(path)
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  const pipe = new Socket({ fd, readable: true, writable: false })
  return Buffer.concat(await pipe.toArray())
}
