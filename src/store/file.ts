import type { BigIntStats } from 'node:fs'
import { open, readFile, rename, rm, stat } from 'node:fs/promises'
import type { Adapter } from 'lowdb'
import { type State, toState } from '../model/document.ts'
import { parseJson } from '../model/json-file.ts'
import { InvalidInput } from '../model/parse.ts'
import { realPath } from './data-path.ts'
import { errorCode, messageOf, UnusableFile, WriteFailed } from './errors.ts'
import { type Bytes, serialise } from './serialise.ts'

/**
 * lowdb's adapter for the data file. A write replaces the file in one step and leaves it at mode
 * 0600, so that it survives the death of the process (not of the machine: nothing is synced). What a
 * write costs is a copy of cached buffers, one per tenant record; only changed tenants are serialised.
 */
export class FileAdapter implements Adapter<State> {
  readonly #file: string
  #target: string
  #seen: Fingerprint | undefined

  constructor(file: string) {
    this.#file = file
    this.#target = file
  }

  /** @throws {UnusableFile} no JSON, or not our format */
  async read(): Promise<State | null> {
    try {
      this.#target = await realPath(this.#file)
      // First: what changes while we read has changed since.
      this.#seen = await fingerprint(this.#target)
      // As text only when it is whole: piece by piece takes twice as long.
      return toState(await parseJson(await readFile(this.#target)))
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return null
      if (error instanceof InvalidInput) throw new UnusableFile(`${this.#file}: ${error.message}`)
      throw new UnusableFile(`${this.#file} cannot be read: ${messageOf(error)}`)
    }
  }

  /** @throws {WriteFailed} */
  async write(state: State): Promise<void> {
    const temporary = `${this.#target}.tmp`
    try {
      await this.#refuseForeignChange()
      const written = await writeAnew(temporary, serialise(state))
      await renameOver(temporary, this.#target)
      this.#seen = written
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => {})
      throw new WriteFailed(
        `${this.#file} could not be written, nothing was changed: ${messageOf(error)}`,
      )
    }
  }

  async #refuseForeignChange(): Promise<void> {
    const found = await fingerprint(this.#target)
    if (found === undefined || found === this.#seen) return
    throw new Error(
      'another program has changed it since. Restart the emulator to load that, or move the file away to keep both',
    )
  }
}

/** What tells one content of a file from another without reading it. */
type Fingerprint = string

async function fingerprint(file: string): Promise<Fingerprint | undefined> {
  try {
    return toFingerprint(await stat(file, { bigint: true }))
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}

function toFingerprint({ ino, size, mtimeNs }: BigIntStats): Fingerprint {
  return `${ino} ${size} ${mtimeNs}`
}

/** Writes a file of mode 0600 and tells what it will be known by, also when it is renamed. */
async function writeAnew(file: string, buffers: Bytes[]): Promise<Fingerprint> {
  const handle = await open(file, 'w', 0o600)
  try {
    await handle.chmod(0o600)
    await writeAll(handle, buffers)
    return toFingerprint(await handle.stat({ bigint: true }))
  } finally {
    await handle.close()
  }
}

/** The most buffers that one writev takes everywhere (IOV_MAX). */
const buffersPerWrite = 1024

async function writeAll(handle: Awaited<ReturnType<typeof open>>, buffers: Bytes[]): Promise<void> {
  for (let from = 0; from < buffers.length; from += buffersPerWrite) {
    const chunk = buffers.slice(from, from + buffersPerWrite)
    const { bytesWritten } = await handle.writev(chunk)
    const length = chunk.reduce((sum, { byteLength }) => sum + byteLength, 0)
    // A disk that fills up in the middle writes less and says nothing.
    if (bytesWritten !== length) throw new Error('no space left on the device')
  }
}

// Windows refuses to replace a file that a virus scanner or an editor has open for a moment.
async function renameOver(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await rename(from, to)
    } catch (error) {
      if (attempt === 10 || !['EPERM', 'EACCES', 'EBUSY'].includes(errorCode(error) ?? ''))
        throw error
      await new Promise((resolve) => setTimeout(resolve, attempt * 10))
    }
  }
}
