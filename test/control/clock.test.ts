import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose'
import { describe, expect } from 'vitest'
import { control, demo, it, requestToken, tenantOf, testing } from '../support/emulator.ts'

const start2030 = Date.parse('2030-01-01T00:00:00.500Z')
const second = Math.floor(start2030 / 1000)

const lastSecond = 253_402_300_799
const beyond = 'must not be after 253402300799 (the end of 9999): use seconds, not milliseconds'
const before = 'must not be before 0 (the start of 1970)'

describe('a tenant’s clock', () => {
  it('is set, frozen, advanced and reset over HTTP', async ({ start }) => {
    let now = start2030
    const emulator = await start({ now: () => now })
    const ask = async (method: string, path = '', body?: object) => {
      const response = await control(
        emulator,
        method,
        `/tenants/${demo.tenantId}/clock${path}`,
        body,
      )
      return [response.status, response.body]
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

  it('determines the times of its tenant’s tokens, but of no other tenant’s', async ({ start }) => {
    const emulator = await start({ now: () => start2030 })
    await emulator.tenant(demo.tenantId).clock.advance(3600)
    const mine = decodeJwt((await requestToken(tenantOf(emulator))).body.access_token)
    const other = await requestToken(tenantOf(emulator, testing.tenantId), testing)
    expect([mine.iat, mine.exp]).toEqual([second + 3600, second + 7200])
    expect(decodeJwt(other.body.access_token).iat).toBe(second)
    expect(await emulator.tenant(testing.tenantId).clock.get()).toEqual({
      now: second,
      offset: 0,
      frozen: false,
    })
  })

  it('makes new tokens already expired when it is set back', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await emulator.tenant(demo.tenantId).clock.advance(-3601)
    const { access_token } = (await requestToken(tenant)).body
    const keys = createRemoteJWKSet(new URL(`${tenant.oAuthServerUrl}/publickeys`))
    await expect(jwtVerify(access_token, keys)).rejects.toMatchObject({ code: 'ERR_JWT_EXPIRED' })
    await emulator.tenant(demo.tenantId).clock.reset()
    await jwtVerify((await requestToken(tenant)).body.access_token, keys)
  })

  it('is part of the state: a fixture can set it, and a reset restores it', async ({ start }) => {
    const seed = {
      version: 1,
      tenants: { [demo.tenantId]: { clock: { frozenAt: 1000 } } },
    } as const
    const emulator = await start({ seed, now: () => start2030 })
    const frozen = { now: 1000, offset: 1000 - second, frozen: true }
    expect(await emulator.tenant(demo.tenantId).clock.get()).toEqual(frozen)
    await emulator.tenant(demo.tenantId).clock.set({ offset: 0, frozen: false })
    await emulator.reset()
    expect(await emulator.tenant(demo.tenantId).clock.get()).toEqual(frozen)
  })

  it.for([
    ['now together with offset', 'PUT', '', { now: 1, offset: 1 }, 'give now or offset, not both'],
    [
      'a fraction of a second',
      'PUT',
      '',
      { now: 1.5 },
      'now: must be a NumericDate: whole seconds',
    ],
    ['milliseconds', 'PUT', '', { now: start2030 }, `now: ${beyond}`],
    ['a time before 1970', 'PUT', '', { now: -1 }, `now: ${before}`],
    ['an offset that leads past 9999', 'PUT', '', { offset: lastSecond }, `offset: ${beyond}`],
    ['an offset in milliseconds', 'PUT', '', { offset: lastSecond + 1 }, `offset: ${beyond}`],
    ['an offset that leads before 1970', 'PUT', '', { offset: -lastSecond }, `offset: ${before}`],
    [
      'an unknown member',
      'PUT',
      '',
      { time: 1 },
      'time: is not known here; known: now, offset, frozen',
    ],
    ['an advance by 1e308 seconds', 'POST', '/advance', { seconds: 1e308 }, `seconds: ${beyond}`],
    ['an advance past 9999', 'POST', '/advance', { seconds: lastSecond }, `seconds: ${beyond}`],
    [
      'an advance to before 1970',
      'POST',
      '/advance',
      { seconds: -lastSecond },
      `seconds: ${before}`,
    ],
    ['missing seconds', 'POST', '/advance', {}, 'seconds: is missing'],
    [
      'seconds in a string',
      'POST',
      '/advance',
      { seconds: '60' },
      'seconds: must be a number, not a string',
    ],
  ] as const)('refuses %s', async ([, method, path, body, message], { emulator }) => {
    const response = await control(emulator, method, `/tenants/${demo.tenantId}/clock${path}`, body)
    expect([response.status, response.body]).toEqual([400, { code: 'INVALID_INPUT', message }])
  })

  it('runs from the first second of 1970 to the last of 9999, and stops there', async ({
    start,
  }) => {
    let now = start2030
    const emulator = await start({ now: () => now })
    const { tenantId } = demo
    await emulator.tenant(tenantId).clock.set({ now: lastSecond })
    now += 5000
    const end = { now: lastSecond, offset: lastSecond - second - 5, frozen: false }
    expect(await emulator.tenant(tenantId).clock.get()).toEqual(end)
    const late = await requestToken(tenantOf(emulator))
    expect(decodeJwt(late.body.access_token).iat).toBe(lastSecond)
    expect((await emulator.tenant(tenantId).clock.advance(-lastSecond)).now).toBe(0)
    await expect(emulator.tenant(tenantId).clock.advance(-1)).rejects.toThrow(before)
    expect((await emulator.tenant(tenantId).keys.rotate()).kid).toBe(
      `appId-${tenantId}-1970-01-01T00:00:00.500`,
    )
  })

  it.for([
    ['frozenAt', { frozenAt: start2030 }, beyond],
    ['frozenAt', { frozenAt: -1 }, before],
    ['frozenAt', { frozenAt: 0.5 }, 'must be a NumericDate: whole seconds'],
    ['offset', { offset: start2030 }, beyond],
    ['offset', { offset: Number.MAX_VALUE }, beyond],
    ['offset', { offset: Number.NaN }, 'must be a number, not NaN'],
  ] as const)(
    'is refused in a fixture for its %s: %o',
    async ([member, clock, message], { emulator }) => {
      const tenants = { [demo.tenantId]: { clock } }
      await expect(emulator.state.set({ version: 1, tenants })).rejects.toThrow(
        `tenants.${demo.tenantId}.clock.${member}: ${message}`,
      )
    },
  )

  it.for([
    ['expiresIn', { expiresIn: Number.MAX_VALUE }, beyond],
    ['expiresIn', { expiresIn: lastSecond }, beyond],
    ['expiresIn', { expiresIn: -lastSecond }, before],
    ['expiresIn', { expiresIn: 0.5 }, 'must be a whole number of seconds'],
    ['claims.exp', { claims: { exp: start2030 } }, beyond],
    ['claims.nbf', { claims: { nbf: Number.MAX_VALUE } }, beyond],
    ['claims.iat', { claims: { iat: -1 } }, before],
  ] as const)(
    'limits the times of a token: %s in %o',
    async ([path, token, message], { start }) => {
      const emulator = await start({ now: () => start2030 })
      await expect(emulator.tenant(demo.tenantId).tokens.create(token)).rejects.toThrow(
        `${path}: ${message}`,
      )
    },
  )
})

describe('the option now', () => {
  it('must return milliseconds since the epoch', async ({ start }) => {
    for (const time of [Number.NaN, Number.POSITIVE_INFINITY, -1, 1e300])
      await expect(start({ now: () => time })).rejects.toThrow(
        `now: must return milliseconds since the epoch, from 0 to 253402300799000, not ${time}`,
      )
  })

  it('fails only the requests for which it returns an invalid time', async ({ start }) => {
    let now = start2030
    const emulator = await start({ now: () => now })
    now = Number.NaN
    expect((await requestToken(tenantOf(emulator))).status).toBe(500)
    await expect(emulator.tenant(demo.tenantId).clock.get()).rejects.toThrow(
      'now must return milliseconds',
    )
    now = start2030
    expect((await requestToken(tenantOf(emulator))).status).toBe(200)
  })
})
