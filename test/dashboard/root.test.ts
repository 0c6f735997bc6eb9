import { describe, expect } from 'vitest'
import { control, demo, exchange, it, send, sendRaw, testing } from '../support/emulator.ts'

const browser = {
  Accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8',
}

/** What programs send: curl, fetch, axios, or nothing. */
const programs = ['*/*', 'application/json, text/plain, */*', 'application/json', 'text/plain', '']

const tenant = (url: string, tenantId: string, name: string) => ({
  tenantId,
  name,
  issuer: `${url}/oauth/v4/${tenantId}`,
  oAuthServerUrl: `${url}/oauth/v4/${tenantId}`,
  managementUrl: `${url}/management/v4/${tenantId}`,
  profilesUrl: url,
  discoveryEndpoint: `${url}/oauth/v4/${tenantId}/.well-known/openid-configuration`,
})

const overview = (url: string, version: string) => ({
  version,
  ready: true,
  control: true,
  strictIam: false,
  health: `${url}/_appid/health`,
  openapi: `${url}/_appid/openapi.json`,
  operations: `${url}/swagger-ui/`,
  documentation: 'https://www.npmjs.com/package/appid-emulator',
  tenants: [tenant(url, demo.tenantId, 'demo'), tenant(url, testing.tenantId, 'testing')],
})

const versionOf = async (url: string) => (await send(`${url}/health`)).body.version

describe.for(['/', '/_appid', '/_appid/'])('%s', (path) => {
  it('tells programs what runs, and where to go on', async ({ emulator: { url } }) => {
    for (const Accept of programs) {
      const { status, headers, body } = await send(`${url}${path}`, { headers: { Accept } })
      expect([Accept, status, body]).toEqual([Accept, 200, overview(url, await versionOf(url))])
      expect(headers.get('Vary')).toBe('Accept')
      const head = await send(`${url}${path}`, { method: 'HEAD', headers: { Accept } })
      expect([head.status, head.headers.get('Content-Type')]).toEqual([
        200,
        'application/json; charset=utf-8',
      ])
    }
  })

  it('lists URLs that respond', async ({ emulator: { url } }) => {
    const { body } = await send(`${url}${path}`)
    expect((await send(body.health)).body.status).toBe('ok')
    expect((await send(body.openapi)).body.openapi).toBe('3.1.0')
    expect((await send(body.tenants[0].discoveryEndpoint)).status).toBe(200)
  })

  it('refuses other methods', async ({ emulator: { url } }) => {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      const { status, headers, body } = await send(`${url}${path}`, { method })
      expect([status, headers.get('Allow'), body]).toEqual([
        405,
        'GET, HEAD',
        {
          ...(path !== '/' && { code: 'METHOD_NOT_ALLOWED' }),
          message: `${method} is not allowed here: use GET, HEAD`,
        },
      ])
    }
  })

  it('refuses a host that cannot be part of a URL', async ({ emulator }) => {
    const { status, body } = await sendRaw(emulator, 'GET', path, { Host: 'a b' })
    expect([status, body]).toEqual([
      400,
      {
        ...(path !== '/' && { code: 'INVALID_INPUT' }),
        message: 'the host "a b" and the protocol "http" do not form a valid URL',
      },
    ])
  })
})

