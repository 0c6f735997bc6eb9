import { describe, expect } from 'vitest'
import type { Tenant } from '../../../src/index.ts'
import { demo, it, manage, requestToken, tenantOf, users } from '../../support/emulator.ts'

const path = '/cloud_directory/Users'
const uuid = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
const at = (seconds: number) => new Date(seconds * 1000).toISOString()
const start = 1_800_000_000

const freeze = (tenant: Tenant) => tenant.clock.set({ now: start, frozen: true })

const signIn = (tenant: Tenant, username: string, password: string) =>
  requestToken(tenant, demo.a, { grant_type: 'password', username, password })

/** A user as it is answered, with the members in App ID's order. */
const answered = (id: unknown, more: object = {}, times: object = {}) => ({
  displayName: 'new@example.com',
  active: true,
  mfaContext: {},
  emails: [{ value: 'new@example.com', primary: true }],
  meta: {
    created: at(start),
    location: expect.stringMatching(/^\/v1\/[^/]+\/Users\/[^/]+$/),
    lastModified: at(start),
    resourceType: 'User',
    ...times,
  },
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  id,
  status: 'PENDING',
  ...more,
})

const minimal = { emails: [{ value: 'new@example.com', primary: true }], password: 'secret' }

const notFound = (detail: string) => ({ status: '404', detail, message: detail })
const unknown = notFound('there is no user with this id in the Cloud Directory')
const aProfile = notFound(
  'this is the id of a profile: use the id of the user in the Cloud Directory',
)
const invalid = (detail: string) => ({
  status: '400',
  scimType: 'invalidValue',
  detail,
  message: detail,
})
const taken = (detail: string) => ({
  status: '409',
  scimType: 'uniqueness',
  detail,
  message: detail,
})

describe('creating a user', () => {
  it('returns 201 and the user, who is pending, active and has no profile', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    await freeze(tenant)
    const { status, body } = await manage(tenant, 'POST', path, minimal)
    expect([status, body]).toEqual([201, answered(uuid)])
    expect(Object.keys(body).join()).toBe(
      'displayName,active,mfaContext,emails,meta,schemas,id,status',
    )
    expect(body.meta.location).toBe(`/v1/${demo.tenantId}/Users/${body.id}`)
    const { tenants } = await emulator.state.get()
    expect(tenants[demo.tenantId]?.users?.at(-1)).toEqual({
      id: body.id,
      profileId: null,
      email: 'new@example.com',
      passwordHash: expect.stringMatching(/^scrypt\.[\w-]+\.[\w-]+$/),
      status: 'PENDING',
      created: at(start),
      lastModified: at(start),
    })
  })

  it('keeps and returns all that was sent, except for the password', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const sent = {
      displayName: 'Nora N.',
      active: false,
      lockedUntil: 1_900_000_000_000,
      emails: [
        { value: 'home@example.com', type: 'home' },
        { value: 'work@example.com', primary: true },
      ],
      name: { givenName: 'Nora', familyName: 'New', formatted: 'Dr. N. New', middleName: 'M' },
      userName: 'nora',
      phoneNumbers: [{ value: '+1 555 0100', type: 'mobile' }],
      locale: 'en',
      roles: [{ value: 'x' }],
      status: 'CONFIRMED',
    }
    const { body: created } = await manage(tenant, 'POST', path, { ...sent, password: 'secret' })
    const { body: read } = await manage(tenant, 'GET', `${path}/${created.id}`)
    expect(read).toEqual({ ...answered(created.id), ...sent, meta: expect.any(Object) })
    expect(read).toEqual(created)
    expect(JSON.stringify(read)).not.toContain('secret')
    const { body: found } = await manage(tenant, 'GET', `${path}?query=work@example.com`)
    expect(found.Resources).toEqual([read])
  })

  it('ignores what App ID alone decides', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await freeze(tenant)
    const { status, body } = await manage(tenant, 'POST', path, {
      ...minimal,
      id: 'mine',
      profileId: users.ann.profileId,
      meta: { created: 'never' },
      schemas: [],
      mfaContext: { on: true },
      passwordHash: 'x',
    })
    expect([status, body]).toEqual([201, answered(uuid)])
  })

  it('returns an empty text as such or not at all, and null not at all', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const { body } = await manage(tenant, 'POST', path, {
      ...minimal,
      userName: '',
      displayName: null,
      name: { givenName: '', familyName: null },
      title: null,
      nickName: '',
    })
    expect(body).toEqual({
      ...answered(uuid),
      meta: expect.any(Object),
      name: { givenName: '' },
      nickName: '',
    })
  })

  it('returns 409 for an e-mail address or a user name in use, whatever its case', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    await manage(tenant, 'POST', path, { ...minimal, userName: 'nora' })
    for (const [sent, detail] of [
      [{ emails: [{ value: 'ANN@example.com' }] }, 'emails: another user has this e-mail address'],
      [
        { emails: [{ value: 'other@example.com' }], userName: 'NORA' },
        'userName: another user has this user name',
      ],
    ] as const) {
      const { status, body } = await manage(tenant, 'POST', path, { password: 'x', ...sent })
      expect([status, body]).toEqual([409, taken(detail)])
    }
  })

  it('lets only one of two at the same time have an e-mail address', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const answers = await Promise.all([1, 2, 3].map(() => manage(tenant, 'POST', path, minimal)))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409])
  })

  it.for([
    [{ password: 'x' }, 'emails: is missing'],
    [{ ...minimal, emails: 'new@example.com' }, 'emails: must be an array, not a string'],
    [{ ...minimal, emails: [] }, 'emails: must have an address'],
    [{ ...minimal, emails: [{ value: 'nora' }] }, 'emails.0.value: must be an e-mail address'],
    [{ ...minimal, emails: [{ primary: true }] }, 'emails.0.value: is missing'],
    [{ emails: minimal.emails }, 'password: is missing'],
    [{ ...minimal, password: '' }, 'password: must not be empty'],
    [{ ...minimal, active: 'true' }, 'active: must be a boolean, not a string'],
    [{ ...minimal, status: 'NEW' }, 'status: must be CONFIRMED or PENDING'],
    [{ ...minimal, lockedUntil: 1.5 }, 'lockedUntil: must be a whole number of at least 0'],
    [{ ...minimal, name: 'Nora' }, 'name: must be an object, not a string'],
  ] as const)('refuses %j', async ([sent, detail], { emulator }) => {
    const { status, body } = await manage(tenantOf(emulator), 'POST', path, sent)
    expect([status, body]).toEqual([400, invalid(detail)])
  })
})

