/** The authorization code flow, as the requests that a browser and an application send to a server. */
import { redirectUri } from './fixture.mjs'
import { tokenRequest } from './requests.mjs'

const form = { 'Content-Type': 'application/x-www-form-urlencoded' }

const query = ({ clientId }, scope) =>
  `client_id=${clientId}&response_type=code&redirect_uri=${encodeURIComponent(redirectUri)}&scope=${scope}&state=s`

const credentials = ({ email, password }) => `email=${email}&password=${password}`

/** The exchange of the code that is in the context. */
const exchange = (path, application) => ({
  ...tokenRequest(path, application, ''),
  setupRequest: (request, { code }) => ({
    ...request,
    body: `grant_type=authorization_code&redirect_uri=${encodeURIComponent(redirectUri)}&code=${code}`,
  }),
})

/** Remembers the code with which a response redirects. */
function keepCode(_status, _body, context, { Location = '', location = Location }) {
  const [, code] = /[?&]code=([^&]+)/.exec(location) ?? []
  context.code = code
}

/** App ID's, for every user of the first tenant: three requests each. */
export function codeFlows({ tenants }) {
  const [[tenantId, { applications, users }]] = Object.entries(tenants)
  const [application] = applications
  const base = `/oauth/v4/${tenantId}`
  return users.map((user) => [
    {
      method: 'GET',
      path: `${base}/authorization?${query(application, 'openid')}`,
      headers: { Accept: 'text/html' },
      onResponse(_status, body, context) {
        const [, transaction] = /name="state" value="([^"]+)"/.exec(body) ?? []
        context.transaction = transaction
      },
    },
    {
      method: 'POST',
      path: `${base}/cloud_directory/auth`,
      headers: form,
      setupRequest: (request, { transaction }) => ({
        ...request,
        body: `state=${transaction}&${credentials(user)}`,
      }),
      onResponse: keepCode,
    },
    exchange(`${base}/token`, application),
  ])
}

/** oidc-provider's, for every user: four requests each, because a redirect follows the form. */
export function codeFlowsOfProvider({ tenants }) {
  const [{ applications, users }] = Object.values(tenants)
  const [application] = applications
  return users.map((user) => [
    {
      method: 'GET',
      path: `/auth?${query(application, 'openid%20email%20profile')}`,
      onResponse(_status, _body, context, headers) {
        context.interaction = locationOf(headers)
        context.cookie = [headers['Set-Cookie'] ?? headers['set-cookie'] ?? []]
          .flat()
          .map((cookie) => cookie.split(';')[0])
          .join('; ')
      },
    },
    {
      method: 'POST',
      path: '/interaction',
      headers: form,
      setupRequest: (request, { interaction, cookie }) => ({
        ...request,
        path: interaction,
        headers: { ...form, Cookie: cookie },
        body: credentials(user),
      }),
      onResponse(_status, _body, context, headers) {
        context.resume = new URL(locationOf(headers)).pathname
      },
    },
    {
      method: 'GET',
      path: '/auth',
      setupRequest: (request, { resume, cookie }) => ({
        ...request,
        path: resume,
        headers: { Cookie: cookie },
      }),
      onResponse: keepCode,
    },
    exchange('/token', application),
  ])
}

const locationOf = ({ Location, location = Location }) => location
