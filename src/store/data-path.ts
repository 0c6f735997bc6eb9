import { access, chmod, mkdir, readlink, realpath, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join } from 'node:path'
import { errorCode, messageOf, UnusableFile } from './errors.ts'

/** The data file: as its user calls it, and where that was when the emulator was started. */
export interface DataFile {
  readonly name: string
  readonly path: string
}

/**
 * Makes the folder of the data file, and the one that a link to it leads to.
 * One that is new gets a .gitignore: it will hold secrets.
 * @throws {UnusableFile}
 */
export async function makeFolder(
  { name, path }: DataFile,
  word: (what: 'data' | 'no data') => string,
): Promise<void> {
  const folder = dirname(path)
  try {
    if (await make(folder)) await writeFile(join(folder, '.gitignore'), '*\n')
    const target = await linked(path)
    if (target !== undefined) await makeFolder({ name: target, path: target }, word)
  } catch (error) {
    if (error instanceof UnusableFile) throw error
    throw new UnusableFile(
      `the folder of ${name} cannot be used: ${messageOf(error)}. Use ${word('no data')}, or name a file elsewhere with ${word('data')}`,
    )
  }
}

/**
 * Makes a folder that nobody else may look into, and those above it, unless it is there. Step by step: Node's own way
 * obeys the umask, and takes a read-only file system for a missing folder.
 */
async function make(folder: string): Promise<boolean> {
  try {
    await access(folder)
    return false
  } catch {
    if (dirname(folder) !== folder) await make(dirname(folder))
  }
  try {
    await mkdir(folder, 0o700)
    await chmod(folder, 0o700)
    return true
  } catch (error) {
    // Another may have been faster.
    if (errorCode(error) === 'EEXIST') return false
    throw error
  }
}

/** Where a data file really is, or is to be when it is not there yet. Its folder has to be there. */
export async function realPath(file: string): Promise<string> {
  try {
    return await realpath(file)
  } catch (error) {
    // Anything else, a loop of links too, is for the caller.
    if (errorCode(error) !== 'ENOENT') throw error
  }
  const target = await linked(file)
  return target === undefined
    ? join(await realpath(dirname(file)), basename(file))
    : realPath(target)
}

/** What a link leads to, be it there or not. */
async function linked(file: string): Promise<string | undefined> {
  try {
    const target = await readlink(file)
    // A loop of links leads nowhere: stat says so.
    await stat(file).catch((error) => {
      if (errorCode(error) === 'ELOOP') throw error
    })
    // Not joined: what comes before a .. may be a link itself.
    return isAbsolute(target) ? target : `${await realpath(dirname(file))}/${target}`
  } catch (error) {
    if (['EINVAL', 'ENOENT', 'UNKNOWN'].includes(errorCode(error) ?? '')) return undefined
    throw error
  }
}
