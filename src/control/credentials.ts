/** What an application needs to know of its tenant: App ID's service credentials, and the environment variables for them. */
import type { Credentials } from '../api.ts'
import { EmulatorError } from '../model/emulator-error.ts'
import { toEnvironment, toService } from '../model/environment.ts'
import { findApplicationNamed } from '../model/find-one.ts'
import type { ApplicationInfo, TenantInfo } from './tenant-info.ts'

/** @throws {EmulatorError} the application does not exist, is not unique, or has no secret */
export function toCredentials(tenant: TenantInfo, wanted: string | undefined): Credentials {
  const application = applicationOf(tenant, wanted)
  if (application === undefined)
    throw new EmulatorError(
      'UNKNOWN_APPLICATION',
      `tenant ${tenant.tenantId} has no application with a secret: register a regularwebapp first`,
    )
  const { clientId, secret, name } = application
  if (secret === undefined)
    throw new EmulatorError(
      'INVALID_INPUT',
      `application ${name} is a singlepageapp, which has no secret`,
    )
  return { ...toService(tenant), clientId, secret }
}

/**
 * The environment variables for an application, by default the first that has a secret. `url` is that of the emulator.
 * @throws {EmulatorError} the application does not exist or is not unique
 */
export function toEnv(
  tenant: TenantInfo,
  url: string,
  wanted: string | undefined,
): Readonly<Record<string, string>> {
  return toEnvironment(tenant, applicationOf(tenant, wanted), url)
}

/** The wanted application, by default the first that has a secret. */
function applicationOf(
  tenant: TenantInfo,
  wanted: string | undefined,
): ApplicationInfo | undefined {
  return wanted === undefined
    ? tenant.applications.find(({ secret }) => secret !== undefined)
    : findApplicationNamed(tenant, wanted)
}
