import type { Given } from './given.ts'
import type { OptionTable } from './options.ts'
import type { Streams } from './print.ts'

/** What the command needs from its process. */
export interface Surroundings extends Streams {
  readonly version: string
  /**
   * Writes to stdout without making the text safe for a terminal: programs read it. Rejects if it cannot be written, but
   * not if its reader has read enough.
   */
  print(text: string): Promise<void>
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Resolves when the command is interrupted. */
  untilInterrupted(): Promise<void>
  /** From now on, calls `pass` for each signal, also for one that has interrupted the command before. */
  passSignals(pass: (signal: NodeJS.Signals) => void): void
}

/** One run of a command. */
export interface Invocation extends Surroundings {
  readonly given: Given
  /** The arguments that are not options; for a command that runs another, all that follows `--`. */
  readonly operands: readonly string[]
  /** Warnings about the environment, which the command prints first. */
  readonly warnings: readonly string[]
}

/** A command of the command line. */
export interface Command {
  readonly describe: string
  readonly options: OptionTable
  /** The operands in the help, such as `<file…>`; if they begin with `--`, only what follows `--` is an operand. */
  readonly operands?: string
  /** Why the command lacks options that others have. */
  readonly lacks?: Readonly<Record<string, string>>
  /** Returns the exit code. @throws {UsageError} */
  run(invocation: Invocation): Promise<number>
}
