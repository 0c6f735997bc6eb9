import { link, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import * as v from 'valibot'
import { errorCode } from './error-code.ts'
import { UnusableFile } from './file.ts'

/** Who uses a data file: an emulator's instance, and where it answers. */
const OwnerSchema = v.object({ instance: v.string(), url: v.string() })
export type Owner = v.InferOutput<typeof OwnerSchema>

/** Tells whether an emulator answers at that URL and is that very instance. */
export type IsAlive = (owner: Owner) => Promise<boolean>

/**
 * Makes a data file ours: `<file>.lock` says who has it. A lock whose owner no longer answers is
 * taken over. Resolves to the function that gives the file back.
 * @throws {UnusableFile} naming the emulator that uses the file
 */
export async function lock(
  file: string,
  owner: Owner,
  isAlive: IsAlive,
): Promise<() => Promise<void>> {
  const path = `${file}.lock`
  for (;;) {
    try {
      await writeFile(path, JSON.stringify(owner), { flag: 'wx', mode: 0o600 })
      return () => rm(path, { force: true })
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error
    }
    // Between its creation and its first byte a lock is empty: look twice.
    const other = (await readOwner(path)) ?? (await delay(100, path).then(readOwner))
    if (other && (await isAlive(other)))
      throw new UnusableFile(
        `${file} is in use by the emulator at ${other.url}: stop that one, or name another file with --data`,
      )
    await takeAway(path, other, owner)
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
