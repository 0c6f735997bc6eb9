import { connections } from './load.mjs'

/** A token request for every client of a fixture, to App ID's path or to another. */
export function tokenRequests({ tenants }, path = (tenantId) => `/oauth/v4/${tenantId}/token`) {
  return Object.entries(tenants).flatMap(([tenantId, { applications }]) =>
    applications.map(({ clientId, secret }) => ({
      method: 'POST',
      path: path(tenantId),
      headers: {
        Authorization: `Basic ${btoa(`${clientId}:${secret}`)}`,
        'Content-Type': 'application/x-www-form-urlencoded',
      },
      body: 'grant_type=client_credentials',
    })),
  )
}

/** Every connection repeats the same request. */
export const always = (request) => () => [request]

/** Divides the requests among the connections, so that each is sent before any is repeated. */
export const inTurn = (requests) => (connection) =>
  requests.filter((_, index) => index % connections === connection)

const management = { Authorization: 'Bearer any', 'Content-Type': 'application/json' }

/** A registration in a tenant. */
export const registration = (tenantId) => ({
  method: 'POST',
  path: `/management/v4/${tenantId}/applications`,
  headers: management,
  body: JSON.stringify({ name: 'one more' }),
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
