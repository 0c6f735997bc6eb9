import { clockOperations } from './clock.ts'
import { faultOperations } from './faults.ts'
import { healthOperations } from './health.ts'
import { keyOperations } from './keys.ts'
import type { Answer, Given, Operation } from './operation.ts'
import { requestOperations } from './requests.ts'
import { snapshotOperations } from './snapshots.ts'
import { stateOperations } from './state.ts'
import { tenantOperations } from './tenants.ts'
import { tokenOperations } from './tokens.ts'
import { urlOperations } from './urls.ts'

/** The control API. HTTP, the OpenAPI document and the objects of `createEmulator` and `connect` use this table. */
export const controlOperations = [
  ...healthOperations,
  ...urlOperations,
  ...stateOperations,
  ...snapshotOperations,
  ...tenantOperations,
  ...keyOperations,
  ...clockOperations,
  ...faultOperations,
  ...tokenOperations,
  ...requestOperations,
] as const

type Row = (typeof controlOperations)[number]

export type OperationName = Row['name']

type AnswerOf<Name extends OperationName> =
  Extract<Row, { readonly name: Name }> extends Operation<
    Name,
    string,
    infer _Query,
    infer _Body,
    infer Returned
  >
    ? Answer<Returned>
    : never

/** Calls an operation, in the same process or over HTTP. @throws {EmulatorError} */
export type Call = <Name extends OperationName>(
  name: Name,
  given?: Given,
) => Promise<AnswerOf<Name>>

/** Tells the compiler the type of an operation's result, which it cannot infer from the table. */
export function assertAnswer<Name extends OperationName>(
  _name: Name,
  _answer: unknown,
): asserts _answer is AnswerOf<Name> {}

const byName: ReadonlyMap<string, Operation> = new Map<string, Operation>(
  controlOperations.map((row) => [row.name, row]),
)

/** The row of an operation. @throws {Error} there is no such operation */
export function operationNamed(name: OperationName): Operation {
  const row = byName.get(name)
  if (row === undefined) throw new Error(`there is no operation ${name}`)
  return row
}
