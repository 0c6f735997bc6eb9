import { type IncomingMessage, request } from 'node:http'
import { describe, expect } from 'vitest'
import type { Emulator, NewFault } from '../../src/index.ts'
import { demo, it } from '../support/emulator.ts'

/** A response, with its headers as they were sent. */
interface RawResponse {
  readonly status: number | undefined
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string
}

async function ask({ port }: Emulator, method: string, path: string): Promise<RawResponse> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request({ port, method, path: `/oauth/v4/${demo.tenantId}${path}` }, resolve)
      .on('error', reject)
      .end()
  })
  const body = Buffer.concat(await response.toArray()).toString()
  const { rawHeaders } = response
  const headers = rawHeaders.flatMap((name, index) =>
    index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? ''] as const] : [],
  )
  return { status: response.statusCode, headers, body }
}

/** Adds a fault with this effect, and returns the response that it affects: by default, to a token request. */
async function strike(
  emulator: Emulator,
  effect: NewFault['effect'],
  method = 'POST',
  path = '/token',
): Promise<RawResponse> {
  await emulator.tenant(demo.tenantId).faults.add({ times: 1, effect })
  return ask(emulator, method, path)
}

const namesOf = ({ headers }: RawResponse) => headers.map(([name]) => name)

/** The headers of every response from the authorization server. */
const always = [
  'Access-Control-Allow-Origin',
  'Access-Control-Expose-Headers',
  'X-AppID-Emulator-Version',
  'Content-Type',
  'Content-Length',
  'Date',
  'Connection',
  'Keep-Alive',
]

describe('the headers of a fault', () => {
  it('are only those that the fault sets, whatever its status', async ({ emulator }) => {
    for (const status of [401, 405, 429, 503])
      expect(namesOf(await strike(emulator, { status })).sort()).toEqual([...always].sort())
    const patient = await strike(emulator, { status: 503, retryAfter: 0 })
    expect(patient.headers).toContainEqual(['Retry-After', '0'])
  })

  it('are sent as given, in place of the emulator’s own', async ({ emulator }) => {
    const given = {
      allow: 'GET, HEAD',
      'WWW-authenticate': 'Basic realm="a, b"',
      'RETRY-AFTER': 'Wed, 21 Oct 2015 07:28:00 GMT',
      'content-type': 'application/problem+json',
      'cache-control': 'max-age=60',
      'access-control-allow-origin': 'https://a.example',
      'x-appid-emulator-version': '',
      date: 'Wed, 21 Oct 2015 07:28:00 GMT',
      'Set-Cookie': 'a=b',
    }
    for (const body of [undefined, { a: 1 }, 'a', null]) {
      const effect = {
        status: 401,
        retryAfter: 3,
        headers: given,
        ...(body !== undefined && { body }),
      }
      const response = await strike(emulator, effect)
      for (const pair of Object.entries(given)) expect(response.headers).toContainEqual(pair)
      const names = namesOf(response).map((name) => name.toLowerCase())
      expect(names.sort()).toEqual([...new Set(names)].sort())
    }
  })

  it('cannot include those that frame a response, or the same one twice', async ({ emulator }) => {
    for (const name of [
      'Connection',
      'keep-alive',
      'Content-Length',
      'Trailer',
      'Transfer-Encoding',
      'Upgrade',
    ])
      await expect(
        emulator.faults.add({ effect: { status: 400, headers: { [name]: '1' } } }),
      ).rejects.toThrow(`effect.headers.${name}: cannot be set by a fault`)
    await expect(
      emulator.faults.add({ effect: { status: 400, headers: { Allow: 'GET', allow: 'PUT' } } }),
    ).rejects.toThrow(
      'effect.headers: must not name a header twice (header names are case-insensitive)',
    )
  })
})

describe('a response of a fault that must not have a body', () => {
  it.for([
    ['POST', '/token', { status: 204 }, 204],
    ['GET', '/publickeys', { status: 304, headers: { ETag: '"x"' } }, 304],
    ['HEAD', '/publickeys', { status: 200, body: { keys: [] } }, 200],
    ['HEAD', '/publickeys', { status: 503 }, 503],
  ] as const)('has no body: %s %s %j', async ([method, path, effect, status], { emulator }) => {
    const response = await strike(emulator, effect, method, path)
    expect([response.status, response.body]).toEqual([status, ''])
    for (const [name, value] of Object.entries('headers' in effect ? effect.headers : {}))
      expect(response.headers).toContainEqual([name, value])
  })
})