describe('listing users', () => {
  const emailsOf = (body: { Resources: { emails: { value: string }[] }[] }) =>
    body.Resources.map(({ emails }) => emails[0]?.value)
  const [ann, ed, pat] = [users.ann.email, users.ed.email, users.pat.email]

  it.for([
    ['', 3, [ann, ed, pat]],
    ['?startIndex=0', 3, [ann, ed, pat]],
    ['?startIndex=1&count=2', 3, [ann, ed]],
    ['?startIndex=3&count=2', 3, [pat]],
    ['?startIndex=4', 3, []],
    ['?count=0', 3, []],
    ['?startIndex=&count=&query=', 3, [ann, ed, pat]],
    [`?query=${ed}`, 1, [ed]],
    ['?query=ED@example.com', 1, [ed]],
    ['?query=ed', 0, []],
    [`?query=${users.ed.profileId}`, 0, []],
  ] as const)(
    'with %s returns those users, in order',
    async ([query, total, emails], { emulator }) => {
      const { status, body } = await manage(tenantOf(emulator), 'GET', `${path}${query}`)
      expect([status, Object.keys(body).join()]).toEqual([
        200,
        'totalResults,itemsPerPage,Resources',
      ])
      expect([body.totalResults, body.itemsPerPage, emailsOf(body)]).toEqual([
        total,
        emails.length,
        emails,
      ])
    },
  )

  it('returns at most 100 at once', async ({ start }) => {
    const many = Array.from({ length: 101 }, (_, index) => ({ email: `${index}@example.com` }))
    const seed = { version: 1, tenants: { [demo.tenantId]: { users: many } } } as const
    const tenant = tenantOf(await start({ seed }))
    const { body } = await manage(tenant, 'GET', `${path}?count=1000`)
    expect([body.totalResults, body.itemsPerPage, body.Resources.length]).toEqual([101, 100, 100])
    const rest = await manage(tenant, 'GET', `${path}?startIndex=101`)
    expect(emailsOf(rest.body)).toEqual(['100@example.com'])
  })

  it('finds users by name where they sign in with it', async ({ start }) => {
    const seed = {
      version: 1,
      tenants: { [demo.tenantId]: { users: [{ email: 'a@example.com', userName: 'al' }] } },
    } as const
    const tenant = tenantOf(await start({ seed }))
    const { body: idp } = await manage(tenant, 'GET', '/config/idps/cloud_directory')
    await manage(tenant, 'PUT', '/config/idps/cloud_directory', {
      ...idp,
      config: { ...idp.config, identityField: 'userName' },
    })
    const total = async (query: string) =>
      (await manage(tenant, 'GET', `${path}?query=${query}`)).body.totalResults
    expect([await total('al'), await total('a@example.com')]).toEqual([1, 0])
  })

  it('leaves out whoever is only a profile', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await manage(tenant, 'DELETE', `${path}/${users.ann.id}`)
    const { body } = await manage(tenant, 'GET', path)
    expect(emailsOf(body)).toEqual([ed, pat])
  })

  it.for([
    ['startIndex=1e3', 'startIndex: must be a whole number of at most 15 digits'],
    ['count=ten', 'count: must be a whole number of at most 15 digits'],
    ['count=1&count=2', 'count: must not be repeated'],
  ] as const)('refuses %s', async ([query, detail], { emulator }) => {
    const { status, body } = await manage(tenantOf(emulator), 'GET', `${path}?${query}`)
    expect([status, body]).toEqual([400, invalid(detail)])
  })
})

