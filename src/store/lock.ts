import { createHash } from 'node:crypto'
import { platform } from 'node:os'
import { basename, dirname } from 'node:path'
import { pid } from 'node:process'
import * as timers from 'node:timers/promises'
import * as v from 'valibot'
import { type DataFile, realPath } from './data-path.ts'
import { fileInUse, messageOf } from './errors.ts'
import { fileExclusion } from './file-exclusion.ts'
import { holdFolder } from './held-folder.ts'
import { socketExclusion } from './socket-exclusion.ts'

// Captured at load, so that fake timers in a test do not affect the emulator.
const { setTimeout: delay } = timers

/** The emulator that uses a data file: its process, its URL, and whether it is stopping. */
const OwnerSchema = v.object({
  pid: v.number(),
  url: v.string(),
  closing: v.boolean(),
})
type Owner = v.InferOutput<typeof OwnerSchema>

/** A mutual exclusion of the operating system, which is released when the process ends. */
export interface Exclusion {
  /** Acquires the exclusion, or returns undefined when it is held. While it is held, `ask` returns the text of `tell`. */
  take(tell: () => string): Promise<Holding | undefined>
  /** Returns the text of the holder: undefined when there no longer is one, empty when it does not respond. */
  ask(): Promise<string | undefined>
}

export interface Holding {
  /** Call when the text of `tell` has changed. Never fails. */
  changed(): Promise<void>
  release(): Promise<void>
}

/** A locked data file. */
export interface Lock {
  /** Makes the next emulator wait for the file: this one is stopping, but may still write. */
  closing(): Promise<void>
  release(): Promise<void>
}

/** How long to wait for an emulator that is stopping, and how often to check, in milliseconds. */
const maxWait = 10_000
const interval = 100

/**
 * Locks a data file for the emulator at `url`. The folder of the file must exist. `word` returns the caller's own name
 * for an option.
 * @throws {EmulatorError} FILE_IN_USE, with the emulator that uses the file
 */
export async function lock(
  { name, path }: DataFile,
  url: string,
  word: (what: 'data') => string,
  warn: (message: string) => void,
): Promise<Lock> {
  const real = await realPath(path)
  const folder = await holdFolder(dirname(real))
  try {
    // The path is not enough: containers that share a network may have different files at the same path.
    const exclusion = exclusionOf(real, `${folder.identity} ${basename(real)}`)
    const held = await acquired(exclusion, name, url, word, warn)
    const release = () => held.release().finally(folder.release)
    return { ...held, release }
  } catch (error) {
    folder.release()
    throw error
  }
}

/** Acquires an exclusion, and waits for it while its holder is stopping. @throws {EmulatorError} FILE_IN_USE */
async function acquired(
  exclusion: Exclusion,
  name: string,
  url: string,
  word: (what: 'data') => string,
  warn: (message: string) => void,
): Promise<Lock> {
  let closing = false
  const tell = () => JSON.stringify({ pid, url, closing } satisfies Owner)
  for (let waited = 0; ; waited += interval) {
    const holding = await exclusion.take(tell).catch((error) => {
      // This happens in a sandbox without sockets and in a read-only folder. Starting without a lock is better than failing.
      warn(
        `${name} cannot be locked (${messageOf(error)}): make sure that only one emulator uses it`,
      )
      return unlocked
    })
    if (holding !== undefined)
      return {
        closing() {
          closing = true
          return holding.changed()
        },
        release: () => holding.release(),
      }
    const reply = await exclusion.ask()
    const other = reply === undefined ? undefined : toOwner(reply)
    if (waited >= maxWait || (reply !== undefined && !other?.closing))
      throw fileInUse(
        `${name} is in use by ${nameOf(other)}: stop it, or choose another file with ${word('data')}`,
      )
    if (waited === 0 && other !== undefined)
      warn(`${name} is in use by ${nameOf(other)}, which is stopping: waiting for it`)
    await delay(interval)
  }
}

/** Without a lock, only the check before each write notices the changes of other programs. */
const unlocked: Holding = { changed: async () => {}, release: async () => {} }

function exclusionOf(path: string, identity: string): Exclusion {
  const name = `appid-emulator-${createHash('sha256').update(identity).digest('hex')}`
  switch (platform()) {
    case 'linux':
    case 'android':
      // An abstract socket. Its name has the maximum length, because Node 20 pads shorter names and later releases do not.
      return socketExclusion(`\0${name.padEnd(107, '.')}`)
    case 'win32':
      return socketExclusion(`\\\\.\\pipe\\${name}`)
    case 'darwin':
    case 'freebsd':
    case 'netbsd':
    case 'openbsd':
      return fileExclusion(`${path}.lock`)
    default:
      return {
        take: async () => unlocked,
        ask: async () => undefined,
      }
  }
}

function toOwner(reply: string): Owner | undefined {
  try {
    const result = v.safeParse(OwnerSchema, JSON.parse(reply))
    return result.success ? result.output : undefined
  } catch {
    return undefined
  }
}

function nameOf(owner: Owner | undefined): string {
  if (owner === undefined) return 'another emulator, which does not respond'
  return `the emulator at ${owner.url} (process ${owner.pid})`
}
