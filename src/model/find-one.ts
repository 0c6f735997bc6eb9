import { excerpt } from '../excerpt.ts'
import { EmulatorError, type ErrorCode } from './emulator-error.ts'
import { hint } from './parsing/suggestion.ts'

interface Named {
  readonly name?: string | undefined
}

/**
 * Finds an item by its id, or by its name if no item has this id. `none` begins the message when nothing is found, such as
 * "there is no tenant".
 * @throws {EmulatorError} `code`; INVALID_INPUT when several items have the name
 */
export function findOne<Item extends Named>(
  items: readonly Item[],
  idOf: (item: Item) => string,
  nameOrId: string,
  code: ErrorCode,
  none: string,
): Item {
  // A JavaScript caller may pass undefined, which must not match an item without a name.
  if (typeof nameOrId !== 'string')
    throw new EmulatorError('INVALID_INPUT', `${none} ${nameOrId}: use an id or a name`)
  const byId = items.filter((item) => idOf(item) === nameOrId)
  const found = byId.length > 0 ? byId : items.filter(({ name }) => name === nameOrId)
  const [first, second] = found
  if (first === undefined) {
    const known = items.map((item) => item.name ?? idOf(item))
    throw new EmulatorError(code, `${none} ${excerpt(nameOrId)}${hint(nameOrId, known)}`)
  }
  if (second === undefined) return first
  throw new EmulatorError(
    'INVALID_INPUT',
    `the name ${excerpt(nameOrId)} is not unique (${found.length} found): use the id instead`,
  )
}

/** Finds a tenant by its id or name. @throws {EmulatorError} UNKNOWN_TENANT, INVALID_INPUT */
export function findTenant<Tenant extends Named & { readonly tenantId: string }>(
  tenants: readonly Tenant[],
  nameOrId: string,
): Tenant {
  const idOf = ({ tenantId }: Tenant) => tenantId
  return findOne(tenants, idOf, nameOrId, 'UNKNOWN_TENANT', 'there is no tenant')
}

/**
 * Finds an application of a tenant by its id or name. `member` is the member of a request that names it, which begins the
 * message.
 * @throws {EmulatorError} UNKNOWN_APPLICATION, INVALID_INPUT
 */
export function findApplicationNamed<Application extends Named & { readonly clientId: string }>(
  tenant: { readonly tenantId: string; readonly applications: readonly Application[] },
  nameOrId: string,
  member = '',
): Application {
  const idOf = ({ clientId }: Application) => clientId
  const none = `${member && `${member}: `}tenant ${tenant.tenantId} has no application`
  return findOne(tenant.applications, idOf, nameOrId, 'UNKNOWN_APPLICATION', none)
}