describe('changing a user', () => {
  const create = async (tenant: Tenant, more: object = {}) =>
    (await manage(tenant, 'POST', path, { ...minimal, ...more })).body

  it('returns the changed user, and moves lastModified', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await freeze(tenant)
    const { id } = await create(tenant)
    await tenant.clock.advance(10)
    const sent = { emails: [{ value: 'next@example.com', primary: true }], status: 'CONFIRMED' }
    const { status, body } = await manage(tenant, 'PUT', `${path}/${id}`, sent)
    const changed = { displayName: 'next@example.com', ...sent }
    expect([status, body]).toEqual([200, answered(id, changed, { lastModified: at(start + 10) })])
    expect((await manage(tenant, 'GET', `${path}/${id}`)).body).toEqual(body)
    expect((await signIn(tenant, 'next@example.com', 'secret')).status).toBe(200)
    expect((await signIn(tenant, 'new@example.com', 'secret')).status).toBe(400)
  })

  it('keeps what is left out, and removes what is null', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const details = {
      displayName: 'Nora',
      userName: 'nora',
      name: { givenName: 'Nora', familyName: 'New', formatted: 'Nora New' },
      phoneNumbers: [{ value: '+1 555 0100' }],
    }
    const created = await create(tenant, details)
    const url = `${path}/${created.id}`
    const { emails } = minimal
    const kept = await manage(tenant, 'PUT', url, { emails, title: 'Dr.' })
    expect(kept.body).toEqual({ ...created, title: 'Dr.', meta: expect.any(Object) })
    const name = { givenName: 'Nora' }
    const removed = await manage(tenant, 'PUT', url, { emails, name, phoneNumbers: null })
    expect(removed.body).toEqual({
      ...answered(created.id),
      displayName: 'Nora',
      userName: 'nora',
      name: { givenName: 'Nora', formatted: 'Nora' },
      title: 'Dr.',
      meta: expect.any(Object),
    })
  })

  it('accepts what a read has returned', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await freeze(tenant)
    const created = await create(tenant, { phoneNumbers: [{ value: '1' }], name: { title: 'x' } })
    const { body } = await manage(tenant, 'PUT', `${path}/${created.id}`, created)
    expect(body).toEqual(created)
  })

  it('needs emails, and an address that no other user has', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const url = `${path}/${users.ann.id}`
    for (const [sent, status, body] of [
      [{ displayName: 'Ann' }, 400, invalid('emails: is missing')],
      [{ emails: [] }, 400, invalid('emails: must have an address')],
      [
        { emails: [{ value: 'Ed@example.com' }] },
        409,
        taken('emails: another user has this e-mail address'),
      ],
    ] as const) {
      const answer = await manage(tenant, 'PUT', url, sent)
      expect([answer.status, answer.body]).toEqual([status, body])
    }
    const same = await manage(tenant, 'PUT', url, { emails: [{ value: 'ANN@example.com' }] })
    expect(same.status).toBe(200)
  })

  it('sets the password, if there is one, in place of that of the fixture', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    const emails = [{ value: users.ann.email, primary: true }]
    await manage(tenant, 'PUT', `${path}/${users.ann.id}`, { emails, password: 'next' })
    expect((await signIn(tenant, users.ann.email, 'next')).status).toBe(200)
    expect((await signIn(tenant, users.ann.email, users.ann.password)).status).toBe(400)
  })

  it('unlocks a user who is set to active', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const locked = { active: false, lockedUntil: 9_000_000_000_000, status: 'CONFIRMED' }
    const { id, ...rest } = await create(tenant, locked)
    const refused = await signIn(tenant, 'new@example.com', 'secret')
    expect(refused.body.error_description).toBe('User account locked')
    const { body } = await manage(tenant, 'PUT', `${path}/${id}`, { ...rest, active: true })
    expect(body.active).toBe(true)
    expect(Object.keys(body)).not.toContain('lockedUntil')
    expect((await signIn(tenant, 'new@example.com', 'secret')).status).toBe(200)
  })

  it('returns a lockedUntil that was sent for a user who was not locked', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const { id } = await create(tenant)
    const sent = { ...minimal, active: true, lockedUntil: 1_700_000_000_000 }
    const { body } = await manage(tenant, 'PUT', `${path}/${id}`, sent)
    expect(body.lockedUntil).toBe(1_700_000_000_000)
  })

  it('writes down the last sign-in, which reads have shown before', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await freeze(tenant)
    const url = `${path}/${users.ann.id}`
    const read = async () => (await manage(tenant, 'GET', url)).body.meta
    expect(Object.keys(await read())).not.toContain('lastLogin')
    await signIn(tenant, users.ann.email, users.ann.password)
    expect((await read()).lastLogin).toBe(at(start))
    const recorded = async () =>
      (await emulator.state.get()).tenants[demo.tenantId]?.users?.[0]?.lastLogin
    expect(await recorded()).toBeUndefined()
    await manage(tenant, 'PUT', url, { emails: [{ value: users.ann.email }] })
    expect([await recorded(), (await read()).lastLogin]).toEqual([at(start), at(start)])
  })
})

