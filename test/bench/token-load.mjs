import { createLocalJWKSet, jwtVerify } from 'jose'
import { load } from './load.mjs'
import { send } from './requests.mjs'

/**
 * Makes a measure of token requests. It verifies a sample of the tokens: they must be signed by a key that the server
 * publishes at one of the paths, and must not have expired.
 */
export async function createTokenLoad(server, requestsOf, keyPaths, options = {}) {
  const sets = await Promise.all(keyPaths.map((path) => send(server, { method: 'GET', path })))
  const keySet = createLocalJWKSet({ keys: sets.flatMap((set) => JSON.parse(set).keys) })
  const verify = (body) =>
    jwtVerify(JSON.parse(body).access_token, keySet, { algorithms: ['RS256'] })
  return () => load(server, requestsOf, { verify, ...options })
}

/** Where App ID publishes the keys of tenants. */
export const publicKeys = (tenantIds) =>
  tenantIds.map((tenantId) => `/oauth/v4/${tenantId}/publickeys`)
