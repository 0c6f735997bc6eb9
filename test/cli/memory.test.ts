import { Agent, request } from 'node:http'
import { expect } from 'vitest'
import { it } from '../support/cli.ts'
import { basic, demo, send } from '../support/emulator.ts'

const filler = 'x'.repeat(100_000)
const form = { 'Content-Type': 'application/x-www-form-urlencoded' }

/** Requests that are much longer than what is kept of them. In V8, a part of a long string keeps all of it in memory. */
const requests: readonly { path: string; headers: Record<string, string>; body: string }[] = [
  { path: 'token', headers: form, body: `grant_type=${filler}` },
  { path: 'token', headers: form, body: `${filler}=&grant_type=client_credentials` },
  {
    path: 'token',
    headers: { ...form, Authorization: basic(demo.a) },
    body: `grant_type=client_credentials&audience=${filler}`,
  },
  {
    path: 'token',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ [filler]: 1 }),
  },
  { path: `${filler.slice(0, 7000)}?${filler.slice(0, 7000)}`, headers: form, body: '' },
]

const options = ['--port', '0', '--in-memory', '--silent']
const small = { env: { NODE_OPTIONS: '--max-old-space-size=48' } }

it('memory does not grow with the length of requests', async ({ run }) => {
  const command = run(options, small)
  const url = await command.ready()
  const agent = new Agent({ keepAlive: true, maxSockets: 4 })
  const post = ({ path, headers, body }: (typeof requests)[number]) =>
    new Promise<void>((resolve, reject) => {
      request(
        `${url}/oauth/v4/${demo.tenantId}/${path}`,
        { method: 'POST', headers, agent },
        (response) => response.resume().once('end', resolve).once('error', reject),
      )
        .once('error', reject)
        .end(body)
    })
  const rounds = 400
  for (let round = 0; round < rounds; round += 1) await Promise.all(requests.map(post))
  agent.destroy()
  const { body } = await send(`${url}/_appid/requests/count`)
  expect(body).toEqual({ count: rounds * requests.length })
})

it('a thousand errors about a long name do not exhaust memory, and the response is short', async ({
  run,
}) => {
  const url = await run(options, small).ready()
  const members = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`a${index}`, 1]))
  const response = await fetch(`${url}/_appid/state`, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ version: 1, tenants: { [filler.repeat(3)]: members } }),
  })
  expect(response.status).toBe(400)
  expect((await response.text()).length).toBeLessThan(10 * 300)
})
