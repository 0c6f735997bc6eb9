import { excerpt } from '../excerpt.ts'
import type { Application } from '../model/application.ts'
import { EmulatorError } from '../model/emulator-error.ts'
import { findApplication, type Tenant } from '../model/tenant.ts'

/** The client of tokens for tests, by default the first application. @throws {EmulatorError} UNKNOWN_APPLICATION */
export function clientOf(tenant: Tenant, clientId: string | undefined): Application {
  const client = clientId === undefined ? tenant.applications[0] : findApplication(tenant, clientId)
  if (client !== undefined) return client
  throw new EmulatorError(
    'UNKNOWN_APPLICATION',
    clientId === undefined
      ? `tenant ${tenant.tenantId} has no application: register one first, or add one to the fixture`
      : `clientId: tenant ${tenant.tenantId} has no application ${excerpt(clientId)}`,
  )
}
