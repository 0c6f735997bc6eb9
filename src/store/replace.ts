import { randomBytes } from 'node:crypto'
import type { BigIntStats } from 'node:fs'
import { type FileHandle, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { platform } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { errorCode } from './errors.ts'
import type { Bytes } from './serialise.ts'

// Captured at load, so that fake timers in a test do not affect the emulator.
const { setTimeout } = globalThis

/**
 * Replaces a file atomically with a new one of mode 0600, and returns the stats of the new file. On failure the old file
 * is unchanged and the temporary file is deleted.
 */
export async function replaceFile(file: string, content: Bytes[]): Promise<BigIntStats> {
  // A unique name, opened exclusively so that a link at that path is not followed.
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
 * Deletes the temporary files of writers that were killed. Files newer than the data file are kept: an emulator on
 * another machine may still be writing them.
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
  // The mode given to open was reduced by the umask.
  await handle.chmod(0o600)
  await writeAll(handle, content)
  return handle.stat({ bigint: true })
}

/** The most buffers that writev accepts on every platform (IOV_MAX). */
const buffersPerWrite = 1024

async function writeAll(handle: FileHandle, content: Bytes[]): Promise<void> {
  for (let from = 0; from < content.length; from += buffersPerWrite) {
    const chunk = content.slice(from, from + buffersPerWrite)
    const { bytesWritten } = await handle.writev(chunk)
    const length = chunk.reduce((sum, { byteLength }) => sum + byteLength, 0)
    // When the disk is full, writev writes fewer bytes and reports no error.
    if (bytesWritten !== length)
      throw new Error(`only ${bytesWritten} of ${length} bytes were written. Is the disk full?`)
  }
}

// Windows refuses to replace a file that is open, for example briefly in a virus scanner.
async function renameOver(from: string, to: string): Promise<void> {
  const attempts = platform() === 'win32' ? 10 : 1
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await rename(from, to)
    } catch (error) {
      const isTransient = ['EPERM', 'EACCES', 'EBUSY'].includes(errorCode(error) ?? '')
      if (attempt >= attempts || !isTransient) throw error
      await new Promise((resolve) => setTimeout(resolve, attempt * 10))
    }
  }
}
