import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect } from 'vitest'
import { operations } from '../../src/operations.ts'
import described from '../operations.json' with { type: 'json' }
import { demo, it, send, sendRaw, tenantOf, users } from '../support/emulator.ts'
import { ask, passwordOf } from '../support/tokens.ts'

const run = promisify(execFile)

const key = ({ method, path }: { method: string; path: string }) => `${method} ${path}`

/** The text of HTML without markup. */
const textOf = (html: string) =>
  html
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')

/** The requests that the page lists: the id of the operation's element, method and path, state and example. */
async function listed(url: string) {
  const { body } = await send(`${url}/swagger-ui/`)
  return [...`${body}`.matchAll(/<article id="([^"]+)".*?<\/article>/gs)].flatMap(
    ([article, id = '']) =>
      [
        ...article.matchAll(
          /<code class="method">(\w+)<\/code> <code>([^<]+)<\/code> <span[^>]*>([^<]+)<\/span>.*?<pre>(.*?)<\/pre>/gs,
        ),
      ].map(([, method = '', path = '', state, curl = '']) => ({
        id,
        key: key({ method, path }),
        state,
        curl: textOf(curl),
      })),
  )
}

/** What is unknown here: the transaction of a form, and a code, of which the client is told. */
const unknown: Readonly<Record<string, RegExp>> = { auth: /^400$/, change_details: /^302$/ }

