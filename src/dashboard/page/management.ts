/** The management API, and IAM, which issues the tokens for it. */
import { base, Refused, send, type TenantInfo } from './emulator.ts'

/** The bearer token for the management API. Any will do, unless only those of IAM are accepted. */
let iamToken = 'any'

/** The API key that IAM knew last. IAM knows any, unless a fixture lists some. */
let lastKey = 'any'

/** Gets a token from IAM and uses it from now on. @throws {Refused} IAM does not know the API key */
export async function signIn(apiKey = lastKey): Promise<void> {
  const body = new URLSearchParams({
    grant_type: 'urn:ibm:params:oauth:grant-type:apikey',
    apikey: apiKey,
  })
  const answer = await send<{ access_token: string }>({
    method: 'POST',
    url: `${base}/identity/token`,
    body,
  })
  iamToken = answer.access_token
  lastKey = apiKey
}

/** A request to a tenant's management API; `path` begins with `/`. @throws {Refused} {Unreachable} */
export async function manage<T>(
  { managementUrl }: TenantInfo,
  method: string,
  path: string,
  body?: unknown,
): Promise<T> {
  const ask = () => {
    const headers = { Authorization: `Bearer ${iamToken}` }
    return send<T>({ method, url: `${managementUrl}${path}`, headers, body })
  }
  try {
    return await ask()
  } catch (error) {
    if (!(error instanceof Refused) || error.status !== 401) throw error
    // The token has expired.
    await signIn()
    return await ask()
  }
}
