/**
 * oidc-provider, for the same work as App ID's: users sign in with passwords, by a grant of its own or by a form after an
 * authorization request, and get an access token and an id token, both signed with RS256. The argument is a fixture, whose
 * first tenant it takes the clients and users from.
 */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { exportJWK, generateKeyPair } from 'jose'
import { errors, Provider } from 'oidc-provider'
import { redirectUri } from '../fixture.mjs'

const [{ applications, users }] = Object.values(
  JSON.parse(readFileSync(process.argv[2], 'utf8')).tenants,
)
const byEmail = new Map(users.map((user) => [user.email, user]))
const byId = new Map(users.map((user) => [user.profileId, user]))
const authenticate = (email, password) => {
  const user = byEmail.get(email)
  return user?.password === password ? user : undefined
}

const { privateKey } = await generateKeyPair('RS256', { modulusLength: 2048, extractable: true })
const jwk = { ...(await exportJWK(privateKey)), use: 'sig', alg: 'RS256', kid: 'peer' }
const resource = 'urn:api'
const scope = 'openid email profile'

function findAccount(_ctx, sub) {
  const user = byId.get(sub)
  if (user === undefined) return undefined
  const { email, givenName, familyName } = user
  const name = `${givenName} ${familyName}`
  const claims = { sub, email, email_verified: true, name }
  return {
    accountId: sub,
    claims: () => ({ ...claims, given_name: givenName, family_name: familyName }),
  }
}

/** What the user consents to: everything, without being asked. */
async function createGrant(provider, accountId, clientId) {
  const grant = new provider.Grant({ accountId, clientId })
  grant.addOIDCScope(scope)
  grant.addResourceScope(resource, 'api')
  await grant.save()
  return grant
}

const configuration = {
  clients: applications.map(({ clientId, secret }) => ({
    client_id: clientId,
    client_secret: secret,
    redirect_uris: [redirectUri],
    grant_types: ['authorization_code', 'password'],
  })),
  jwks: { keys: [jwk] },
  cookies: { keys: ['any'] },
  scopes: scope.split(' '),
  claims: {
    email: ['email', 'email_verified'],
    profile: ['name', 'given_name', 'family_name'],
  },
  // App ID's id tokens have the user's claims, too.
  conformIdTokenClaims: false,
  clientBasedCORS: () => true,
  pkce: { required: () => false },
  ttl: { AccessToken: 3600, IdToken: 3600, AuthorizationCode: 60, Interaction: 600 },
  findAccount,
  extraTokenClaims: () => ({ amr: ['pwd'], tenant: 'peer' }),
  interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
  loadExistingGrant: ({ oidc: { provider, session, client } }) =>
    createGrant(provider, session.accountId, client.clientId),
  features: {
    devInteractions: { enabled: false },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => resource,
      useGrantedResource: () => true,
      getResourceServerInfo: () => resourceServer,
    },
  },
}
const resourceServer = {
  scope: 'api',
  audience: resource,
  accessTokenTTL: 3600,
  accessTokenFormat: 'jwt',
  jwt: { sign: { alg: 'RS256' } },
}

const server = createServer()
server.listen(0, '127.0.0.1', () => {
  const url = `http://127.0.0.1:${server.address().port}`
  const provider = new Provider(url, configuration)
  provider.registerGrantType('password', passwordGrant(provider), ['username', 'password'])
  const answer = provider.callback()
  server.on('request', (request, response) => {
    if (request.url.startsWith('/interaction/')) interact(provider, request, response)
    else answer(request, response)
  })
  console.log(url)
})

const passwordGrant = (provider) => async (ctx) => {
  const { client, params } = ctx.oidc
  const user = authenticate(params.username, params.password)
  if (user === undefined) throw new errors.InvalidGrant('wrong password')
  const accountId = user.profileId
  const { jti: grantId } = await createGrant(provider, accountId, client.clientId)
  const accessToken = new provider.AccessToken({ accountId, client, grantId, scope: 'api' })
  accessToken.resourceServer = new provider.ResourceServer(resource, resourceServer)
  const { claims } = findAccount(ctx, accountId)
  const idToken = new provider.IdToken(claims(), { ctx })
  idToken.scope = scope
  ctx.body = {
    access_token: await accessToken.save(),
    id_token: await idToken.issue({ use: 'idtoken' }),
    token_type: 'Bearer',
    expires_in: 3600,
    scope,
  }
}

/** The form of a sign-in, which is sent without a visit of its page. */
async function interact(provider, request, response) {
  let body = ''
  for await (const chunk of request) body += chunk
  const form = new URLSearchParams(body)
  const user = authenticate(form.get('email'), form.get('password'))
  if (user === undefined) return response.writeHead(401).end()
  await provider.interactionFinished(request, response, { login: { accountId: user.profileId } })
}
