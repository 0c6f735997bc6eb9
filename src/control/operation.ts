import type * as v from 'valibot'
import type { Immutable } from '../model/immutable.ts'
import type { Runtime } from '../runtime.ts'

/** The unchecked input of a caller. */
export interface Given {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: object
  readonly body?: unknown
}

type Params<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Params<Rest>
  : never

export type Schema = v.GenericSchema | undefined

type Checked<S extends Schema> = S extends v.GenericSchema ? v.InferOutput<S> : undefined

/** The return type of an operation: that of its schema, or void. */
// biome-ignore lint/suspicious/noConfusingVoidType: the return type of a function that returns nothing
export type Answer<S extends Schema> = S extends v.GenericSchema ? Immutable<v.InferInput<S>> : void

/** The checked input of an operation. */
export interface Input<Path extends string, Query extends Schema, Body extends Schema> {
  readonly runtime: Runtime
  /** The base of the emulator's URLs, as the caller sees it. @throws {InvalidHost} */
  readonly base: string
  readonly params: Readonly<Record<Params<Path>, string>>
  readonly query: Checked<Query>
  readonly body: Checked<Body>
}

/** An operation of the control API: its route, its input and output schemas, and its handler. */
export interface Operation<
  Name extends string = string,
  Path extends string = string,
  Query extends Schema = Schema,
  Body extends Schema = Schema,
  Returned extends Schema = Schema,
> {
  /** The operationId in the OpenAPI document. */
  readonly name: Name
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** `{name}` is a path parameter. */
  readonly path: Path
  readonly summary: string
  /** Available under every host name, and also with `--no-control`. */
  readonly health?: true
  readonly query?: Query
  readonly body?: Body
  /** The operation checks the body itself. */
  readonly unchecked?: true
  readonly answer?: Returned
  readonly status?: 201
  // A method, because methods are bivariant: otherwise operations with different inputs would not fit into one table.
  run(input: Input<Path, Query, Body>): Answer<Returned> | Promise<Answer<Returned>>
}

/** An operation of which only the type of its result matters. */
export type Returning<Returned extends Schema> = Operation<string, string, Schema, Schema, Returned>

/** Infers the types of a row. */
export function operation<
  const Name extends string,
  const Path extends string,
  Query extends Schema = undefined,
  Body extends Schema = undefined,
  Returned extends Schema = undefined,
>(row: Operation<Name, Path, Query, Body, Returned>): Operation<Name, Path, Query, Body, Returned> {
  return row
}
