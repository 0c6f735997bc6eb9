import { closeSync, fstatSync, openSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { platform } from 'node:os'

/** A folder that cannot be mistaken for another one until it is released. */
export interface HeldFolder {
  /** What no other folder of this machine has. */
  readonly identity: string
  release(): void
}

/**
 * Holds a folder. Where file systems give the inode of a deleted folder to the next one, it is kept open, which prevents
 * that. One that cannot be opened is only looked at.
 */
export async function holdFolder(path: string): Promise<HeldFolder> {
  // A number: a FileHandle would be closed, with a warning, when nobody keeps the emulator.
  const descriptor = opened(path)
  const { dev, ino } =
    descriptor === undefined
      ? await stat(path, { bigint: true })
      : fstatSync(descriptor, { bigint: true })
  return {
    identity: `${dev} ${ino}`,
    release() {
      if (descriptor !== undefined) closeSync(descriptor)
    },
  }
}

function opened(path: string): number | undefined {
  if (!['linux', 'android'].includes(platform())) return undefined
  try {
    return openSync(path, 'r')
  } catch {
    return undefined
  }
}
