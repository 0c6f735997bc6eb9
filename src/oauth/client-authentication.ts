import {
  type BasicCredentials,
  parseBasic,
  percentDecoded,
  sameSecret,
} from '../http/credentials.ts'
import type { Application } from '../model/application.ts'
import type { ClientAuthentication } from '../model/journal.ts'
import { findApplication, type Tenant } from '../model/tenant.ts'
import { isUuid } from '../model/values/text.ts'
import { invalidRequest } from '../surface/oauth-error.ts'
import { invalidClient } from './errors.ts'

/** The credentials in a request. */
export interface OfferedCredentials {
  /** The Authorization header; empty if there is none. */
  readonly authorization: string
  readonly clientId?: string | undefined
  readonly clientSecret?: string | undefined
  /** The `code_verifier` of a request for tokens by a code, with which a single-page app authenticates. */
  readonly codeVerifier?: string | undefined
}

export interface AuthenticatedClient {
  readonly client: Application
  readonly by: ClientAuthentication
}

/**
 * Authenticates the client by HTTP Basic or, without an Authorization header, by `client_id` and `client_secret` in
 * the body (RFC 6749 §2.3.1). The body may repeat the credentials of the header, but must not contradict them. Details
 * that the client must not see go to the log.
 * @throws {OAuthError} invalid_client, invalid_request
 */
export function authenticateClient(
  tenant: Tenant,
  offered: OfferedCredentials,
): AuthenticatedClient {
  if (offered.authorization === '')
    return { client: match(tenant, {}, credentialsInBody(offered)), by: 'body' }
  const basic = parseBasic(offered.authorization)
  if (basic === undefined)
    throw invalidClient(
      'please provide clientId as username and secret as password',
      'the Authorization header has no Basic credentials',
    )
  // Some clients percent-encode the id and the secret, others do not.
  const decoded = percentDecoded(basic)
  refuseContradiction(offered, decoded === undefined ? [basic] : [basic, decoded])
  return { client: match(tenant, offered, basic, decoded), by: 'basic' }
}

function credentialsInBody({ clientId, clientSecret }: OfferedCredentials): BasicCredentials {
  if (clientId !== undefined && clientSecret !== undefined)
    return { user: clientId, password: clientSecret }
  throw invalidClient(
    'missing credentials in request',
    `missing credentials in request: no Authorization header, and no ${clientId === undefined ? 'client_id' : 'client_secret'} in the body`,
  )
}

function refuseContradiction(
  { clientId, clientSecret }: OfferedCredentials,
  spellings: readonly BasicCredentials[],
): void {
  const agrees = (value: string | undefined, member: keyof BasicCredentials) =>
    value === undefined || spellings.some((one) => sameSecret(one[member], value))
  for (const [name, value, member] of [
    ['client_id', clientId, 'user'],
    ['client_secret', clientSecret, 'password'],
  ] as const)
    if (!agrees(value, member))
      throw invalidRequest(
        `${name} in the body differs from the Authorization header: send only one`,
      )
}

/** The client with these credentials, as sent or percent-decoded. @throws {OAuthError} */
function match(
  tenant: Tenant,
  proof: Proof,
  credentials: BasicCredentials,
  decoded?: BasicCredentials,
): Application {
  let problem: string | undefined
  for (const { user, password } of decoded === undefined ? [credentials] : [credentials, decoded]) {
    const client = findApplication(tenant, user)
    problem = client === undefined ? problem : problemWith[client.type](client, password, proof)
    if (client !== undefined && problem === undefined) return client
  }
  // The log must not show an id that is not a uuid: a client may have sent its secret as the id by mistake.
  const { user } = credentials
  const unknown = isUuid(user) ? `there is no application ${user}` : 'the client id is not a uuid'
  throw invalidClient('Invalid Credentials', `Invalid Credentials: ${problem ?? unknown}`)
}

/** What the password of a client without a secret is compared with. */
type Proof = Pick<OfferedCredentials, 'codeVerifier'>

/** Checks the password of a client, by the kind of client. Returns why it is wrong, for the log. */
const problemWith: Readonly<
  Record<
    Application['type'],
    (client: Application, password: string, proof: Proof) => string | undefined
  >
> = {
  regularwebapp: ({ clientId, secret }, password) =>
    secret !== undefined && sameSecret(secret, password)
      ? undefined
      : `wrong secret for ${clientId}`,
  singlepageapp: ({ clientId }, password, { codeVerifier }) => {
    if (codeVerifier === undefined)
      return `${clientId} is a singlepageapp, which has no secret: it can only exchange a code, by Basic clientId:code_verifier and code_verifier in the body`
    return sameSecret(codeVerifier, password)
      ? undefined
      : `the password of ${clientId}, a singlepageapp, is not the code_verifier in the body`
  },
}
