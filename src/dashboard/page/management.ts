/** The management API, and IAM, which issues the tokens for it. */
import type { HttpRequest } from './curl.ts'
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

/** A request to a tenant's management API, as a person would send it; `path` begins with `/`. */
export function toManage(
  { managementUrl }: TenantInfo,
  method: string,
  path: string,
  body?: unknown,
): HttpRequest {
  return { method, url: `${managementUrl}${path}`, headers: authorization(), body }
}

/** Sends a request to the management API. @throws {Refused} {Unreachable} */
export async function manage<T>(request: HttpRequest): Promise<T> {
  try {
    return await send<T>(request)
  } catch (error) {
    if (!(error instanceof Refused) || error.status !== 401) throw error
    // The token has expired.
    await signIn()
    return await send<T>({ ...request, headers: authorization() })
  }
}

function authorization() {
  return { Authorization: `Bearer ${iamToken}` }
}
