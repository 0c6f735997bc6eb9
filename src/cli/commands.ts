import { check } from './check.ts'
import type { Command } from './command.ts'
import { env } from './env.ts'
import { exec } from './exec.ts'
import { exportState } from './export.ts'
import {
  envOptions,
  execOptions,
  exportOptions,
  startOptions,
  tokenOptions,
  waitOptions,
} from './options.ts'
import { start } from './start.ts'
import { token } from './token.ts'
import { wait } from './wait.ts'

/** All commands. `start` is the default. */
export const commands: Readonly<Record<string, Command>> = {
  start: { describe: 'start the emulator', options: startOptions, run: start },
  exec: {
    describe: 'run a command with an emulator of its own',
    options: execOptions,
    operands: '-- <command…>',
    lacks: { data: 'exec keeps its state in memory' },
    run: exec,
  },
  env: {
    describe: 'print the settings of an application as environment variables',
    options: envOptions,
    run: env,
  },
  token: {
    describe: 'print a token from a running emulator, valid or flawed',
    options: tokenOptions,
    run: token,
  },
  wait: { describe: 'wait until an emulator is ready', options: waitOptions, run: wait },
  check: {
    describe: 'check fixture files without starting anything',
    options: {},
    operands: '<file…>',
    run: check,
  },
  export: {
    describe: 'print the state of a running emulator as a fixture',
    options: exportOptions,
    run: exportState,
  },
}
