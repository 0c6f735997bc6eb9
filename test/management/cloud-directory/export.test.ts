import { describe, expect } from 'vitest'
import type { Tenant } from '../../../src/index.ts'
import { demo, it, manage, requestToken, tenantOf, testing, users } from '../../support/emulator.ts'

const uuid = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
const secret = '?encryption_secret=pepper'

const download = async (tenant: Tenant, query = '') =>
  (await manage(tenant, 'GET', `/cloud_directory/export${secret}${query}`)).body

const upload = (tenant: Tenant, body: object, query = secret) =>
  manage(tenant, 'POST', `/cloud_directory/import${query}`, body)

const invalid = (detail: string) => ({
  status: '400',
  scimType: 'invalidValue',
  detail,
  message: detail,
})

const ed = {
  scimUser: {
    originalId: users.ed.id,
    displayName: 'Ed Editor',
    active: true,
    mfaContext: {},
    emails: [{ value: users.ed.email, primary: true }],
    name: { givenName: 'Ed', familyName: 'Editor', formatted: 'Ed Editor' },
    status: 'CONFIRMED',
    passwordHistory: [],
    passwordExpirationTimestamp: 0,
    passwordUpdatedTimestamp: 0,
  },
  passwordHash: expect.stringMatching(/^[\w+/]+=*$/),
  passwordHashAlg: 'scrypt',
  profile: { attributes: { theme: 'dark', points: 150 } },
  roles: ['editor'],
}

describe('an export', () => {
  it('has the users, their attributes and the names of their roles', async ({ emulator }) => {
    const body = await download(tenantOf(emulator), '&startIndex=1&count=1')
    expect(body).toEqual({
      users: [ed],
      totalResults: 3,
      itemsPerPage: 1,
      requestOptions: { startIndex: 1, count: 1 },
    })
    expect(Object.keys(body).join()).toBe('users,totalResults,itemsPerPage,requestOptions')
  })

  it('counts from 0, so that clients who add itemsPerPage get every user once', async ({
    start,
  }) => {
    const many = Array.from({ length: 101 }, (_, index) => ({ email: `${index}@example.com` }))
    const seed = { version: 1, tenants: { [demo.tenantId]: { users: many } } } as const
    const tenant = tenantOf(await start({ seed }))
    const found: string[] = []
    for (let startIndex = 0, total = 1; startIndex < total; ) {
      const body = await download(tenant, `&startIndex=${startIndex}&count=1000`)
      for (const { scimUser } of body.users) found.push(scimUser.emails[0].value)
      startIndex += body.itemsPerPage
      total = body.totalResults
    }
    expect(found).toEqual(many.map(({ email }) => email))
  })

  it('has no password and no hash that can be read', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const change = { uuid: users.ann.id, newPassword: 'x' }
    await manage(tenant, 'POST', '/cloud_directory/change_password', change)
    const hash = (await emulator.state.get()).tenants[demo.tenantId]?.users?.[0]?.passwordHash
    const body = await download(tenant)
    expect(body.requestOptions).toEqual({})
    for (const { passwordHash } of body.users) {
      const text = Buffer.from(passwordHash, 'base64').toString()
      expect(passwordHash).not.toBe('')
      expect(text).not.toContain('scrypt')
      expect(text).not.toContain(hash)
    }
  })

  it.for([
    ['', 'encryption_secret: is missing'],
    ['?encryption_secret=', 'encryption_secret: must not be empty'],
    [`${secret}&count=0`, 'count: must be at least 1'],
  ] as const)('with the query %j is refused', async ([query, detail], { emulator }) => {
    const path = `/cloud_directory/export${query}`
    const { status, body } = await manage(tenantOf(emulator), 'GET', path)
    expect([status, body]).toEqual([400, invalid(detail)])
  })
})

