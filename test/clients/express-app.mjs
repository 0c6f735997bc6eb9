/** An application as IBM's documentation shows it. It knows nothing of the emulator: its settings are in its environment. */
import express from 'express'
import { APIStrategy, TokenManager } from 'ibmcloud-appid'
import passport from 'passport'

const app = express()
passport.use(new APIStrategy())
app.use(passport.initialize())

app.get('/token', async (_request, response) => {
  response.json(await new TokenManager().getApplicationIdentityToken())
})
app.get(
  '/protected',
  passport.authenticate(APIStrategy.STRATEGY_NAME, { session: false }),
  (request, response) => response.json(request.appIdAuthorizationContext.accessTokenPayload),
)

const server = app.listen(0, 'localhost', () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