describe('userinfo', () => {
  it('has the identity, the id of the profile and the attributes, in this order', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    const { body: user } = await manage(tenant, 'GET', `${path}/${users.ed.id}`)
    const { status, body } = await manage(tenant, 'GET', `/cloud_directory/${users.ed.id}/userinfo`)
    expect([status, body]).toEqual([
      200,
      {
        identities: [{ provider: 'cloud_directory', id: users.ed.id, idpUserInfo: user }],
        sub: users.ed.profileId,
        attributes: { theme: 'dark', points: 150 },
      },
    ])
    expect(Object.keys(body).join()).toBe('identities,sub,attributes')
  })

  it('of a user without a profile has no sub', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const { body: user } = await manage(tenant, 'POST', path, minimal)
    const { status, body } = await manage(tenant, 'GET', `/cloud_directory/${user.id}/userinfo`)
    expect([status, body]).toEqual([
      200,
      {
        identities: [{ provider: 'cloud_directory', id: user.id, idpUserInfo: user }],
        attributes: {},
      },
    ])
  })
})

describe('the id of a user', () => {
  const emails = [{ value: 'x@example.com' }]
  const requests = (id: string) =>
    [
      ['GET', `${path}/${id}`, undefined],
      ['PUT', `${path}/${id}`, { emails }],
      ['DELETE', `${path}/${id}`, undefined],
      ['POST', `${path}/${id}/sso/logout`, {}],
      ['GET', `/cloud_directory/${id}/userinfo`, undefined],
      ['DELETE', `/cloud_directory/remove/${id}`, undefined],
      ['POST', '/cloud_directory/change_password', { uuid: id, newPassword: 'x' }],
    ] as const

  it('gives 404 if it is unknown, and is not repeated', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    for (const [method, url, sent] of requests(users.ann.email)) {
      const { status, body } = await manage(tenant, method, url, sent)
      expect([method, url, status, body]).toEqual([method, url, 404, unknown])
    }
  })

  it('is never that of the profile', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const before = await emulator.state.get()
    for (const [method, url, sent] of requests(users.ann.profileId)) {
      const { status, body } = await manage(tenant, method, url, sent)
      expect([method, url, status, body]).toEqual([method, url, 404, aProfile])
    }
    expect(await emulator.state.get()).toEqual(before)
  })

  it('belongs to one tenant', async ({ emulator }) => {
    const other = emulator.tenants[1]
    if (other === undefined) throw new Error('the demo fixture has two tenants')
    const { status, body } = await manage(other, 'GET', `${path}/${users.ann.id}`)
    expect([status, body]).toEqual([404, unknown])
  })

  it('ends the sessions of the user: 204', async ({ emulator }) => {
    const url = `${path}/${users.ann.id}/sso/logout`
    const { status, body } = await manage(tenantOf(emulator), 'POST', url)
    expect([status, body]).toEqual([204, ''])
  })
})
