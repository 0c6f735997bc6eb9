import { type BasicCredentials, parseBasic, percentDecoded } from '../http/credentials.ts'
import type { Application } from '../model/application.ts'
import { findApplication, type Tenant } from '../model/tenant.ts'
import { isUuid } from '../model/text.ts'
import { invalidClient } from './errors.ts'

/** What a request offers to authenticate its client with. */
export interface OfferedCredentials {
  /** The Authorization header; empty when there is none. */
  readonly authorization: string
  readonly clientId?: string | undefined
  readonly clientSecret?: string | undefined
}

/**
 * Authenticates the client by HTTP Basic (RFC 6749 §2.3.1), and only where `loose` says so by
 * `client_id` and `client_secret` in the body. Who may not learn why is told in the log.
 */
export function authenticateClient(
  tenant: Tenant,
  offered: OfferedCredentials,
  loose: boolean,
): Application {
  const credentials =
    parseBasic(offered.authorization) ?? (loose ? credentialsInBody(offered) : undefined)
  if (credentials === undefined) throw missingCredentials(offered)
  const client = match(tenant, credentials)
  if (client !== undefined) return client
  // Some encode what others send as it is.
  const decoded = percentDecoded(credentials)
  const encoded = decoded && match(tenant, decoded)
  if (encoded === undefined)
    throw invalidClient('Invalid Credentials', whyNot(tenant, credentials, decoded))
  return encoded
}

function credentialsInBody({
  clientId,
  clientSecret,
}: OfferedCredentials): BasicCredentials | undefined {
  if (clientId === undefined || clientSecret === undefined) return undefined
  return { user: clientId, password: clientSecret }
}

function match(tenant: Tenant, { user, password }: BasicCredentials): Application | undefined {
  const application = findApplication(tenant, user)
  return application?.secret === password ? application : undefined
}

function missingCredentials({ authorization, clientSecret }: OfferedCredentials) {
  const remedy = 'please provide clientId as username and secret as password'
  if (clientSecret !== undefined)
    return invalidClient(
      `${remedy} in the Authorization header (Basic): client_id and client_secret in the body are accepted with --loose only`,
    )
  return invalidClient(
    remedy,
    `${remedy}: ${authorization === '' ? 'no Authorization header' : 'not Basic'}`,
  )
}

function whyNot(
  tenant: Tenant,
  raw: BasicCredentials,
  decoded: BasicCredentials | undefined,
): string {
  const application =
    findApplication(tenant, raw.user) ?? (decoded && findApplication(tenant, decoded.user))
  if (application === undefined)
    return `Invalid Credentials: there is no application ${nameOf(raw)}`
  if (application.secret === undefined)
    return `Invalid Credentials: ${application.clientId} is a singlepageapp, which has no secret`
  return `Invalid Credentials: wrong secret for ${application.clientId}`
}

// Whoever mixes the two up sends the secret as the name: then the log must not have it.
function nameOf({ user }: BasicCredentials): string {
  return isUuid(user) ? user : 'of that name, which is no client id'
}
