import type { BigIntStats } from 'node:fs'
import { stat } from 'node:fs/promises'
import { errorCode } from './errors.ts'

/** Inode, size and modification time of a file: at least one of them differs after a change. */
export type Fingerprint = string

export function toFingerprint({ ino, size, mtimeNs }: BigIntStats): Fingerprint {
  return `${ino} ${size} ${mtimeNs}`
}

/** Returns undefined when there is no file. */
export async function fingerprintOf(file: string): Promise<Fingerprint | undefined> {
  try {
    return toFingerprint(await stat(file, { bigint: true }))
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}
