import { randomBytes } from 'node:crypto'
import type { BigIntStats } from 'node:fs'
import { type FileHandle, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { platform } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { errorCode } from './errors.ts'
import type { Bytes } from './serialise.ts'

// Taken at load: whoever fakes the timers of its process leaves ours to us.
const { setTimeout } = globalThis

/**
 * Replaces a file in one step by another of mode 0600, and answers the new one's stats. If that fails, the old
 * file is as it was, and nothing else is left.
 */
export async function replaceFile(file: string, content: Bytes[]): Promise<BigIntStats> {
  // A name that is nobody else's, and exclusively: a link that somebody has put there is not followed.
  const temporary = `${file}.${randomBytes(4).toString('hex')}.tmp`
  const handle = await open(temporary, 'wx', 0o600)
  try {
    const stats = await fill(handle, content).finally(() => handle.close())
    await renameOver(temporary, file)
    return stats
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {})
    throw error
  }
}

/**
 * Removes what writers of a file that were killed have left beside it, if the file has been written since: what is
 * newer may be under way, by an emulator of another machine.
 */
export async function removeLeftovers(file: string): Promise<void> {
  const folder = dirname(file)
  const start = `${basename(file)}.`
  const left = (await readdir(folder)).filter(
    (name) => name.startsWith(start) && /^[0-9a-f]{8}\.tmp$/.test(name.slice(start.length)),
  )
  const { mtimeMs: written } = await stat(file)
  await Promise.all(
    left.map(async (name) => {
      const path = join(folder, name)
      if ((await stat(path)).mtimeMs < written) await rm(path, { force: true })
    }),
  )
}

async function fill(handle: FileHandle, content: Bytes[]): Promise<BigIntStats> {
  // Again, whatever the umask took away.
  await handle.chmod(0o600)
  await writeAll(handle, content)
  return handle.stat({ bigint: true })
}

/** The most buffers that one writev takes everywhere (IOV_MAX). */
const buffersPerWrite = 1024

async function writeAll(handle: FileHandle, content: Bytes[]): Promise<void> {
  for (let from = 0; from < content.length; from += buffersPerWrite) {
    const chunk = content.slice(from, from + buffersPerWrite)
    const { bytesWritten } = await handle.writev(chunk)
    const length = chunk.reduce((sum, { byteLength }) => sum + byteLength, 0)
    // A disk that fills up in the middle takes less and says nothing.
    if (bytesWritten !== length)
      throw new Error(`${bytesWritten} of ${length} bytes were written. Is the disk full?`)
  }
}

// Windows refuses to replace a file that a virus scanner or an editor has open for a moment.
async function renameOver(from: string, to: string): Promise<void> {
  const attempts = platform() === 'win32' ? 10 : 1
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await rename(from, to)
    } catch (error) {
      const passing = ['EPERM', 'EACCES', 'EBUSY'].includes(errorCode(error) ?? '')
      if (attempt >= attempts || !passing) throw error
      await new Promise((resolve) => setTimeout(resolve, attempt * 10))
    }
  }
}
