import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Adapter } from 'lowdb'
import type { State } from '../model/document.ts'
import { InvalidInput } from '../model/parsing/parse.ts'
import { isDataFile, parseContent } from './content.ts'
import { realPath } from './data-path.ts'
import { errorCode, messageOf, UnusableFile, WriteFailed } from './errors.ts'
import { type Fingerprint, fingerprintOf, toFingerprint } from './fingerprint.ts'
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
 * lowdb's adapter for the data file. A write replaces the whole file, so that it always holds either the old state or
 * the new one. This survives a crash of the process, but not of the machine, because nothing is synced. Only changed
 * tenants are serialised again; the others are written from cached buffers.
 */
export class FileAdapter implements Adapter<State> {
  /** The path as the user wrote it, for messages. */
  readonly #name: string
  /** The absolute path, without links as soon as the file has been read. */
  #path: string
  /** The file as this emulator last read or wrote it: it differs when another program has changed the file. */
  #known: Fingerprint | undefined
  readonly #options: FileOptions
  readonly #word: Word

  constructor(file: string, options: FileOptions = {}) {
    this.#name = file
    this.#path = resolve(file)
    this.#options = options
    this.#word = options.word ?? ((name) => name)
  }

  /**
   * Reads the state. Returns null when the file is missing or blank.
   * @throws {UnusableFile} it is not a regular file, cannot be read, or has invalid content
   */
  async read(): Promise<State | null> {
    const bytes = await this.#readBytes()
    if (bytes === undefined) return null
    try {
      return await parseContent(bytes)
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error
      this.#refuseUnlessReset(bytes, error.message)
      // Not null, for which lowdb takes `emptyState`: an empty seed would then count as unchanged, and this file would stay.
      return { tenants: new Map() }
    }
  }

  /** @throws {WriteFailed} */
  async write(state: State): Promise<void> {
    try {
      await this.#refuseForeignChange()
      this.#known = toFingerprint(await replaceFile(this.#path, serialise(state)))
    } catch (error) {
      throw new WriteFailed(
        `${this.#name} could not be written, so nothing was changed: ${this.#explain(error)}`,
      )
    }
  }

  /** Returns undefined when there is no file. @throws {UnusableFile} */
  async #readBytes(): Promise<Buffer | undefined> {
    try {
      this.#path = await realPath(this.#path)
      // The file is locked, so the writers of leftovers are gone. Leftovers that cannot be removed do no harm.
      await removeLeftovers(this.#path).catch(() => {})
      // Taken before reading, so that a change during the read is noticed.
      const stats = await stat(this.#path, { bigint: true })
      // Opening a pipe would block until another process opens it for writing.
      if (!stats.isFile())
        throw new UnusableFile(
          `${this.#name} is a ${stats.isDirectory() ? 'folder' : 'pipe or a device'}, not a file: choose a file with ${this.#word('data')}`,
        )
      this.#known = toFingerprint(stats)
      // Read as a Buffer: decoding during the read takes twice as long.
      return await readFile(this.#path)
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return undefined
      if (error instanceof UnusableFile) throw error
      throw new UnusableFile(`${this.#name} cannot be read: ${this.#explain(error)}`)
    }
  }

  /**
   * Refuses an invalid file, so that nobody loses data by accident. With `reset` it is only warned of, unless it is not a
   * data file at all.
   * @throws {UnusableFile}
   */
  #refuseUnlessReset(bytes: Buffer, problem: string): void {
    const { reset = false, warn = () => {} } = this.#options
    const [name, word] = [this.#name, this.#word]
    const isOurs = isDataFile(bytes)
    if (!reset)
      throw new UnusableFile(
        `${name}: ${sentence(problem)} ${
          isOurs
            ? `Fix it, move it away, or start from the seed with ${word('reset')}`
            : `Is it a data file of the emulator? Choose another file with ${word('data')}, or move this one away`
        }`,
      )
    if (!isOurs)
      throw new UnusableFile(
        `${name} is not a data file of the emulator (JSON in UTF-8 with "version" and "tenants"), so ${word('reset')} does not replace it: move it away, or choose another file with ${word('data')}`,
      )
    warn(`${name} is invalid and is replaced by the seed, because of ${word('reset')}: ${problem}`)
  }

  async #refuseForeignChange(): Promise<void> {
    const found = await fingerprintOf(this.#path)
    if (found !== undefined && found !== this.#known)
      throw new Error(
        'another program has changed the file. Restart the emulator to load that change, or move the file away to keep both versions',
      )
  }

  /** Returns the message of an error of the file system, and what to do about it where that is known. */
  #explain(error: unknown): string {
    const word = this.#word
    switch (errorCode(error)) {
      case 'EBUSY':
      case 'EXDEV':
        return `${messageOf(error)}. If it is mounted as a single file, mount its folder instead, or use ${word('no data')}`
      case 'EACCES':
      case 'EPERM':
      case 'EROFS':
        return `${messageOf(error)}. Use ${word('no data')}, or choose a file in another folder with ${word('data')}`
      default:
        return messageOf(error)
    }
  }
}

function sentence(text: string): string {
  return /[.?]$/.test(text) ? text : `${text}.`
}
