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
  /** Treats an invalid data file as empty, unless it is not a data file at all. Default: false. */
  readonly reset?: boolean
  /** Called with a message when an invalid data file is treated as empty. */
  readonly warn?: (message: string) => void
  /** Returns the caller's own name for an option. Default: the name that `createEmulator` uses. */
  readonly word?: Word
}

type Word = (what: 'data' | 'no data' | 'reset') => string

/**
 * lowdb's adapter for the data file. A write replaces the file atomically, with mode 0600: the file survives a crash of
 * the process, but not of the machine, because nothing is synced. A write copies cached buffers, one per tenant; only
 * changed tenants are serialised.
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
   * Reads the state. Returns null when the file is missing or blank.
   * @throws {UnusableFile} it is not a regular file, cannot be read, or has invalid content
   */
  async read(): Promise<State | null> {
    const bytes = await this.#content()
    if (bytes === undefined || isBlank(bytes)) return null
    try {
      // Duplicate names come from editing by hand, so only small files are checked for them.
      const read = bytes.length < 1024 * 1024 ? parseWrittenJson : parseJson
      return toState(await read(bytes))
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error
      return this.#replacement(bytes.toString(), error.message)
    }
  }

  /** @throws {WriteFailed} */
  async write(state: State): Promise<void> {
    try {
      await this.#refuseForeignChange()
      this.#seen = toFingerprint(await replaceFile(this.#target, serialise(state)))
    } catch (error) {
      throw new WriteFailed(
        `${this.#file} could not be written, so nothing was changed: ${messageOf(error)}${remedyFor(error, this.#word)}`,
      )
    }
  }

  async #content(): Promise<Buffer | undefined> {
    try {
      this.#target = await realPath(this.#target)
      // The file is locked, so the writers of leftovers are gone. Leftovers that cannot be removed do no harm.
      await removeLeftovers(this.#target).catch(() => {})
      // Taken before reading, so that a change during the read is noticed.
      const stats = await stat(this.#target, { bigint: true })
      // Opening a pipe would block until another process opens it for writing.
      if (!stats.isFile())
        throw new UnusableFile(
          `${this.#file} is a ${stats.isDirectory() ? 'folder' : 'pipe or a device'}, not a file: choose a file with ${this.#word('data')}`,
        )
      this.#seen = toFingerprint(stats)
      // Read as a Buffer: decoding during the read takes twice as long.
      return await readFile(this.#target)
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return undefined
      if (error instanceof UnusableFile) throw error
      throw new UnusableFile(
        `${this.#file} cannot be read: ${messageOf(error)}${remedyFor(error, this.#word)}`,
      )
    }
  }

  #replacement(text: string, problem: string): State {
    const { reset = false, warn = () => {} } = this.#options
    if (!isDocument(text))
      throw new UnusableFile(
        reset
          ? `${this.#file} is not a data file of the emulator (JSON in UTF-8 with "version" and "tenants"), so ${this.#word('reset')} does not replace it: move it away, or choose another file with ${this.#word('data')}`
          : `${this.#file}: ${sentence(problem)} Is it a data file of the emulator? Choose another file with ${this.#word('data')}, or move this one away`,
      )
    if (!reset)
      throw new UnusableFile(
        `${this.#file}: ${sentence(problem)} Fix it, move it away, or start from the seed with ${this.#word('reset')}`,
      )
    warn(
      `${this.#file} is invalid and is replaced by the seed, because of ${this.#word('reset')}: ${problem}`,
    )
    // A new object: with `emptyState`, an empty seed would count as unchanged and would not overwrite this file.
    return { tenants: new Map() }
  }

  async #refuseForeignChange(): Promise<void> {
    const found = await fingerprint(this.#target)
    if (found === undefined || found === this.#seen) return
    throw new Error(
      'another program has changed the file. Restart the emulator to load that change, or move the file away to keep both versions',
    )
  }
}

function sentence(text: string): string {
  return /[.?]$/.test(text) ? text : `${text}.`
}

/** Whether the text is a document, or looks like a damaged one. */
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

/** Whether the file contains only white space, after an optional byte order mark. */
function isBlank(bytes: Buffer): boolean {
  const mark = bytes.toString('hex', 0, 3) === 'efbbbf' ? 3 : 0
  return !bytes.subarray(mark).some((byte) => byte > 0x20)
}

/** Inode, size and modification time: at least one of them differs after a change. */
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
      return `. Use ${word('no data')}, or choose a file in another folder with ${word('data')}`
    default:
      return ''
  }
}
