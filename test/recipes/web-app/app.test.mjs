import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { after, before, beforeEach, test } from 'node:test'
import { createEmulator } from 'appid-emulator'
import { createApp } from './app.mjs'

let emulator
let tenant
let app
let redirectUri
const server = createServer((request, response) => app(request, response))
before(async () => {
  emulator = await createEmulator()
  tenant = emulator.defaultTenant
  await once(server.listen(0, 'localhost'), 'listening')
  redirectUri = `http://localhost:${server.address().port}/callback`
  app = createApp(tenant.credentials(), redirectUri)
})
beforeEach(async () => {
  await emulator.reset()
  await fetch(`${tenant.managementUrl}/config/redirect_uris`, {
    method: 'PUT',
    headers: { Authorization: 'Bearer any', 'Content-Type': 'application/json' },
    body: JSON.stringify({ redirectUris: [redirectUri] }),
  })
})
after(async () => {
  server.close()
  server.closeAllConnections()
  await emulator?.close()
})

/** A browser that stays where it is, and keeps the cookie of the session. */
function createBrowser() {
  let cookie = ''
  return async (url) => {
    const response = await fetch(new URL(url, redirectUri), {
      headers: { Cookie: cookie },
      redirect: 'manual',
    })
    cookie = response.headers.getSetCookie().at(-1)?.split(';')[0] ?? cookie
    return response
  }
}

/** Signs a user in at the application, as the sign-in page would. */
async function signIn(browse, user) {
  const away = new URL((await browse('/me')).headers.get('Location'))
  assert.equal(away.origin, emulator.url)
  const state = away.searchParams.get('state')
  const { redirect } = await tenant.signIn({ ...user, redirectUri, state })
  const back = await browse(redirect)
  assert.equal(back.headers.get('Location'), '/me')
}

test('the application knows who has signed in', async () => {
  const browse = createBrowser()
  await signIn(browse, { email: 'ann@example.com' })
  const me = await (await browse('/me')).json()
  assert.deepEqual(me, { email: 'ann@example.com', isEditor: false })
})

test('whoever logs out has to sign in again', async () => {
  const browse = createBrowser()
  await signIn(browse, { email: 'ann@example.com' })
  assert.equal((await browse('/logout')).headers.get('Location'), '/me')
  const away = new URL((await browse('/me')).headers.get('Location'))
  assert.equal(away.origin, emulator.url)
})

test('an editor may write articles', async () => {
  const browse = createBrowser()
  await signIn(browse, { email: 'ed@example.com' })
  assert.equal((await (await browse('/me')).json()).isEditor, true)
})
