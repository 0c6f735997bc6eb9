import { createHash } from 'node:crypto'
import type { ParameterizedContext } from 'koa'
import { readBody } from '../http/body.ts'
import { sameSecret } from '../http/credentials.ts'
import { noStore } from '../http/no-store.ts'
import type { RequestState, Runtime } from '../runtime.ts'
import { sign } from '../tokens/sign.ts'
import { badRequest, missingProperty, unknownApiKey } from './errors.ts'

const apiKeyGrant = 'urn:ibm:params:oauth:grant-type:apikey'

/** The lifetime of IAM access tokens, in seconds. */
const expiresIn = 3600

/** `POST /identity/token` (IAM Identity Services API): exchanges an API key for an access token. */
export function token(runtime: Runtime) {
  return async (ctx: ParameterizedContext<RequestState>): Promise<void> => {
    noStore(ctx)
    // Some scripts send the parameters in the query; IAM accepts query and body together.
    const form = await readBody(ctx, ['application/x-www-form-urlencoded'])
    const parameters: Parameters = (name) => [ctx.query[name], form[name]]
    const grantType = required(parameters, 'grant_type')
    ctx.state.record.grantType = grantType
    if (grantType !== apiKeyGrant) throw badRequest(`grant_type: only ${apiKeyGrant} is emulated`)
    const apiKey = required(parameters, 'apikey')
    const known = runtime.store.state.iam?.apiKeys
    if (known !== undefined && !known.some((one) => sameSecret(one, apiKey))) throw unknownApiKey()

    const signingKeys = await runtime.keys.iam()
    const key = signingKeys.at(-1)
    if (key === undefined) throw new Error('IAM has no signing key')
    const now = runtime.clock.seconds()
    const header = { kid: key.kid, alg: 'RS256' }
    ctx.body = {
      access_token: await sign(toClaims(apiKey, now), key, header),
      refresh_token: 'not_supported',
      token_type: 'Bearer',
      expires_in: expiresIn,
      expiration: now + expiresIn,
      scope: 'ibm openid',
    }
  }
}

/** All values of a parameter in the query and the body. */
type Parameters = (name: string) => readonly unknown[]

function required(parameters: Parameters, name: string): string {
  const values = new Set(parameters(name).flat())
  const [value, another] = [...values].filter((one) => typeof one === 'string' && one !== '')
  if (typeof value !== 'string') throw missingProperty(name)
  if (another !== undefined) throw badRequest(`${name} is given more than once`)
  return value
}

// The members and their order are those of the recorded token. The identity is derived from a hash of the API key,
// which does not reveal the key.
function toClaims(apiKey: string, now: number) {
  const digest = createHash('sha256').update(apiKey).digest('hex')
  const id = `ServiceId-${digest.slice(0, 8)}-${digest.slice(8, 12)}-4${digest.slice(13, 16)}-8${digest.slice(17, 20)}-${digest.slice(20, 32)}`
  return {
    iam_id: `iam-${id}`,
    id: `iam-${id}`,
    realmid: 'iam',
    identifier: id,
    sub: id,
    account: { bss: digest.slice(32) },
    iat: now,
    exp: now + expiresIn,
    iss: 'https://iam.cloud.ibm.com/identity',
    grant_type: apiKeyGrant,
    scope: 'ibm openid',
    client_id: 'default',
    acr: 1,
    amr: ['pwd'],
  }
}
