/** What anybody would write with Koa, its router and its body parser, but without a signature for each token. */
import { randomUUID } from 'node:crypto'
import Router from '@koa/router'
import Koa from 'koa'
import bodyParser from 'koa-bodyparser'
import { createAnswer, keySet } from './tokens.mjs'

const answer = await createAnswer(`http://localhost/oauth/v4/${randomUUID()}`, randomUUID())

const router = new Router({ prefix: '/oauth/v4/:tenantId' })
router.get('/publickeys', (ctx) => {
  ctx.body = keySet
})
router.post('/token', (ctx) => {
  ctx.assert(ctx.request.body.grant_type === 'client_credentials', 400)
  ctx.set('Cache-Control', 'no-store')
  ctx.body = answer
})

const app = new Koa()
app.use(bodyParser())
app.use(router.routes())
const server = app.listen(0, '127.0.0.1', () =>
  console.log(`http://127.0.0.1:${server.address().port}`),
)
