import { constants } from 'node:fs'
import { open, readFile } from 'node:fs/promises'
import { errorCode } from './errors.ts'
import type { Exclusion } from './lock.ts'

/** A flag of open(2) on macOS and the BSDs that locks the file. Node has no constant for it, but passes it on. */
const O_EXLOCK = 0x20

const { O_RDWR, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = constants

/**
 * A lock file that is locked as long as a process has it open. It is not deleted on release, because another process
 * may have just locked it.
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
          // The disk is full: the lock works, but does not name its owner.
        }
      }
      await changed()
      return { changed, release: () => handle.close() }
    },

    ask: () => readFile(path, 'utf8').catch(() => ''),
  }
}