describe('an import', () => {
  it('adds the users of an export, who get new ids and keep their passwords', async ({
    emulator,
  }) => {
    const exported = await download(tenantOf(emulator))
    const tenant = tenantOf(emulator, testing.tenantId)
    await manage(tenant, 'POST', '/roles', { name: 'editor', access: [] })
    const { status, body } = await upload(tenant, exported)
    expect([status, body]).toEqual([200, { added: 3, failed: 0 }])
    const again = await download(tenant)
    expect(again.users[1]).toEqual({ ...ed, scimUser: { ...ed.scimUser, originalId: uuid } })
    expect(again.users[1].scimUser.originalId).not.toBe(users.ed.id)
    const path = `/cloud_directory/${again.users[1].scimUser.originalId}/userinfo`
    const { sub } = (await manage(tenant, 'GET', path)).body
    expect(sub).toEqual(uuid)
    expect(sub).not.toBe(users.ed.profileId)
    const form = { grant_type: 'password', username: users.ed.email, password: users.ed.password }
    expect((await requestToken(tenant, testing, form)).status).toBe(200)
    expect((await requestToken(tenant, testing, { ...form, password: 'x' })).status).toBe(400)
  })

  it('leaves out roles that do not exist', async ({ emulator }) => {
    const { users: items } = await download(tenantOf(emulator))
    const tenant = await emulator.createTenant({})
    await upload(tenant, { users: items })
    expect((await download(tenant)).users[1].roles).toEqual([])
  })

  it('of a user without a password adds one who cannot sign in', async ({ start }) => {
    const seed = {
      version: 1,
      tenants: {
        [demo.tenantId]: { users: [{ email: 'a@example.com' }] },
        [testing.tenantId]: { applications: [testing] },
      },
    } as const
    const emulator = await start({ seed })
    const exported = await download(tenantOf(emulator))
    expect(exported.users[0].passwordHash).toBe('')
    const tenant = tenantOf(emulator, testing.tenantId)
    expect((await upload(tenant, exported)).body).toEqual({ added: 1, failed: 0 })
    const form = { grant_type: 'password', username: 'a@example.com', password: 'x' }
    expect((await requestToken(tenant, testing, form)).status).toBe(400)
  })

  it('says of each user who cannot be added, why, and adds the others', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const [first] = (await download(tenant)).users
    const named = (value: string, more: object = {}) => ({
      ...first,
      scimUser: { originalId: value, emails: [{ value, primary: true }] },
      ...more,
    })
    const unreadable =
      'passwordHash: cannot be read: it must come from an export of this emulator with the same encryption_secret'
    const duplicate = 'emails: another user has this e-mail address'
    const { status, body } = await upload(tenant, {
      users: [
        named('1@example.com'),
        named('1@example.com'),
        named('2@example.com', { passwordHash: 'AAAA' }),
        named('3@example.com', { passwordHashAlg: 'PBKDF2WithHmacSHA512' }),
        { ...first, scimUser: { originalId: '4', emails: [], userName: 'four' } },
        { ...first, scimUser: { originalId: 5, emails: 'none' } },
      ],
    })
    const failed = (value: string, detail: string) => ({
      originalId: value,
      email: value,
      error: invalid(detail),
    })
    expect([status, body]).toEqual([
      200,
      {
        added: 2,
        failed: 4,
        failReasons: [
          {
            originalId: '1@example.com',
            email: '1@example.com',
            error: {
              status: '409',
              scimType: 'uniqueness',
              detail: duplicate,
              message: duplicate,
            },
          },
          failed('2@example.com', unreadable),
          failed('3@example.com', unreadable),
          { error: invalid('emails: must be an array, not a string') },
        ],
      },
    ])
    expect((await download(tenant)).totalResults).toBe(5)
  })

  it('with another secret adds nobody', async ({ emulator }) => {
    const exported = await download(tenantOf(emulator))
    const tenant = await emulator.createTenant({})
    const { body } = await upload(tenant, exported, '?encryption_secret=salt')
    expect([body.added, body.failed]).toEqual([0, 3])
  })

  it('is refused with more than 50 users, without a list, and without the secret', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    const [item] = (await download(tenant)).users
    for (const [sent, query, detail] of [
      [{ users: Array(51).fill(item) }, secret, 'users: must have at most 50 users'],
      [{}, secret, 'users: is missing'],
      [{ users: [{}] }, secret, /^users\.0\.scimUser: is missing; users\.0\.passwordHash: /],
      [{ users: [] }, '', 'encryption_secret: is missing'],
    ] as const) {
      const { status, body } = await upload(tenant, sent, query)
      expect([status, body]).toEqual([
        400,
        typeof detail === 'string'
          ? invalid(detail)
          : expect.objectContaining({ detail: expect.stringMatching(detail) }),
      ])
    }
  })
})
