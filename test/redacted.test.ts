import { describe, expect } from 'vitest'
import type { Emulator, LogEvent } from '../src/index.ts'
import { demo, it, manage, send, sendRaw, tenantOf, users } from './support/emulator.ts'
import { requestsWith } from './support/requests-with-text.ts'
import { ask, enableRefresh, passwordOf } from './support/tokens.ts'

/** Sends requests with this text in every place. Returns the log, and the journal. */
async function recorded(emulator: Emulator, events: LogEvent[], text: string): Promise<string> {
  const requests = Object.values(requestsWith(text, text))
  for (const { method = 'GET', path, headers = {}, body } of requests)
    await send(`${emulator.url}${path}`, { method, headers, ...(body !== undefined && { body }) })
  const { requests: entries } = await emulator.requests.list()
  expect(entries.length).toBeGreaterThan(10)
  return JSON.stringify([events, entries])
}

describe('the journal and the log', () => {
  it('have no e-mail address, wherever a client puts it', async ({ start }) => {
    const events: LogEvent[] = []
    const emulator = await start({ log: (event) => events.push(event) })
    for (const text of [
      'zoe@mail.invalid',
      'zoe.o+tag@zoehost',
      '"b zoe"@mail.invalid',
      'mailto:zoe@mail.invalid',
      'Somebody <zoe@mail.invalid>, 1',
    ]) {
      const all = await recorded(emulator, events, text)
      expect([text, /.{40}(?:zoe|mail\.invalid|@|%40)/.exec(all)?.[0]]).toEqual([text, undefined])
      expect(all).toContain('{email}')
    }
  })

  it('have no token, wherever a client puts it', async ({ start }) => {
    const events: LogEvent[] = []
    const emulator = await start({ log: (event) => events.push(event) })
    const tenant = tenantOf(emulator)
    await enableRefresh(tenant)
    const tokens = (await ask(tenant, passwordOf(users.ann))).body
    for (const token of [tokens.access_token, tokens.id_token, tokens.refresh_token]) {
      const all = await recorded(emulator, events, token)
      for (const part of token.split('.').filter(({ length }: string) => length > 8))
        expect(all).not.toContain(part.slice(0, 20))
      expect(all).toContain('{token}')
    }
  })

  const management = `/management/v4/${demo.tenantId}`
  it.for([
    [
      `${management}/cloud_directory/Users/ann@example.com`,
      `${management}/cloud_directory/Users/{email}`,
    ],
    [
      `${management}/cloud_directory/Users/ann%40example.com`,
      `${management}/cloud_directory/Users/{email}`,
    ],
    [
      `${management}/cloud_directory/Users/ann%2540example%252Ecom`,
      `${management}/cloud_directory/Users/{email}`,
    ],
    [
      `${management}/cloud_directory/Users/%61nn%40example.com/`,
      `${management}/cloud_directory/Users/{email}/`,
    ],
    [`${management}/users/ann@example.com/profile`, `${management}/users/{email}/profile`],
    [`${management}/no/such/ann@example.com`, `${management}/no/such/{email}`],
    [
      `${management}/cloud_directory/Users?query=ann@example.com`,
      `${management}/cloud_directory/Users`,
    ],
    ['/management/v4/ann@example.com/roles', '/management/v4/{email}/roles'],
    [`/oauth/v4/${demo.tenantId}/ann@example.com`, `/oauth/v4/${demo.tenantId}/{email}`],
    ['/api/v1/attributes/ann%40example.com', '/api/v1/attributes/{email}'],
    ['/ann@example.com/%22ann%20b%22%40example.com', '/{email}/{email}'],
    ['/ann@@example.com/ann%20@example.com', '/{email}/{email}'],
    ['/wfm/verify/ann@example.com', '/wfm/verify/{code}'],
    [`/elsewhere/${'0a'.repeat(32)}`, '/elsewhere/{code}'],
    [`${management}/${'0a'.repeat(32)}`, `${management}/{code}`],
    ['/elsewhere/eyJhbGciOiJSUzI1NiJ9%2EeyJzdWIiOiIxIn0%2Ec2ln', '/elsewhere/{token}'],
    // Nothing of this is an address.
    ['/@vite/client', '/@vite/client'],
    ['/x/@@/x%20@', '/x/@@/x%20@'],
    ['/api/v1/attributes/100%25', '/api/v1/attributes/100%25'],
    ['/api/v1/attributes/caf%C3%A9', '/api/v1/attributes/caf%C3%A9'],
  ])('have no address, token or code of a path: %s', async ([path = '', shown], { start }) => {
    const events: LogEvent[] = []
    const emulator = await start({ log: (event) => events.push(event) })
    await sendRaw(emulator, 'GET', path, { Authorization: 'Bearer any' }).catch(() => {})
    const { requests } = await emulator.requests.list()
    expect(requests.map((one) => one.path)).toEqual([shown])
    expect(events.at(-1)).toMatchObject({ event: 'request', path: shown })
    expect(JSON.stringify([requests, events])).not.toMatch(/example/)
  })

  it('have the id of a user in a path, who is found', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const path = `/cloud_directory/Users/${users.ann.id}`
    expect((await manage(tenant, 'GET', path)).status).toBe(200)
    const { requests } = await tenant.requests.list()
    expect(requests.map((one) => one.path)).toEqual([`${management}${path}`])
  })
})