describe('/', () => {
  it('is a page in a browser', async ({ emulator: { url } }) => {
    for (const method of ['GET', 'HEAD']) {
      const { status, headers, body } = await send(`${url}/`, { method, headers: browser })
      expect([status, headers.get('Content-Type'), headers.get('Vary')]).toEqual([
        200,
        'text/html; charset=utf-8',
        'Accept, Accept-Encoding',
      ])
      expect(headers.get('Content-Security-Policy')).toMatch(/^default-src 'none'; /)
      expect(body).toMatch(method === 'HEAD' ? /^$/ : /^<!doctype html>\n<html lang="en">/)
    }
  })

  it('has its parts beside it, as relative references', async ({ emulator: { url } }) => {
    const { body } = await send(`${url}/`, { headers: browser })
    const references = [...body.matchAll(/(?:src|href)="(?!data:)([^"]+)"/g)].map(([, one]) => one)
    expect(references).toEqual(['dashboard/page.css', 'dashboard/page.js', 'swagger-ui/'])
    const types = references.map(async (one) => {
      const { status, headers, body } = await send(`${url}/${one}`)
      expect(body.length).toBeGreaterThan(1000)
      return [status, headers.get('Content-Type'), headers.get('X-Content-Type-Options')]
    })
    expect(await Promise.all(types)).toEqual([
      [200, 'text/css; charset=utf-8', 'nosniff'],
      [200, 'text/javascript; charset=utf-8', 'nosniff'],
      [200, 'text/html; charset=utf-8', 'nosniff'],
    ])
    expect((await send(`${url}/dashboard/page.map`)).status).toBe(404)
  })

  it('is compressed for those who can read that', async ({ emulator: { url } }) => {
    for (const path of ['/', '/dashboard/page.js', '/dashboard/page.css', '/swagger-ui/']) {
      const sent = ['gzip, deflate, br, zstd', 'identity'].map((encoding) =>
        send(`${url}${path}`, { headers: { ...browser, 'Accept-Encoding': encoding } }),
      )
      const [zipped, plain] = await Promise.all(sent)
      expect([zipped?.headers, plain?.headers].map((one) => one?.get('Content-Encoding'))).toEqual([
        'gzip',
        null,
      ])
      expect(zipped?.headers.get('Vary')).toMatch(/Accept-Encoding/)
      expect(zipped?.body).toBe(plain?.body)
    }
  })

  it('lists no tenants where the control API is refused, and says why', async ({ emulator }) => {
    const { status, body } = await sendRaw(emulator, 'GET', '/', { Host: 'evil.example' })
    const { tenants: _, ...rest } = overview('http://evil.example', await versionOf(emulator.url))
    const refused =
      'the host evil.example is not allowed here: if it is yours, allow it with allowedHosts evil.example'
    expect([status, body]).toEqual([200, { ...rest, refused }])
    const Origin = 'http://evil.example'
    expect((await sendRaw(emulator, 'GET', '/', { Origin })).body.refused).toMatch(/^web pages of /)
  })

  it('still lists the tenants without a control API', async ({ start }) => {
    const { url } = await start({ control: false, strictIam: true })
    const { openapi: _, ...rest } = overview(url, await versionOf(url))
    expect((await send(`${url}/`)).body).toEqual({ ...rest, control: false, strictIam: true })
    expect((await send(`${url}/`, { headers: browser })).status).toBe(200)
  })

  it('responds after HTTP/1.0, and to an absolute target', async ({ emulator }) => {
    const target = `GET ${emulator.url}/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`
    expect(await exchange(emulator, target)).toMatch(/^HTTP\/1.1 200 OK/)
    const old = `HEAD / HTTP/1.0\r\nHost: localhost\r\n\r\n`
    expect(await exchange(emulator, old)).toMatch(/^HTTP\/1.1 200 OK/)
  })
})

describe('/_appid', () => {
  it('sends browsers to the page', async ({ emulator }) => {
    for (const [path, location] of [
      ['/_appid', './'],
      ['/_appid/', '../'],
    ]) {
      const { status, headers } = await send(`${emulator.url}${path}`, {
        headers: browser,
        redirect: 'manual',
      })
      expect([status, headers.get('Location'), headers.get('Vary')]).toEqual([
        302,
        location,
        'Accept',
      ])
      const followed = await fetch(`${emulator.url}${path}`, { headers: browser })
      expect([followed.status, followed.url]).toEqual([200, `${emulator.url}/`])
    }
  })

  it('is switched off with the rest of the control API', async ({ start }) => {
    const emulator = await start({ control: false })
    for (const path of ['', '/'])
      expect(await control(emulator, 'GET', path)).toMatchObject({
        status: 404,
        body: { code: 'CONTROL_OFF', message: 'the control API is switched off (control)' },
      })
  })

  it('is guarded like the rest of the control API', async ({ emulator }) => {
    const { status, body } = await sendRaw(emulator, 'GET', '/_appid', { Host: 'evil.example' })
    expect([status, body.code]).toEqual([403, 'REFUSED'])
  })
})

describe('with a path in publicUrl', () => {
  it.for(['/appid', '/a/b:c', '/_appid', '/oauth', '/dashboard', '/swagger-ui'])(
    'the page at %s gets a slash at its end, so that its references work',
    async (path, { start }) => {
      const { url } = await start({ publicUrl: `http://localhost${path}` })
      for (const query of ['', '?x=/y']) {
        const page = await fetch(`${url}${path}${query}`, { headers: browser })
        expect([page.status, page.url]).toEqual([200, `${url}${path}/`])
        const script = await send(new URL('dashboard/page.js', page.url).href)
        expect([script.status, script.headers.get('Content-Type')]).toEqual([
          200,
          'text/javascript; charset=utf-8',
        ])
      }
      for (const slash of ['', '/']) {
        const { status, body } = await send(`${url}${path}${slash}`)
        expect([status, body.health]).toEqual([200, `${url}${path}/_appid/health`])
      }
    },
  )

  it('the page is at / as well', async ({ start }) => {
    const { url } = await start({ publicUrl: 'http://localhost/appid' })
    const page = await fetch(`${url}/`, { headers: browser })
    expect([page.status, page.url]).toEqual([200, `${url}/`])
  })
})
