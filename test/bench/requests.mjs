import { connections } from './load.mjs'

/** A token request of every client of a fixture, at App ID's path or at another. */
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

/** Every connection sends the same request again and again. */
export const always = (request) => () => [request]

/** All requests take turns: each connection has its share, so that none is sent again before all others were. */
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

/** Sends one request and answers the body. @throws when it was no success */
export async function send({ url }, { path, ...request }) {
  const response = await fetch(`${url}${path}`, request)
  const body = await response.text()
  if (!response.ok) throw new Error(`${request.method} ${path}: ${response.status} ${body}`)
  return body
}
