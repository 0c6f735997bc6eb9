import { type FileHandle, open, stat } from 'node:fs/promises'
import { platform } from 'node:os'

/** A folder that cannot be mistaken for another one until it is released. */
export interface HeldFolder {
  /** What no other folder of this machine has. */
  readonly identity: string
  release(): Promise<void>
}

/**
 * Holds a folder. Where file systems give the inode of a deleted folder to the next one, it is kept open, which prevents
 * that. One that cannot be opened is only looked at.
 */
export async function holdFolder(path: string): Promise<HeldFolder> {
  const handle = await opened(path)
  const { dev, ino } = await (handle?.stat({ bigint: true }) ?? stat(path, { bigint: true }))
  return { identity: `${dev} ${ino}`, release: async () => handle?.close() }
}

async function opened(path: string): Promise<FileHandle | undefined> {
  if (!['linux', 'android'].includes(platform())) return undefined
  try {
    return await open(path)
  } catch {
    return undefined
  }
}
