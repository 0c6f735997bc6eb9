import type { Given } from './given.ts'
import type { OptionTable } from './options.ts'
import type { Streams } from './print.ts'

/** What the command needs from its process. */
export interface Surroundings extends Streams {
  readonly version: string
  /** Resolves when the command is interrupted. */
  untilInterrupted(): Promise<void>
}

/** One run of a command. */
export interface Invocation extends Surroundings {
  readonly given: Given
  /** Warnings about the environment, which the command prints first. */
  readonly warnings: readonly string[]
}

/** A command of the command line. */
export interface Command {
  readonly describe: string
  readonly options: OptionTable
  /** Returns the exit code. @throws {UsageError} */
  run(invocation: Invocation): Promise<number>
}
