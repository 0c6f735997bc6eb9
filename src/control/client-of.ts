import type { Application } from '../model/application.ts'
import { EmulatorError } from '../model/emulator-error.ts'
import { findApplicationNamed } from '../model/find-one.ts'
import type { Tenant } from '../model/tenant.ts'

/**
 * The client of tokens for tests, by its id or its name; by default the first application.
 * @throws {EmulatorError} UNKNOWN_APPLICATION, INVALID_INPUT
 */
export function clientOf(tenant: Tenant, clientId: string | undefined): Application {
  if (clientId !== undefined) return findApplicationNamed(tenant, clientId, 'clientId')
  const [first] = tenant.applications
  if (first !== undefined) return first
  throw new EmulatorError(
    'UNKNOWN_APPLICATION',
    `tenant ${tenant.tenantId} has no application: register one first, or add one to the fixture`,
  )
}
