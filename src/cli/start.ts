import type { Invocation } from './command.ts'
import { withEmulator } from './launched.ts'
import { startOptions } from './options.ts'

/** `appid-emulator start`: runs until it is interrupted. The caller then exits without waiting. @throws {UsageError} */
export function start(invocation: Invocation): Promise<number> {
  const defaults = { port: 6002, data: '.appid-emulator/db.json' }
  return withEmulator(invocation, startOptions, defaults, async (emulator) => {
    await invocation.untilInterrupted()
    await emulator.close()
    return 0
  })
}
