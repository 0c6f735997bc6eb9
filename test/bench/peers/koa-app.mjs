/** A typical server with Koa, its router and its body parser, but it always returns the same token. */
import { randomUUID } from 'node:crypto'
import Router from '@koa/router'
import Koa from 'koa'
import bodyParser from 'koa-bodyparser'
import { createTokenResponse, keySet } from './tokens.mjs'

const tokenResponse = await createTokenResponse(
  `http://localhost/oauth/v4/${randomUUID()}`,
  randomUUID(),
)

const router = new Router({ prefix: '/oauth/v4/:tenantId' })
router.get('/publickeys', (ctx) => {
  ctx.body = keySet
})
router.post('/token', (ctx) => {
  ctx.assert(ctx.request.body.grant_type === 'client_credentials', 400)
  ctx.set('Cache-Control', 'no-store')
  ctx.body = tokenResponse
})

const app = new Koa()
app.use(bodyParser())
app.use(router.routes())
const server = app.listen(0, '127.0.0.1', () =>
  console.log(`http://127.0.0.1:${server.address().port}`),
)
