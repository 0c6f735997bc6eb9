import { connections } from './load.mjs'

const ofTenant = (tenantId) => `/oauth/v4/${tenantId}/token`

/** A token request for every client of a fixture, to App ID's path or to another. */
export function tokenRequests({ tenants }, path = ofTenant) {
  return Object.entries(tenants).flatMap(([tenantId, { applications }]) =>
    applications.map((client) =>
      tokenRequest(path(tenantId), client, 'grant_type=client_credentials'),
    ),
  )
}

/** A sign-in with the password for every user of a fixture, by the first client, to App ID's path or to another. */
export function signIns({ tenants }, path = ofTenant) {
  return Object.entries(tenants).flatMap(([tenantId, { applications, users }]) =>
    users.map(({ email, password }) =>
      tokenRequest(
        path(tenantId),
        applications[0],
        `grant_type=password&username=${email}&password=${password}`,
      ),
    ),
  )
}

/** A request to a token endpoint. */
export function tokenRequest(path, { clientId, secret }, body) {
  const headers = {
    Authorization: `Basic ${btoa(`${clientId}:${secret}`)}`,
    'Content-Type': 'application/x-www-form-urlencoded',
  }
  return { method: 'POST', path, headers, body }
}

/** Every connection repeats the same request, or the same requests in a row. */
export const always = (request) => () => [request].flat()

/**
 * Divides the requests, or rows of them, among the connections, so that each is sent before any is repeated. Few are sent
 * by all.
 */
export const inTurn = (requests) => (connection) =>
  requests
    .filter((_, index) => requests.length < connections || index % connections === connection)
    .flat()

const management = { Authorization: 'Bearer any', 'Content-Type': 'application/json' }

/** A registration in a tenant. */
export const registration = (tenantId) => ({
  method: 'POST',
  path: `/management/v4/${tenantId}/applications`,
  headers: management,
  body: JSON.stringify({ name: 'one more' }),
})

/** New attributes for a profile. */
export const attributes = (tenantId, profileId, value) => ({
  method: 'PUT',
  path: `/management/v4/${tenantId}/users/${profileId}/profile`,
  headers: management,
  body: JSON.stringify({ attributes: { value } }),
})

/** The deletion of an application. */
export const deletion = (tenantId, clientId) => ({
  method: 'DELETE',
  path: `/management/v4/${tenantId}/applications/${clientId}`,
  headers: management,
})

/** Sends a request and returns the body. @throws if the request fails */
export async function send({ url }, { path, ...request }) {
  const response = await fetch(`${url}${path}`, request)
  const body = await response.text()
  if (!response.ok) throw new Error(`${request.method} ${path}: ${response.status} ${body}`)
  return body
}
