import type { BigIntStats } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Adapter } from 'lowdb'
import { type State, toState } from '../model/document.ts'
import { parseJson, parseWrittenJson } from '../model/json-file.ts'
import { InvalidInput } from '../model/parse.ts'
import { realPath } from './data-path.ts'
import { errorCode, messageOf, UnusableFile, WriteFailed } from './errors.ts'
import { removeLeftovers, replaceFile } from './replace.ts'
import { serialise } from './serialise.ts'

export interface FileOptions {
  /** What cannot be used counts as empty, if it is a document at all. Default: false. */
  readonly reset?: boolean
  /** Is told what counts as empty for that. */
  readonly warn?: (message: string) => void
  /** Tells how the caller calls an option. Default: as `createEmulator` does. */
  readonly word?: Word
}

type Word = (what: 'data' | 'no data' | 'reset') => string

/**
 * lowdb's adapter for the data file. A write replaces the file in one step and leaves it at mode
 * 0600, so that it survives the death of the process (not of the machine: nothing is synced). What a
 * write costs is a copy of cached buffers, one per tenant record; only changed tenants are serialised.
 */
export class FileAdapter implements Adapter<State> {
  readonly #file: string
  readonly #options: FileOptions
  readonly #word: Word
  #target: string
  #seen: Fingerprint | undefined

  constructor(file: string, options: FileOptions = {}) {
    this.#file = file
    this.#options = options
    this.#word = options.word ?? ((name) => name)
    this.#target = resolve(file)
  }

  /**
   * Reads the state, if there is any: a file that is blank is as good as none.
   * @throws {UnusableFile} it is no file, cannot be read, or is not in our format
   */
  async read(): Promise<State | null> {
    const bytes = await this.#content()
    if (bytes === undefined || isBlank(bytes)) return null
    try {
      // What a person has edited is not long, and may have something twice.
      const read = bytes.length < 1024 * 1024 ? parseWrittenJson : parseJson
      return toState(await read(bytes))
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error
      return this.#instead(bytes.toString(), error.message)
    }
  }

  /** @throws {WriteFailed} */
  async write(state: State): Promise<void> {
    try {
      await this.#refuseForeignChange()
      this.#seen = toFingerprint(await replaceFile(this.#target, serialise(state)))
    } catch (error) {
      throw new WriteFailed(
        `${this.#file} could not be written, nothing was changed: ${messageOf(error)}${remedyFor(error, this.#word)}`,
      )
    }
  }

  async #content(): Promise<Buffer | undefined> {
    try {
      this.#target = await realPath(this.#target)
      // The file is ours: whoever was writing these is gone. Where they cannot be removed they do no harm.
      await removeLeftovers(this.#target).catch(() => {})
      // Before it is read: what changes while we read has changed since.
      const stats = await stat(this.#target, { bigint: true })
      // Whoever opens a pipe waits for another to open it.
      if (!stats.isFile())
        throw new UnusableFile(
          `${this.#file} is a ${stats.isDirectory() ? 'folder' : 'pipe or a device'}, not a file: name another one with ${this.#word('data')}`,
        )
      this.#seen = toFingerprint(stats)
      // As bytes: decoding them piece by piece takes twice as long.
      return await readFile(this.#target)
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return undefined
      if (error instanceof UnusableFile) throw error
      throw new UnusableFile(
        `${this.#file} cannot be read: ${messageOf(error)}${remedyFor(error, this.#word)}`,
      )
    }
  }

  #instead(text: string, problem: string): State {
    const { reset = false, warn = () => {} } = this.#options
    if (!isDocument(text))
      throw new UnusableFile(
        reset
          ? `${this.#file} is no data file of the emulator (which is JSON in UTF-8 with "version" and "tenants"), so ${this.#word('reset')} leaves it alone: move it away, or name another one with ${this.#word('data')}`
          : `${this.#file}: ${sentence(problem)} Is it the emulator's? Name another one with ${this.#word('data')}, or move it away`,
      )
    if (!reset)
      throw new UnusableFile(
        `${this.#file}: ${sentence(problem)} Mend it, move it away, or start from the seed with ${this.#word('reset')}`,
      )
    warn(
      `${this.#file} is replaced by the seed, as ${this.#word('reset')} wants it. What it held was of no use: ${problem}`,
    )
    // Not the empty state that a new file has: what is in this one is to be overwritten even by that.
    return { tenants: new Map() }
  }

  async #refuseForeignChange(): Promise<void> {
    const found = await fingerprint(this.#target)
    if (found === undefined || found === this.#seen) return
    throw new Error(
      'another program has changed it since. Restart the emulator to load that, or move the file away to keep both',
    )
  }
}

function sentence(text: string): string {
  return /[.?]$/.test(text) ? text : `${text}.`
}

/** Whether this is a document, or was one before it broke. */
function isDocument(text: string): boolean {
  try {
    const document: unknown = JSON.parse(text)
    return (
      typeof document === 'object' &&
      document !== null &&
      'version' in document &&
      'tenants' in document
    )
  } catch {
    return /^\s*\{/.test(text) && /"version"\s*:/.test(text) && /"tenants"\s*:/.test(text)
  }
}

/** Whether there is nothing but spaces and ends of lines, perhaps behind a byte order mark. */
function isBlank(bytes: Buffer): boolean {
  const mark = bytes.toString('hex', 0, 3) === 'efbbbf' ? 3 : 0
  return !bytes.subarray(mark).some((byte) => byte > 0x20)
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

function remedyFor(error: unknown, word: Word): string {
  switch (errorCode(error)) {
    case 'EBUSY':
    case 'EXDEV':
      return `. If it is mounted as a single file, mount its folder instead, or use ${word('no data')}`
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `. Use ${word('no data')}, or name a file elsewhere with ${word('data')}`
    default:
      return ''
  }
}
