import { once } from 'node:events'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import express from 'express'
import type { Page } from 'playwright-core'
import type { TenantData } from './emulator.ts'

export interface SinglePageApp {
  /** Its origin. */
  readonly url: string
  close(): void
}

/**
 * A single-page application: a library, which is a file in `node_modules` as it was published, and a script that uses it. Its
 * page is at `/` and `/callback`.
 */
export async function startSinglePageApp(library: string, script: string): Promise<SinglePageApp> {
  const app = express()
  const server = createServer(app).listen(0, 'localhost')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const file = fileURLToPath(new URL(`../../node_modules/${library}`, import.meta.url))
  app.get('/library.js', (_, response) => response.sendFile(file))
  app.get(['/', '/callback'], (_, response) => {
    response.send(`<!doctype html>
<html lang="en">
<title>A single-page application</title>
<link rel="icon" href="data:,">
<body>
<script src="library.js"></script>
<script>
${script}
</script>
</body>
</html>`)
  })
  return {
    url: `http://localhost:${address.port}`,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** An application with IBM's JavaScript SDK, which is initialised as its documentation has it. */
export const startAppWithSdk = ({ discoveryEndpoint }: TenantData, clientId: string) =>
  startSinglePageApp(
    'ibmcloud-appid-js/dist/appid.umd.min.js',
    `// The SDK gives a silent sign-in five seconds, however busy the machine is. This ends with the test.
const { setInterval: every } = window
window.setInterval = (act, ms) => (ms < 5000 ? every(act, ms) : 0)
const appID = new AppID()
const ready = appID.init(${JSON.stringify({ clientId, discoveryEndpoint })})`,
  )

/** The tokens of a sign-in, as IBM's SDK returns them. */
export interface Tokens {
  readonly accessToken: string
  readonly accessTokenPayload: Readonly<Record<string, unknown>>
  readonly idToken: string
  readonly idTokenPayload: Readonly<Record<string, unknown>>
}

/** The members of its errors. */
export interface Failure {
  readonly message: string
  readonly error?: string
  readonly description?: string
}

/** What became of a call. */
export type Outcome<Value> = { readonly value: Value } | { readonly failure: Failure }

/** Calls a method of IBM's SDK in the page, once it is initialised. */
export function call<Value = Tokens>(
  page: Page,
  method: string,
  argument?: unknown,
): Promise<Outcome<Value>> {
  return page.evaluate(`ready.then(() => appID.${method}(${JSON.stringify(argument) ?? ''})).then(
    (value) => ({ value }),
    ({ message, error, description }) => ({ failure: { message, error, description } }),
  )`)
}

/** The value of a call. @throws if it failed */
export async function resultOf<Value>(outcome: Promise<Outcome<Value>>): Promise<Value> {
  const settled = await outcome
  if ('value' in settled) return settled.value
  throw new Error(JSON.stringify(settled.failure))
}

/** Calls a method that opens a popup, and acts in it. */
export async function atPopup(
  page: Page,
  method: string,
  act: (popup: Page) => Promise<void>,
  argument?: unknown,
): Promise<Outcome<Tokens>> {
  const acted = page.waitForEvent('popup').then((popup) =>
    act(popup).catch((error) => {
      // The SDK closes the popup once it has the answer, which may be before the last click has ended.
      if (!popup.isClosed()) throw error
    }),
  )
  const [outcome] = await Promise.all([call(page, method, argument), acted])
  return outcome
}
