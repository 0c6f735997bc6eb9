import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose'
import { describe, expect } from 'vitest'
import { control, demo, it, requestToken, tenantOf, testing } from '../support/emulator.ts'

const start2030 = Date.parse('2030-01-01T00:00:00.500Z')
const second = Math.floor(start2030 / 1000)

describe('a tenant’s clock', () => {
  it('is set, frozen, moved and given back over HTTP', async ({ start }) => {
    let now = start2030
    const emulator = await start({ now: () => now })
    const ask = async (method: string, path = '', body?: object) => {
      const answer = await control(emulator, method, `/tenants/${demo.tenantId}/clock${path}`, body)
      return [answer.status, answer.body]
    }
    expect(await ask('GET')).toEqual([200, { now: second, offset: 0, frozen: false }])
    expect(await ask('PUT', '', { offset: 100 })).toEqual([
      200,
      { now: second + 100, offset: 100, frozen: false },
    ])
    expect(await ask('PUT', '', { now: 1000, frozen: true })).toEqual([
      200,
      { now: 1000, offset: 1000 - second, frozen: true },
    ])
    now += 5000
    expect(await ask('GET')).toEqual([200, { now: 1000, offset: 995 - second, frozen: true }])
    expect(await ask('POST', '/advance', { seconds: 60 })).toEqual([
      200,
      { now: 1060, offset: 1055 - second, frozen: true },
    ])
    expect(await ask('PUT', '', { frozen: false })).toEqual([
      200,
      { now: 1060, offset: 1055 - second, frozen: false },
    ])
    now += 5000
    expect(await ask('POST', '/advance', { seconds: -5 })).toEqual([
      200,
      { now: 1060, offset: 1050 - second, frozen: false },
    ])
    expect(await ask('DELETE')).toEqual([200, { now: second + 10, offset: 0, frozen: false }])
  })

  it('governs the tokens of its tenant, and of no other', async ({ start }) => {
    const emulator = await start({ now: () => start2030 })
    await emulator.advanceClock(demo.tenantId, 3600)
    const mine = decodeJwt((await requestToken(tenantOf(emulator))).body.access_token)
    const other = await requestToken(tenantOf(emulator, testing.tenantId), testing)
    expect([mine.iat, mine.exp]).toEqual([second + 3600, second + 7200])
    expect(decodeJwt(other.body.access_token).iat).toBe(second)
    expect(await emulator.getClock(testing.tenantId)).toEqual({
      now: second,
      offset: 0,
      frozen: false,
    })
  })

  it('makes a token that is expired for everybody when it is set back', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await emulator.advanceClock(demo.tenantId, -3601)
    const { access_token } = (await requestToken(tenant)).body
    const keys = createRemoteJWKSet(new URL(`${tenant.oAuthServerUrl}/publickeys`))
    await expect(jwtVerify(access_token, keys)).rejects.toMatchObject({ code: 'ERR_JWT_EXPIRED' })
    await emulator.resetClock(demo.tenantId)
    await jwtVerify((await requestToken(tenant)).body.access_token, keys)
  })

  it('is part of the state: a reset sets it back, a fixture can state it', async ({ start }) => {
    const seed = {
      version: 1,
      tenants: { [demo.tenantId]: { clock: { frozenAt: 1000 } } },
    } as const
    const emulator = await start({ seed, now: () => start2030 })
    const frozen = { now: 1000, offset: 1000 - second, frozen: true }
    expect(await emulator.getClock(demo.tenantId)).toEqual(frozen)
    await emulator.setClock(demo.tenantId, { offset: 0, frozen: false })
    await emulator.reset()
    expect(await emulator.getClock(demo.tenantId)).toEqual(frozen)
  })

  it.for([
    ['now and offset', 'PUT', '', { now: 1, offset: 1 }, 'give now or offset, not both'],
    ['half a second', 'PUT', '', { now: 1.5 }, 'now: must be a NumericDate: whole seconds'],
    ['an unknown member', 'PUT', '', { time: 1 }, 'time: is not known here'],
    ['no seconds', 'POST', '/advance', {}, 'seconds: is missing'],
    [
      'seconds as text',
      'POST',
      '/advance',
      { seconds: '60' },
      'seconds: must be a number, not a string',
    ],
  ] as const)('is not set by %s', async ([, method, path, body, message], { emulator }) => {
    const answer = await control(emulator, method, `/tenants/${demo.tenantId}/clock${path}`, body)
    expect([answer.status, answer.body]).toEqual([400, { message }])
  })
})