describe('/swagger-ui/', () => {
  it('is a page with relative references, for browsers and programs', async ({ emulator }) => {
    const { status, headers, body } = await send(`${emulator.url}/swagger-ui/`)
    expect([status, headers.get('Content-Type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect(headers.get('Content-Security-Policy')).toMatch(/^default-src 'none'; /)
    const references = [...body.matchAll(/(?:src|href)="(?!data:|#)([^"]+)"/g)].map(([, to]) => to)
    expect(references).toEqual([
      '../dashboard/page.css',
      '../dashboard/operations.css',
      '../dashboard/operations.js',
      '../#/applications',
      '../#/users',
      '../#/mails',
      '../#/requests',
      '../#/rehearse',
      './',
      '../_appid/openapi.json',
    ])
    for (const reference of references)
      expect((await send(`${emulator.url}/swagger-ui/${reference}`)).status).toBe(200)
  })

  it.for([
    ['/swagger-ui', './swagger-ui/'],
    ['/swagger-ui/index.html', './'],
  ] as const)('is where %s leads', async ([path, location], { emulator: { url } }) => {
    const { status, headers } = await send(`${url}${path}`, { redirect: 'manual' })
    expect([status, headers.get('Location')]).toEqual([302, location])
    const page = await fetch(`${url}${path}`)
    expect([page.status, page.url]).toEqual([200, `${url}/swagger-ui/`])
  })

  it('works below a path of publicUrl', async ({ start }) => {
    const { url } = await start({ publicUrl: 'http://localhost/appid' })
    const page = await fetch(`${url}/appid/swagger-ui`)
    expect([page.status, page.url]).toEqual([200, `${url}/appid/swagger-ui/`])
    expect(await page.text()).toContain(`curl -s -X GET ${url}/appid/identity/keys`)
  })

  it('lists every request of the table once, with its state', async ({ emulator: { url } }) => {
    const rows = await listed(url)
    expect(rows.map((row) => [row.key, row.state]).sort()).toEqual(
      operations.map((operation) => [key(operation), operation.state]).sort(),
    )
  })

  it('has the anchors of App ID', async ({ emulator: { url } }) => {
    const idOf = new Map((await listed(url)).map((row) => [row.key, row.id]))
    for (const operation of described)
      expect(idOf.get(key(operation))).toBe(
        `/${encodeURIComponent(operation.tag)}/${operation.operation}`,
      )
    expect(idOf.get('POST /oauth/v4/{tenantId}/token')).toBe(
      '/Authorization%20Server%20-%20Authorization%20Server%20V4/oauth-server.token',
    )
  })

  it('has each id once', async ({ emulator: { url } }) => {
    const { body } = await send(`${url}/swagger-ui/`)
    const ids = [...body.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('has commands that work for every emulated operation', async ({ start }) => {
    const roleId = '11111111-0000-4000-8000-000000000000'
    const application = { ...demo.b, scopes: ['read'] }
    const { profileId } = users.ann
    const user = { id: 'user', email: 'ann@example.com', password: 'user' }
    const tenant = {
      applications: [demo.a, application],
      roles: [{ id: roleId, name: 'old' }],
      users: [{ ...user, profileId, attributes: { points: 1 } }],
      config: {
        redirect_uris: { redirectUris: ['http://localhost:3000/*'] },
        'cloud_directory/sso': {
          isActive: true,
          inactivityTimeoutSeconds: 60,
          logoutRedirectUris: ['http://localhost:3000'],
        },
      },
    }
    const emulator = await start({ seed: { version: 1, tenants: { [demo.tenantId]: tenant } } })
    const { body: tokens } = await ask(tenantOf(emulator), passwordOf(user))
    const snapshot = await emulator.snapshots.create()
    const commands = (await listed(emulator.url)).filter(({ state }) => state === 'emulated')
    expect(commands.length).toBeGreaterThan(30)
    for (const { key, curl } of commands) {
      const filled = curl
        .replaceAll('{clientId}', demo.b.clientId)
        .replaceAll('{secret}', demo.b.secret)
        .replaceAll('{access_token}', tokens.access_token)
        .replaceAll('{roleId}', roleId)
        .replaceAll('{id}', profileId)
        .replaceAll('{attributeName}', 'points')
        .replaceAll('{id_token}', tokens.id_token)
        .replaceAll('{userId}', 'user')
        .replaceAll('{templateName}', 'WELCOME')
        .replaceAll('{language}', 'en')
        .replaceAll('{action}', 'on_user_verified')
        .replaceAll('{channel}', 'nexmo')
        .replaceAll('{name}', 'premfa')
        .replace('logo.png', 'src/dashboard/page.png')
      const { stdout } = await run('sh', ['-c', `${filled} -o /dev/null -w '%{http_code}'`])
      const [, last = ''] = /\/cloud_directory\/(auth|change_details)$/.exec(key) ?? []
      const usual = key.startsWith('GET /oauth') ? /^(?:20\d|302)$/ : /^20\d$/
      expect([key, stdout]).toEqual([key, expect.stringMatching(unknown[last] ?? usual)])
      await emulator.snapshots.restore(snapshot.id)
    }
  })

  it('shows a stranger no tenant, and an emulator without tenants a placeholder', async ({
    emulator,
    start,
  }) => {
    const raw = await fetch(`${emulator.url}/swagger-ui/`, { headers: { Origin: 'http://evil' } })
    expect(await raw.text()).not.toContain(demo.tenantId)
    const empty = await start({ seed: false })
    expect((await listed(empty.url))[0]?.curl).toContain('/oauth/v4/{tenantId}/')
    expect((await sendRaw(emulator, 'HEAD', '/swagger-ui/', { Host: 'evil.example' })).status).toBe(
      200,
    )
  })

  it('names the token that strictIam requires', async ({ start }) => {
    const { url } = await start({ strictIam: true })
    const { body } = await send(`${url}/swagger-ui/`)
    expect(body).toContain('Authorization: Bearer {access_token}')
    expect(body).not.toContain('Bearer any')
  })

  it('is not in the journal', async ({ emulator }) => {
    for (const path of ['/swagger-ui', '/dashboard/operations.js', '/dashboard/operations.css'])
      expect((await send(`${emulator.url}${path}`)).status).toBe(200)
    expect((await emulator.requests.count()).count).toBe(0)
  })

  it('refuses other methods', async ({ emulator }) => {
    const { status, body } = await send(`${emulator.url}/swagger-ui/`, { method: 'POST' })
    expect([status, body]).toEqual([405, { message: 'POST is not allowed here: use GET, HEAD' }])
  })
})
