import { describe, expect } from 'vitest'
import type { RequestEvent } from '../../src/journal/log.ts'
import { demo, it, send, sendRaw } from '../support/emulator.ts'

const header = 'X-AppID-Emulator-Page'

/** A request to each API that the page uses, and the status of its answer. */
const requests = [
  ['GET', `/management/v4/${demo.tenantId}/applications`, undefined, 200],
  ['GET', `/oauth/v4/${demo.tenantId}/publickeys`, undefined, 200],
  ['POST', '/identity/token', 'grant_type=urn:ibm:params:oauth:grant-type:apikey&apikey=any', 200],
  ['GET', '/api/v1/attributes', undefined, 401],
  ['GET', '/nowhere', undefined, 404],
] as const

const ask = async (
  url: string,
  [method, path, body]: readonly [string, string, string | undefined, number],
  headers: Record<string, string>,
) => {
  const { status } = await send(`${url}${path}`, {
    method,
    headers: {
      Authorization: 'Bearer any',
      ...(body !== undefined && { 'Content-Type': 'application/x-www-form-urlencoded' }),
      ...headers,
    },
    ...(body !== undefined && { body }),
  })
  return status
}

describe('a request of the page itself', () => {
  it('is neither in the journal nor in the log, and not struck by faults', async ({ start }) => {
    const logged: string[] = []
    const log = (event: { event: string }) => {
      if (event.event === 'request') logged.push((event as RequestEvent).path)
    }
    const emulator = await start({ log })
    await emulator.faults.add({ effect: { status: 418 } })
    for (const request of requests)
      expect([request[1], await ask(emulator.url, request, { [header]: '1' })]).toEqual([
        request[1],
        request[3],
      ])
    expect(logged).toEqual([])
    expect((await emulator.requests.count()).count).toBe(0)
    expect((await emulator.faults.list()).faults[0]?.strikes).toBe(0)
  })

  it('is recorded and struck without its header', async ({ start }) => {
    const logged: string[] = []
    const log = (event: { event: string }) => {
      if (event.event === 'request') logged.push((event as RequestEvent).path)
    }
    const emulator = await start({ log })
    await emulator.faults.add({ effect: { status: 418 } })
    for (const request of requests)
      expect([request[1], await ask(emulator.url, request, {})]).toEqual([
        request[1],
        request[1] === '/nowhere' ? 404 : 418,
      ])
    expect(logged).toEqual(requests.map(([, path]) => path))
    expect((await emulator.requests.count()).count).toBe(requests.length)
  })
})

describe('a request for a token', () => {
  it('is recorded and struck though it has the header', async ({ emulator }) => {
    await emulator.faults.add({ effect: { status: 418 } })
    const path = `/oauth/v4/${demo.tenantId}/token`
    const asked = ['POST', path, 'grant_type=client_credentials', 418] as const
    expect(await ask(emulator.url, asked, { [header]: '1' })).toBe(418)
    expect((await emulator.requests.list()).requests).toMatchObject([{ path, status: 418 }])
  })
})

describe('a request of a page from elsewhere', () => {
  it.for(['cross-site', 'same-site', 'none'])(
    'is recorded and struck though it has the header (%s)',
    async (site, { emulator }) => {
      await emulator.faults.add({ effect: { status: 418 } })
      const headers = { [header]: '1', 'Sec-Fetch-Site': site }
      const path = `/oauth/v4/${demo.tenantId}/publickeys`
      expect((await sendRaw(emulator, 'GET', path, headers)).status).toBe(418)
      expect((await emulator.requests.count()).count).toBe(1)
      const own = { ...headers, 'Sec-Fetch-Site': 'same-origin' }
      expect((await sendRaw(emulator, 'GET', path, own)).status).toBe(200)
      expect((await emulator.requests.count()).count).toBe(1)
    },
  )
})

describe('the page', () => {
  it('and its parts are not in the journal', async ({ emulator }) => {
    for (const path of ['/', '/dashboard/page.js', '/dashboard/page.css', '/favicon.ico'])
      for (const Accept of ['text/html', '*/*'])
        await send(`${emulator.url}${path}`, { headers: { Accept } })
    await send(`${emulator.url}/`, { method: 'POST' })
    await send(`${emulator.url}/_appid`)
    expect((await emulator.requests.count()).count).toBe(0)
  })
})
