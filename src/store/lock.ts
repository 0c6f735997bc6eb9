import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { platform } from 'node:os'
import { basename, dirname } from 'node:path'
import { pid } from 'node:process'
import * as timers from 'node:timers/promises'
import * as v from 'valibot'
import { type DataFile, realPath } from './data-path.ts'
import { fileInUse, messageOf } from './errors.ts'
import { fileExclusion } from './file-exclusion.ts'
import { socketExclusion } from './socket-exclusion.ts'

// Taken at load: whoever fakes the timers of its process leaves ours to us.
const { setTimeout: delay } = timers

/** Who uses a data file: a process, where its emulator answers, and whether that is about to stop. */
const OwnerSchema = v.object({
  pid: v.number(),
  url: v.string(),
  closing: v.boolean(),
})
type Owner = v.InferOutput<typeof OwnerSchema>

/** Something that the kernel gives to one at a time, and takes back when its process ends. */
export interface Exclusion {
  /** Takes it, unless somebody has it. Whoever asks meanwhile is told what `tell` answers. */
  take(tell: () => string): Promise<Holding | undefined>
  /** What whoever has it tells: nothing when nobody has it any more, an empty text when it keeps silent. */
  ask(): Promise<string | undefined>
}

export interface Holding {
  /** There is something new to tell. Never fails. */
  changed(): Promise<void>
  release(): Promise<void>
}

/** A data file that is ours. */
export interface Lock {
  /** Tells who wants the file next to wait: we no longer answer but may still write. */
  closing(): Promise<void>
  release(): Promise<void>
}

/** How long to wait for an owner that is closing, and how often to look, in milliseconds. */
const patience = 10_000
const interval = 100

/**
 * Makes a data file ours, in the name of the emulator at `url`. The folder of the file has to be there. `word` tells how
 * the caller calls the option that names the file.
 * @throws {UnusableFile} naming the emulator that uses the file
 */
export async function lock(
  { name, path }: DataFile,
  url: string,
  word: (what: 'data') => string,
  warn: (message: string) => void,
): Promise<Lock> {
  const exclusion = await exclusionOf(await realPath(path))
  let closing = false
  const tell = () => JSON.stringify({ pid, url, closing } satisfies Owner)
  for (let waited = 0; ; waited += interval) {
    const holding = await exclusion.take(tell).catch((error) => {
      // A sandbox without sockets, a folder without a place for the lock: better without one than not at all.
      warn(`${name} cannot be locked (${messageOf(error)}): see to it that one emulator uses it`)
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
    const told = await exclusion.ask()
    const other = told === undefined ? undefined : toOwner(told)
    if (waited >= patience || (told !== undefined && !other?.closing))
      throw fileInUse(
        `${name} is in use by ${nameOf(other)}: stop that one, or name another file with ${word('data')}`,
      )
    if (waited === 0 && other !== undefined)
      warn(`${name} is in use by ${nameOf(other)}, which is stopping: waiting for it`)
    await delay(interval)
  }
}

/** Where the kernel has nothing for us, the check for changes of other programs is all there is. */
const unlocked: Holding = { changed: async () => {}, release: async () => {} }

async function exclusionOf(path: string): Promise<Exclusion> {
  // Not by the path alone: containers that share a network may each have a file of their own there.
  const { dev, ino } = await stat(dirname(path), { bigint: true })
  const identity = `${dev} ${ino} ${basename(path)}`
  const name = `appid-emulator-${createHash('sha256').update(identity).digest('hex')}`
  switch (platform()) {
    case 'linux':
    case 'android':
      // An abstract socket. As long as a name can be: Node 20 pads shorter ones, later releases do not.
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

function toOwner(told: string): Owner | undefined {
  try {
    const result = v.safeParse(OwnerSchema, JSON.parse(told))
    return result.success ? result.output : undefined
  } catch {
    return undefined
  }
}

function nameOf(owner: Owner | undefined): string {
  if (owner === undefined) return 'another emulator, which does not answer'
  return `the emulator at ${owner.url} (process ${owner.pid})`
}
