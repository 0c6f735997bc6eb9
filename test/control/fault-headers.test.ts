import { type IncomingMessage, request } from 'node:http'
import { describe, expect } from 'vitest'
import type { Emulator, NewFault } from '../../src/index.ts'
import { demo, it } from '../support/emulator.ts'

/** An answer with its headers as they were written. */
interface RawAnswer {
  readonly status: number | undefined
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string
}

async function ask({ port }: Emulator, method: string, path: string): Promise<RawAnswer> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    request({ port, method, path: `/oauth/v4/${demo.tenantId}${path}` }, resolve)
      .on('error', reject)
      .end()
  })
  const body = Buffer.concat(await answer.toArray()).toString()
  const { rawHeaders } = answer
  const headers = rawHeaders.flatMap((name, index) =>
    index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? ''] as const] : [],
  )
  return { status: answer.statusCode, headers, body }
}

/** What a token request is answered, or another, while there is such a fault. */
async function struck(
  emulator: Emulator,
  effect: NewFault['effect'],
  method = 'POST',
  path = '/token',
): Promise<RawAnswer> {
  await emulator.tenant(demo.tenantId).faults.add({ times: 1, effect })
  return ask(emulator, method, path)
}

const namesOf = ({ headers }: RawAnswer) => headers.map(([name]) => name)

/** What every answer of the authorization server has. */
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
  it('are what the fault says: none is made up for a status', async ({ emulator }) => {
    for (const status of [401, 405, 429, 503])
      expect(namesOf(await struck(emulator, { status })).sort()).toEqual([...always].sort())
    const patient = await struck(emulator, { status: 503, retryAfter: 0 })
    expect(patient.headers).toContainEqual(['Retry-After', '0'])
  })

  it('are written as they are given, in the place of the emulator’s own', async ({ emulator }) => {
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
      const answer = await struck(emulator, effect)
      for (const pair of Object.entries(given)) expect(answer.headers).toContainEqual(pair)
      const names = namesOf(answer).map((name) => name.toLowerCase())
      expect(names.sort()).toEqual([...new Set(names)].sort())
    }
  })

  it('are not those that say how an answer is framed', async ({ emulator }) => {
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

describe('an answer of a fault that has no body', () => {
  it.for([
    ['POST', '/token', { status: 204 }, 204],
    ['GET', '/publickeys', { status: 304, headers: { ETag: '"x"' } }, 304],
    ['HEAD', '/publickeys', { status: 200, body: { keys: [] } }, 200],
    ['HEAD', '/publickeys', { status: 503 }, 503],
  ] as const)('has none: %s %s %j', async ([method, path, effect, status], { emulator }) => {
    const answer = await struck(emulator, effect, method, path)
    expect([answer.status, answer.body]).toEqual([status, ''])
    for (const [name, value] of Object.entries('headers' in effect ? effect.headers : {}))
      expect(answer.headers).toContainEqual([name, value])
  })
})
