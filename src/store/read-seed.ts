import { constants, openSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { Socket } from 'node:net'

/**
 * The bytes of a file or of a pipe, such as a shell's `<(…)`. Read like a file, a pipe would keep a thread waiting for
 * its writer, and a process whose threads wait does not end.
 */
export async function readSeed(path: string): Promise<Buffer> {
  if (!(await stat(path)).isFIFO()) return readFile(path)
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  const pipe = new Socket({ fd, readable: true, writable: false })
  return Buffer.concat(await pipe.toArray())
}
