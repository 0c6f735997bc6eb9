import { describe, expect } from 'vitest'
import type { Emulator, LogEvent } from '../src/index.ts'
import { basic, demo, it, send, sendRaw } from './support/emulator.ts'

const form = 'application/x-www-form-urlencoded'
const json = 'application/json'

interface Sent {
  readonly method?: string
  readonly path: string
  readonly headers?: Record<string, string>
  readonly body?: string
}

/** Requests with a text in every place that is logged or returned, and with `short` where a URL or a header limits it. */
function requestsWith(text: string, short: string): Record<string, Sent> {
  const oauth = `/oauth/v4/${demo.tenantId}`
  const management = `/management/v4/${demo.tenantId}`
  const own = `/_appid/tenants/${demo.tenantId}`
  const word = encodeURIComponent(short)
  const client = { Authorization: basic(demo.a), 'Content-Type': form }
  const bearer = { Authorization: 'Bearer any', 'Content-Type': json }
  const token = (headers: Record<string, string>, body: string): Sent => ({
    method: 'POST',
    path: `${oauth}/token`,
    headers,
    body,
  })
  const put = (method: string, path: string, body: unknown): Sent => ({
    method,
    path,
    headers: bearer,
    body: JSON.stringify(body),
  })
  const role = { name: text, access: [] }
  const grant = { grant_type: 'client_credentials' }
  return {
    path: { path: `/${word}` },
    'path of the authorization server': { path: `${oauth}/${word}` },
    'tenant of the authorization server': { path: `/oauth/v4/${word}/token` },
    'tenant of the management API': { path: `/management/v4/${word}/roles`, headers: bearer },
    'path of the management API': { path: `${management}/${word}`, headers: bearer },
    'path of IAM': { path: `/identity/${word}` },
    'path of the control API': { path: `/_appid/${word}` },
    'Content-Type': token({ 'Content-Type': `text/${word}` }, 'x'),
    'grant_type without a client': token(
      { 'Content-Type': form },
      `${new URLSearchParams({ grant_type: text })}`,
    ),
    grant_type: token(client, `${new URLSearchParams({ grant_type: text })}`),
    audience: token(client, `${new URLSearchParams({ ...grant, audience: text })}`),
    scope: token(client, `${new URLSearchParams({ ...grant, scope: text })}`),
    'name of a parameter': token({ 'Content-Type': json }, JSON.stringify({ [text]: 1 })),
    'grant_type of IAM': {
      method: 'POST',
      path: '/identity/token',
      headers: { 'Content-Type': form },
      body: `${new URLSearchParams({ grant_type: text })}`,
    },
    application: { path: `${management}/applications/${word}`, headers: bearer },
    role: { path: `${management}/roles/${word}`, headers: bearer },
    'name of a role': put('POST', `${management}/roles`, role),
    'name of another role': put('POST', `${management}/roles`, role),
    'application of a role': put('POST', `${management}/roles`, {
      name: 'a',
      access: [{ application_id: text, scopes: [] }],
    }),
    'scope of a role': put('POST', `${management}/roles`, {
      name: 'a',
      access: [{ application_id: demo.a.clientId, scopes: [text] }],
    }),
    'scope of a role twice': put('POST', `${management}/roles`, {
      name: 'a',
      access: [{ application_id: demo.a.clientId, scopes: [text, text] }],
    }),
    'role of an application': put('PUT', `${management}/applications/${demo.a.clientId}/roles`, {
      roles: { names: [`${text}!`] },
    }),
    snapshot: { method: 'POST', path: `/_appid/snapshots/${word}/restore` },
    'tenant to reset': { method: 'POST', path: `/_appid/tenants/${word}/reset` },
    'tenant to copy': put('POST', '/_appid/tenants', { from: text }),
    key: { method: 'DELETE', path: `${own}/keys/${word}` },
    fault: { method: 'DELETE', path: `${own}/faults/${word}` },
    'id of a fault': put('POST', `${own}/faults`, { id: text, effect: { status: 500 } }),
    'member of a fault': put('POST', `${own}/faults`, { [text]: 1, effect: { status: 500 } }),
    'operation of a fault': put('POST', `${own}/faults`, {
      operation: text,
      effect: { status: 500 },
    }),
    'header of a fault': put('POST', `${own}/faults`, {
      effect: { status: 500, headers: { [text]: '\n' } },
    }),
    'filter of the journal': { path: `/_appid/requests?${word}=1` },
    'operation in the journal': { path: `/_appid/requests?operation=${word}` },
    'filter of a wait': { path: `/_appid/requests/wait?${word}=1` },
    'operation of a wait': { path: `/_appid/requests/wait?operation=${word}` },
    'filter of what is cleared': { method: 'DELETE', path: `/_appid/requests?${word}=1` },
    'client of a token': put('POST', `${own}/tokens`, { clientId: text }),
    publicUrl: put('PUT', '/_appid/urls', { publicUrl: text }),
    issuer: put('PUT', '/_appid/urls', { issuer: text }),
    'tenant in the state': put('PUT', '/_appid/state', { version: 1, tenants: { [text]: {} } }),
    'member of the state': put('PUT', '/_appid/state', { version: 1, tenants: {}, [text]: 1 }),
  }
}

