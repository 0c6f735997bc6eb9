import { once } from 'node:events'
import { createServer } from 'node:http'
import express, { type Request } from 'express'
import session from 'express-session'
import passport from 'passport'
import passport05 from 'passport-05'
import { send, type TenantData } from './emulator.ts'
import type { Client } from './resource-server.ts'

import { WebAppStrategy } from './sdk.ts'

/** What the SDK keeps of a sign-in in the session. */
export interface AuthContext {
  readonly accessToken: string
  readonly accessTokenPayload: Readonly<Record<string, unknown>>
  readonly identityToken: string
  readonly identityTokenPayload: Readonly<Record<string, unknown>>
  readonly refreshToken?: string
}

export interface WebApp {
  readonly url: string
  readonly redirectUri: string
  close(): void
}

/** The versions of passport with which the SDK is used. */
export const passports = { '0.5': passport05, '0.7': passport } as const

/**
 * A web application that signs users in with IBM's WebAppStrategy, written as its documentation has it. What `/context`
 * returns is what the SDK keeps of the sign-in.
 */
export async function startWebApp(
  tenant: TenantData,
  client: Client,
  version: keyof typeof passports = '0.7',
): Promise<WebApp> {
  const app = express()
  const server = createServer({ keepAliveTimeout: 600_000 }, app).listen(0, 'localhost')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const url = `http://localhost:${address.port}`
  const redirectUri = `${url}/ibm/cloud/appid/callback`

  const strategy = new WebAppStrategy({
    tenantId: tenant.tenantId,
    clientId: client.clientId,
    secret: client.secret,
    oauthServerUrl: tenant.oAuthServerUrl,
    redirectUri,
  })
  const authenticator = new passports[version].Passport()
  authenticator.use(strategy)
  authenticator.serializeUser((user, done) => done(null, user))
  authenticator.deserializeUser((user, done) => done(null, user))
  // Before there is a session: a browser asks for it by itself.
  app.get('/favicon.ico', (_, response) => void response.status(204).end())
  app.use(session({ secret: 'any', resave: true, saveUninitialized: true }))
  app.use(authenticator.initialize())
  app.use(authenticator.session())
  app.use(express.urlencoded())
  const authenticate = (options: object = {}) =>
    authenticator.authenticate(WebAppStrategy.STRATEGY_NAME, {
      // passport 0.6 and later renew the session at a sign-in: without this they lose what the SDK keeps in it.
      keepSessionInfo: true,
      ...options,
    })

  app.get('/ibm/cloud/appid/callback', authenticate())
  app.get('/protected', authenticate(), (request, response) => {
    response.json(request.user)
  })
  app.get('/anonymous', authenticate({ allowAnonymousLogin: true, successRedirect: '/context' }))
  app.get('/login', authenticate({ forceLogin: true, successRedirect: '/protected' }))
  for (const show of ['sign_up', 'forgot_password', 'change_password', 'change_details'])
    app.get(`/${show}`, authenticate({ show, successRedirect: '/context' }))
  app.post('/rop', (request, response, next) => {
    const done = (error: unknown, user: unknown, failure: unknown) => {
      if (error || !user) response.status(401).json({ failure: described(failure ?? error) })
      else request.logIn(user, keep, () => response.json({ user }))
    }
    const keep = { keepSessionInfo: true }
    authenticator.authenticate(WebAppStrategy.STRATEGY_NAME, keep, done)(request, response, next)
  })
  app.post('/refresh', async (request, response) => {
    try {
      await strategy.refreshTokens(
        request,
        `${request.query.token ?? contextOf(request)?.refreshToken}`,
      )
      response.json(contextOf(request))
    } catch (error) {
      response.status(401).json({ failure: described(error) })
    }
  })
  app.get('/context', (request, response) => {
    response.json(contextOf(request) ?? null)
  })
  app.get('/has-scope', (request, response) => {
    response.json(WebAppStrategy.hasScope(request, `${request.query.scope}`))
  })
  app.get('/logout', (request, response) => {
    strategy.logout(request)
    response.json({})
  })
  app.get('/logout-sso', (request, response) => {
    // As an application passes them on: `all_sessions` is a text.
    strategy.logoutSSO(request, response, { redirect_uri: `${url}/context`, ...request.query })
  })
  return {
    url,
    redirectUri,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

function contextOf(request: Request): AuthContext | undefined {
  return (request.session as unknown as Record<string, AuthContext>)[WebAppStrategy.AUTH_CONTEXT]
}

/** The members of an error that the SDK documents. */
function described(error: unknown) {
  const { message, code, statusCode } = error as Record<string, unknown>
  return { message, code, statusCode }
}

/** Calls the application as one browser: with its cookies. */
export function createBrowser({ url }: WebApp) {
  let cookie = ''
  return async (method: string, path: string, form?: Readonly<Record<string, string>>) => {
    const response = await send(`${url}${path}`, {
      method,
      headers: { Cookie: cookie },
      redirect: 'manual',
      ...(form && { body: new URLSearchParams(form) }),
    })
    cookie = response.headers.getSetCookie().at(-1)?.split(';')[0] ?? cookie
    return response
  }
}
