import express from 'express'
import session from 'express-session'
import { WebAppStrategy } from 'ibmcloud-appid'
import passport from 'passport'

/** The application. `credentials`: tenantId, clientId, secret and oauthServerUrl. */
export function createApp(credentials, redirectUri) {
  passport.use(new WebAppStrategy({ ...credentials, redirectUri }))
  passport.serializeUser((user, done) => done(null, user))
  passport.deserializeUser((user, done) => done(null, user))
  // From passport 0.6 on, a sign-in loses what the SDK keeps in the session without keepSessionInfo.
  // The SDK changes these options, so each route has its own.
  const signIn = () =>
    passport.authenticate(WebAppStrategy.STRATEGY_NAME, { keepSessionInfo: true })

  const app = express()
  app.use(session({ secret: 'any text', resave: false, saveUninitialized: true }))
  app.use(passport.initialize())
  app.use(passport.session())
  app.get(new URL(redirectUri).pathname, signIn())
  app.get('/me', signIn(), (request, response) => {
    const isEditor = WebAppStrategy.hasScope(request, 'articles.write')
    response.json({ email: request.user.email, isEditor })
  })
  // From passport 0.6 on, logout takes a callback, which WebAppStrategy.logout does not give.
  app.get('/logout', (request, response, next) => {
    request.logout((error) => (error ? next(error) : response.redirect('/me')))
  })
  return app
}