/** Sends the requests one after the other. Returns what is returned and logged for each, by its name. */
async function outputsOf(
  emulator: Emulator,
  events: LogEvent[],
  requests: Record<string, Sent>,
): Promise<Map<string, string>> {
  const outputs = new Map<string, string>()
  for (const [name, { method = 'GET', path, headers = {}, body }] of Object.entries(requests)) {
    const init = { method, headers, ...(body !== undefined && { body }) }
    const response = await send(`${emulator.url}${path}`, init)
    outputs.set(name, JSON.stringify([response.body, [...response.headers], events.splice(0)]))
  }
  outputs.set('journal', JSON.stringify(await emulator.requests.list()))
  return outputs
}

describe('a long text from a client', () => {
  it('is returned and logged with at most 200 characters', async ({ start }) => {
    const events: LogEvent[] = []
    const emulator = await start({ log: (event) => events.push(event) })
    const outputs = await outputsOf(
      emulator,
      events,
      requestsWith('x'.repeat(50_000), 'x'.repeat(9000)),
    )
    // A stored name is returned in full.
    outputs.delete('name of a role')
    const lengths = [...outputs].map(([name, text]) => [
      name,
      Math.max(0, ...[...text.matchAll(/x+/g)].map(([run]) => run.length)),
    ])
    expect(lengths.filter(([, length]) => Number(length) > 200)).toEqual([])
    // All others are quoted.
    expect(lengths.filter(([, length]) => Number(length) < 100).map(([name]) => name)).toEqual([
      'id of a fault',
    ])
  })

  it('is shortened, too, in a header that names the host or the origin', async ({ start }) => {
    const events: LogEvent[] = []
    const emulator = await start({ trustProxy: true, log: (event) => events.push(event) })
    const long = 'x'.repeat(9000)
    const path = `/oauth/v4/${demo.tenantId}/.well-known/openid-configuration`
    const statuses = []
    for (const [requested, headers] of [
      [path, { Host: long }],
      [path, { 'X-Forwarded-Host': long }],
      [path, { 'X-Forwarded-Proto': long }],
      ['/_appid/state', { Host: `${long}.example` }],
      ['/_appid/state', { Origin: long }],
    ] as const) {
      const { status, body } = await sendRaw(emulator, 'GET', requested, headers)
      statuses.push(status)
      expect(JSON.stringify([body, events.splice(0)])).not.toMatch(/x{201}/)
    }
    expect(statuses).toEqual([400, 400, 400, 400, 403])
    // A DNS name may have 253 characters.
    const longest = `${'x'.repeat(253)}:65535`
    expect((await sendRaw(emulator, 'GET', path, { Host: longest })).status).toBe(200)
    expect((await sendRaw(emulator, 'GET', path, { Host: `x${longest}` })).status).toBe(400)
    // This causes the warning about two host names.
    await sendRaw(
      emulator,
      'POST',
      `/oauth/v4/${demo.tenantId}/token`,
      { Authorization: basic(demo.a), 'Content-Type': form },
      'grant_type=client_credentials',
    )
    const warnings = events.filter(({ event }) => event === 'warning')
    expect(warnings).toHaveLength(1)
    expect(JSON.stringify(warnings)).toMatch(/x{190,}…/)
    expect(JSON.stringify(warnings)).not.toMatch(/x{201}/)
  })

  it('is never cut within a character', async ({ start }) => {
    const events: LogEvent[] = []
    const emulator = await start({ log: (event) => events.push(event) })
    for (const shift of ['', 'x']) {
      const text = `${shift}${'😀'.repeat(1000)}`
      const outputs = await outputsOf(
        emulator,
        events,
        requestsWith(text, text.slice(0, 600 + shift.length)),
      )
      const broken = [...outputs].filter(([, output]) => /\\ud[89a-f]|\ufffd/i.test(output))
      expect(broken.map(([name]) => name)).toEqual([])
    }
  })
})
