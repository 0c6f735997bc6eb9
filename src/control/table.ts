import { clockOperations } from './clock.ts'
import { faultOperations } from './faults.ts'
import { healthOperations } from './health.ts'
import { keyOperations } from './keys.ts'
import { mailOperations } from './mails.ts'
import type { Answer, Given, Operation, Returning } from './operation.ts'
import { requestOperations } from './requests.ts'
import { signInOperations } from './sign-in.ts'
import { snapshotOperations } from './snapshots.ts'
import { stateOperations } from './state.ts'
import { tenantOperations } from './tenants.ts'
import { tokenOperations } from './tokens.ts'
import { urlOperations } from './urls.ts'
import { userOperations } from './users.ts'

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
  ...userOperations,
  ...signInOperations,
  ...tokenOperations,
  ...mailOperations,
  ...requestOperations,
] as const

type Row = (typeof controlOperations)[number]

export type OperationName = Row['name']

/** The schema of what each operation returns. */
type Returns = {
  readonly [One in Row as One['name']]: One extends Returning<infer Returned> ? Returned : never
}

/** Calls an operation, in the same process or over HTTP. @throws {EmulatorError} */
export type Call = <Name extends OperationName>(
  name: Name,
  given?: Given,
) => Promise<Answer<Returns[Name]>>

const rows: readonly Operation[] = controlOperations

/** The row of an operation. @throws {Error} there is no such operation */
export function operationNamed<Name extends OperationName>(name: Name): Returning<Returns[Name]> {
  const row = rows.find((row): row is Returning<Returns[Name]> => row.name === name)
  if (row === undefined) throw new Error(`there is no operation ${name}`)
  return row
}
