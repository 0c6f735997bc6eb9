import type * as v from 'valibot'
import type { Immutable } from '../model/immutable.ts'
import type { Runtime } from '../runtime.ts'

/** What a caller gives, as it is: the operation's schemas check it. */
export interface Given {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: object
  readonly body?: unknown
}

type Params<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Params<Rest>
  : never

type Schema = v.GenericSchema | undefined

type Checked<S extends Schema> = S extends v.GenericSchema ? v.InferOutput<S> : undefined

/** What an operation returns: what its schema describes, or nothing. */
// biome-ignore lint/suspicious/noConfusingVoidType: what a function returns that returns nothing
export type Answer<S extends Schema> = S extends v.GenericSchema ? Immutable<v.InferInput<S>> : void

/** What an operation runs with. */
export interface Input<Path extends string, Query extends Schema, Body extends Schema> {
  readonly runtime: Runtime
  /** What the emulator's URLs begin with for the caller. @throws {InvalidHost} */
  readonly base: string
  readonly params: Readonly<Record<Params<Path>, string>>
  readonly query: Checked<Query>
  readonly body: Checked<Body>
}

/** An operation of the control API: where it is, what it takes, what it returns and what it does. */
export interface Operation<
  Name extends string = string,
  Path extends string = string,
  Query extends Schema = Schema,
  Body extends Schema = Schema,
  Returned extends Schema = Schema,
> {
  /** Its operationId. */
  readonly name: Name
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** `{name}` is a parameter. */
  readonly path: Path
  readonly summary: string
  /** Answers under every host name, and with `--no-control`. */
  readonly health?: true
  readonly query?: Query
  readonly body?: Body
  /** The body is checked by the operation itself. */
  readonly unchecked?: true
  readonly answer?: Returned
  readonly status?: 201
  // A method: rows of different inputs go into one table.
  run(input: Input<Path, Query, Body>): Answer<Returned> | Promise<Answer<Returned>>
}

/** Types a row of the table. */
export function operation<
  const Name extends string,
  const Path extends string,
  Query extends Schema = undefined,
  Body extends Schema = undefined,
  Returned extends Schema = undefined,
>(row: Operation<Name, Path, Query, Body, Returned>): Operation<Name, Path, Query, Body, Returned> {
  return row
}
