import { describe, expect } from 'vitest'
import type { Tenant } from '../../src/index.ts'
import { it, manage, tenantOf } from '../support/emulator.ts'

/** An operation that takes `startIndex` and `count`, and has three results. */
interface List {
  readonly path: string
  /** The number of the first item. */
  readonly first: 0 | 1
  readonly isExport: boolean
  itemsIn(body: Readonly<Record<string, readonly unknown[]>>): readonly unknown[]
}

const guests = ['g1', 'g2', 'g3']

const lists: Readonly<Record<string, List>> = {
  'GET /cloud_directory/Users': {
    path: '/cloud_directory/Users?',
    first: 1,
    isExport: false,
    itemsIn: ({ Resources = [] }) => Resources,
  },
  'GET /cloud_directory/export': {
    path: '/cloud_directory/export?encryption_secret=s&',
    first: 0,
    isExport: true,
    itemsIn: ({ users = [] }) => users,
  },
  'GET /users': {
    path: '/users?',
    first: 1,
    isExport: false,
    itemsIn: ({ users = [] }) => users,
  },
  'GET /users/export': {
    path: '/users/export?',
    first: 1,
    isExport: true,
    itemsIn: ({ users = [] }) => users,
  },
}

describe.for(Object.keys(lists))('%s', (name) => {
  const { path, first, isExport, itemsIn } = lists[name] as List

  async function prepare(tenant: Tenant): Promise<void> {
    if (!path.startsWith('/users/export')) return
    for (const id of guests) await tenant.users.add({ provider: 'google', id })
  }

  /** The numbers of the items on a page, counted from 0. */
  async function page(tenant: Tenant, query: string) {
    const all = itemsIn((await manage(tenant, 'GET', path)).body).map(idOf)
    expect(all).toHaveLength(3)
    const { status, body } = await manage(tenant, 'GET', `${path}${query}`)
    if (status !== 200) return [status, body.message]
    const found = itemsIn(body).map(idOf)
    expect([body.totalResults, body.itemsPerPage]).toEqual([3, found.length])
    return found.map((id) => all.indexOf(id))
  }

  it('begins at startIndex, with the first for anything less', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await prepare(tenant)
    for (const [startIndex, expected] of [
      ['', [0, 1, 2]],
      ['-1', [0, 1, 2]],
      ['-999999999999999', [0, 1, 2]],
      ['0', [0, 1, 2]],
      [`${first}`, [0, 1, 2]],
      [`${first + 1}`, [1, 2]],
      [`${first + 2}`, [2]],
      [`${first + 3}`, []],
      ['00002', first === 0 ? [2] : [1, 2]],
      ['999999999999999', []],
    ] as const)
      expect([startIndex, await page(tenant, `startIndex=${startIndex}`)]).toEqual([
        startIndex,
        expected,
      ])
  })

  it('has count items, or as many as there are', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await prepare(tenant)
    const none = isExport ? [400, 'count: must be at least 1'] : []
    for (const [count, expected] of [
      ['', [0, 1, 2]],
      ['-1', none],
      ['0', none],
      ['1', [0]],
      ['2', [0, 1]],
      ['3', [0, 1, 2]],
      ['999999999999999', [0, 1, 2]],
    ] as const)
      expect([count, await page(tenant, `count=${count}`)]).toEqual([count, expected])
  })

  it('refuses what is no whole number', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await prepare(tenant)
    for (const parameter of ['startIndex', 'count']) {
      for (const value of [
        '1.5',
        'x',
        '1e3',
        '0x1',
        '%201',
        '+1',
        '--1',
        '-',
        'NaN',
        '1'.repeat(16),
      ])
        expect([value, await page(tenant, `${parameter}=${value}`)]).toEqual([
          value,
          [400, `${parameter}: must be a whole number of at most 15 digits`],
        ])
      expect(await page(tenant, `${parameter}=1&${parameter}=1`)).toEqual([
        400,
        `${parameter}: must not be repeated`,
      ])
    }
  })
})

/** The id of an item of any of the lists. */
function idOf(item: unknown): unknown {
  const { id, scimUser } = item as { id?: string; scimUser?: { originalId: string } }
  return scimUser?.originalId ?? id
}
