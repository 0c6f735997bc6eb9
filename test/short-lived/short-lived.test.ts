import { describe, expect, it } from 'vitest'
import { completed } from '../../src/model/tenant.ts'
import { ShortLived } from '../../src/short-lived/short-lived.ts'

const tenant = completed('t', { applications: [], signingKeys: [], roles: [] })
const other = { ...tenant, tenantId: 'u' }

describe('short-lived state', () => {
  it('ends by the clock of the tenant', () => {
    let now = 0
    const codes = new ShortLived<number>({ ms: () => now })
    codes.set(tenant, 'a', 1, 10)
    now = 9_999
    expect(codes.get(tenant, 'a')).toBe(1)
    now = 10_000
    expect(codes.get(tenant, 'a')).toBeUndefined()
  })

  it('is taken once, and belongs to one tenant', () => {
    const codes = new ShortLived<number>({ ms: () => 0 })
    codes.set(tenant, 'a', 1)
    expect(codes.take(other, 'a')).toBeUndefined()
    expect(codes.take(tenant, 'a')).toBe(1)
    expect(codes.take(tenant, 'a')).toBeUndefined()
  })

  it('drops the oldest when there are too many, and counts a renewed one as new', () => {
    const codes = new ShortLived<number>({ ms: () => 0 }, 2)
    codes.set(tenant, 'a', 1)
    codes.set(tenant, 'b', 2)
    codes.set(tenant, 'a', 3)
    codes.set(tenant, 'c', 4)
    expect(['a', 'b', 'c'].map((key) => codes.get(tenant, key))).toEqual([3, undefined, 4])
  })

  it('is cleared for one tenant or for all', () => {
    const codes = new ShortLived<number>({ ms: () => 0 })
    codes.set(tenant, 'a', 1)
    codes.set(other, 'a', 2)
    codes.clear('t')
    expect([codes.get(tenant, 'a'), codes.get(other, 'a')]).toEqual([undefined, 2])
    codes.clear()
    expect(codes.get(other, 'a')).toBeUndefined()
  })
})
