/** A minimal Koa server. */
import Koa from 'koa'

const app = new Koa()
app.use((ctx) => {
  ctx.body = { ready: true }
})
const server = app.listen(0, '127.0.0.1', () =>
  console.log(`http://127.0.0.1:${server.address().port}`),
)
