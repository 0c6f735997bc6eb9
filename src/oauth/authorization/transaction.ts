import { randomBytes } from 'node:crypto'
import type { AuthorizationRequest } from '../../model/authorization-request.ts'
import type { Tenant } from '../../model/tenant.ts'
import type { Runtime } from '../../runtime.ts'

/** How long a user may stay at the pages, in seconds. */
export const lifetime = 3600

/** Begins a transaction, and returns its id, which travels in the forms. */
export function beginTransaction(
  { shortLived }: Runtime,
  tenant: Tenant,
  request: AuthorizationRequest,
): string {
  const transaction = randomBytes(32).toString('base64url')
  shortLived.transactions.set(tenant, transaction, request, lifetime)
  return transaction
}
