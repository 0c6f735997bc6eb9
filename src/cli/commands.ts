import type { Command } from './command.ts'
import { startOptions, tokenOptions, waitOptions } from './options.ts'
import { start } from './start.ts'
import { token } from './token.ts'
import { wait } from './wait.ts'

/** All commands. `start` is the default. */
export const commands: Readonly<Record<string, Command>> = {
  start: { describe: 'start the emulator', options: startOptions, run: start },
  token: {
    describe: 'print an access token from a running emulator, valid or flawed',
    options: tokenOptions,
    run: token,
  },
  wait: { describe: 'wait until an emulator is ready', options: waitOptions, run: wait },
}
