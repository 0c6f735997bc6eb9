/** The environment variables that an application reads. Without other imports: the page in the browser uses it, too. */

/** A tenant's URLs and names. */
export interface Service {
  readonly tenantId: string
  readonly name?: string | undefined
  readonly issuer: string
  readonly oAuthServerUrl: string
  readonly profilesUrl: string
  readonly discoveryEndpoint: string
  readonly managementUrl: string
}

/** The credentials of an application. A `singlepageapp` has no secret. */
export interface Client {
  readonly clientId: string
  readonly secret?: string | undefined
}

/** A tenant as App ID's service credentials describe it. */
export function toService({
  tenantId,
  oAuthServerUrl,
  profilesUrl,
  discoveryEndpoint,
  managementUrl,
}: Service) {
  return {
    tenantId,
    oauthServerUrl: oAuthServerUrl,
    profilesUrl,
    discoveryEndpoint,
    managementUrl,
    version: 4,
  } as const
}

/** The names of the variables. Those of a client, and all but `APPID_EMULATOR_URL` without a tenant, may be missing. */
export const variableNames = [
  'tenantId',
  'clientId',
  'secret',
  'oauthServerUrl',
  'profilesUrl',
  'VCAP_SERVICES',
  'APP_ID_MANAGEMENT_URL',
  'APP_ID_MANAGEMENT_AUTH_URL',
  'IBMCLOUD_APPID_MANAGEMENT_API_ENDPOINT',
  'IBMCLOUD_IAM_API_ENDPOINT',
  'APPID_ISSUER',
  'APPID_EMULATOR_URL',
] as const

/**
 * The variables that IBM's SDKs and its Terraform provider read, and two of our own. `url` is that of the emulator.
 * Without an application, nothing about a client.
 */
export function toEnvironment(
  service: Service,
  application: Client | undefined,
  url: string,
): Readonly<Record<string, string>> {
  const client = application && {
    clientId: application.clientId,
    ...(application.secret !== undefined && { secret: application.secret }),
  }
  const { tenantId, oauthServerUrl, profilesUrl, ...rest } = toService(service)
  const names = { tenantId, ...client, oauthServerUrl, profilesUrl }
  const base = profilesUrl
  return {
    ...names,
    // Cloud Foundry's variable. IBM's Node SDK prefers it to the names above.
    VCAP_SERVICES: toJson({
      AppID: [
        { name: service.name ?? tenantId, label: 'AppID', credentials: { ...names, ...rest } },
      ],
    }),
    // IBM's SDK core derives these names from the service's, app_id_management.
    APP_ID_MANAGEMENT_URL: base,
    APP_ID_MANAGEMENT_AUTH_URL: base,
    IBMCLOUD_APPID_MANAGEMENT_API_ENDPOINT: base,
    IBMCLOUD_IAM_API_ENDPOINT: base,
    APPID_ISSUER: service.issuer,
    APPID_EMULATOR_URL: url,
  } satisfies Partial<Record<(typeof variableNames)[number], string>>
}

// Without apostrophes, doubled backslashes and dollar signs, which some readers of .env files change in single quotes.
function toJson(value: object): string {
  return JSON.stringify(value)
    .replaceAll("'", '\\u0027')
    .replaceAll('$', '\\u0024')
    .replaceAll('\\\\', '\\u005c')
}
