import { access, chmod, mkdir, readlink, realpath, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join } from 'node:path'
import { errorCode, messageOf, UnusableFile } from './errors.ts'

/** The data file: `name` is the path as the user wrote it, `path` is absolute, resolved when the emulator started. */
export interface DataFile {
  readonly name: string
  readonly path: string
}

/**
 * Creates the folder of the data file and, if the data file is a link, the folder of its target.
 * A new folder gets a .gitignore, because the data file contains secrets.
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
      `the folder of ${name} cannot be used: ${messageOf(error)}. Use ${word('no data')}, or choose a file in another folder with ${word('data')}`,
    )
  }
}

/**
 * Creates a folder and its missing parents with mode 0700. Returns whether the folder is new. mkdir's `recursive` is not
 * used: it applies the umask, and reports a read-only file system as a missing folder.
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
    // Another process may have created it in the meantime.
    if (errorCode(error) === 'EEXIST') return false
    throw error
  }
}

/** Resolves all links in the path of a data file. The file need not exist, but its folder must. */
export async function realPath(file: string): Promise<string> {
  try {
    return await realpath(file)
  } catch (error) {
    // The caller handles everything else, including a loop of links.
    if (errorCode(error) !== 'ENOENT') throw error
  }
  const target = await linked(file)
  return target === undefined
    ? join(await realpath(dirname(file)), basename(file))
    : realPath(target)
}

/** Returns the target of a link, whether it exists or not, or undefined when `file` is not a link. */
async function linked(file: string): Promise<string | undefined> {
  try {
    const target = await readlink(file)
    // readlink does not notice a loop of links; stat does.
    await stat(file).catch((error) => {
      if (errorCode(error) === 'ELOOP') throw error
    })
    // Not with join: it would remove `folder/..`, although that folder may be a link.
    return isAbsolute(target) ? target : `${await realpath(dirname(file))}/${target}`
  } catch (error) {
    if (['EINVAL', 'ENOENT', 'UNKNOWN'].includes(errorCode(error) ?? '')) return undefined
    throw error
  }
}
