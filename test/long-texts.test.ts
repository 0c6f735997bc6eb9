import { describe, expect } from 'vitest'
import type { Emulator, LogEvent } from '../src/index.ts'
import { basic, demo, it, send, sendRaw } from './support/emulator.ts'
import { requestsWith, type Sent } from './support/requests-with-text.ts'

const form = 'application/x-www-form-urlencoded'

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
      'scope of a role twice',
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
