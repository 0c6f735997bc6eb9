/** What an application needs to know of its tenant: App ID's service credentials, and the environment variables for them. */
import type { Credentials } from '../api.ts'
import { EmulatorError } from '../model/emulator-error.ts'
import { findOne } from '../model/find-one.ts'
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
  return { ...serviceOf(tenant), clientId, secret }
}

/**
 * The variables that IBM's SDKs and its Terraform provider read, and two of our own. `url` is that of the emulator.
 * Without an application, nothing about a client.
 * @throws {EmulatorError} the application does not exist or is not unique
 */
export function toEnv(
  tenant: TenantInfo,
  url: string,
  wanted: string | undefined,
): Readonly<Record<string, string>> {
  const application = applicationOf(tenant, wanted)
  const client = application && {
    clientId: application.clientId,
    ...(application.secret !== undefined && { secret: application.secret }),
  }
  const { tenantId, oauthServerUrl, profilesUrl, ...rest } = serviceOf(tenant)
  const names = { tenantId, ...client, oauthServerUrl, profilesUrl }
  const base = profilesUrl
  return {
    ...names,
    // Cloud Foundry's variable. IBM's Node SDK prefers it to the names above.
    VCAP_SERVICES: toJson({
      AppID: [
        { name: tenant.name ?? tenantId, label: 'AppID', credentials: { ...names, ...rest } },
      ],
    }),
    // IBM's SDK core derives these names from the service's, app_id_management.
    APP_ID_MANAGEMENT_URL: base,
    APP_ID_MANAGEMENT_AUTH_URL: base,
    IBMCLOUD_APPID_MANAGEMENT_API_ENDPOINT: base,
    IBMCLOUD_IAM_API_ENDPOINT: base,
    APPID_ISSUER: tenant.issuer,
    APPID_EMULATOR_URL: url,
  }
}

// Without apostrophes, doubled backslashes and dollar signs, which some readers of .env files change in single quotes.
function toJson(value: object): string {
  return JSON.stringify(value)
    .replaceAll("'", '\\u0027')
    .replaceAll('$', '\\u0024')
    .replaceAll('\\\\', '\\u005c')
}

function serviceOf({
  tenantId,
  oAuthServerUrl,
  profilesUrl,
  discoveryEndpoint,
  managementUrl,
}: TenantInfo) {
  return {
    tenantId,
    oauthServerUrl: oAuthServerUrl,
    profilesUrl,
    discoveryEndpoint,
    managementUrl,
    version: 4,
  } as const
}

/** The wanted application, by default the first that has a secret. */
function applicationOf(
  { tenantId, applications }: TenantInfo,
  wanted: string | undefined,
): ApplicationInfo | undefined {
  if (wanted === undefined) return applications.find(({ secret }) => secret !== undefined)
  return findOne(
    applications,
    ({ clientId }) => clientId,
    wanted,
    'UNKNOWN_APPLICATION',
    `tenant ${tenantId} has no application`,
  )
}
