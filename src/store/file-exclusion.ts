import { constants } from 'node:fs'
import { open, readFile } from 'node:fs/promises'
import { errorCode } from './errors.ts'
import type { Exclusion } from './lock.ts'

/** open(2) on macOS and the BSDs: locks the file as it opens it. Node passes it on, though it has no name for it. */
const O_EXLOCK = 0x20

const { O_RDWR, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = constants

/**
 * A file that is locked as long as its process has it open. It stays when it is released: who removed it
 * could not tell whether somebody else has just locked it.
 */
export function fileExclusion(path: string): Exclusion {
  return {
    async take(tell) {
      const handle = await open(
        path,
        O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_EXLOCK,
        0o600,
      ).catch((error) => {
        if (errorCode(error) !== 'EAGAIN') throw error
      })
      if (handle === undefined) return undefined
      const changed = async () => {
        try {
          await handle.truncate()
          await handle.write(tell(), 0)
        } catch {
          // A full disk: the lock holds, but does not tell whose it is.
        }
      }
      await changed()
      return { changed, release: () => handle.close() }
    },

    ask: () => readFile(path, 'utf8').catch(() => ''),
  }
}
