import { link, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import * as v from 'valibot'
import { errorCode, UnusableFile } from './errors.ts'

/** Who uses a data file: an emulator's instance, where it answers, and whether it is about to stop. */
const OwnerSchema = v.object({
  instance: v.string(),
  url: v.string(),
  closing: v.optional(v.boolean()),
})
export type Owner = v.InferOutput<typeof OwnerSchema>

/** Tells whether an emulator answers at that URL and is that very instance. */
export type IsAlive = (owner: Owner) => Promise<boolean>

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
 * Makes a data file ours: `<file>.lock` says who has it. A lock whose owner no longer answers is
 * taken over.
 * @throws {UnusableFile} naming the emulator that uses the file
 */
export async function lock(file: string, owner: Owner, isAlive: IsAlive): Promise<Lock> {
  const path = `${file}.lock`
  for (let waited = 0; ; ) {
    if (await create(path, owner)) return held(path, owner)
    // Between its creation and its first byte a lock is empty: look twice.
    const other = (await readOwner(path)) ?? (await delay(interval, path).then(readOwner))
    if (other?.closing && waited < patience) {
      await delay(interval)
      waited += interval
    } else if (other && (await isAlive(other))) {
      throw new UnusableFile(
        `${file} is in use by the emulator at ${other.url}: stop that one, or name another file with --data`,
      )
    } else {
      await takeAway(path, other, owner)
    }
  }
}

function held(path: string, owner: Owner): Lock {
  const isOurs = async () => (await readOwner(path))?.instance === owner.instance
  return {
    async closing() {
      if (await isOurs()) await writeFile(path, JSON.stringify({ ...owner, closing: true }))
    },
    async release() {
      if (await isOurs()) await rm(path, { force: true })
    },
  }
}

async function create(path: string, owner: Owner): Promise<boolean> {
  try {
    await writeFile(path, JSON.stringify(owner), { flag: 'wx', mode: 0o600 })
    return true
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false
    throw error
  }
}

// Two that start at once may both have found the same dead lock. The slower one then takes the faster
// one's new lock away, sees that it is another, and puts it back.
async function takeAway(path: string, dead: Owner | undefined, owner: Owner): Promise<void> {
  const aside = `${path}.${owner.instance}`
  try {
    await rename(path, aside)
    const taken = await readOwner(aside)
    if (taken?.instance !== dead?.instance) await link(aside, path)
  } catch (error) {
    if (!['ENOENT', 'EEXIST'].includes(errorCode(error) ?? '')) throw error
  } finally {
    await rm(aside, { force: true })
  }
}

async function readOwner(path: string): Promise<Owner | undefined> {
  try {
    const result = v.safeParse(OwnerSchema, JSON.parse(await readFile(path, 'utf8')))
    return result.success ? result.output : undefined
  } catch {
    return undefined
  }
}
